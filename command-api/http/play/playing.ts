// Which playbacks told of themselves lately: leases in Redis, renewed by play events. Without Redis only what was granted
// within the last lease counts, which the decider knows.
import { leaseFor } from '../../../domain/commerce/rules.ts'
import type { Cache } from '../../../platform/redis.ts'

export type Playing = Readonly<{
  /** It told of itself. */
  seen(playbackId: string): void
  /** Those of them whose lease runs. */
  among(playbackIds: readonly string[]): Promise<readonly string[]>
}>

/** ms between two renewals of one lease by this process: players tell more often than needed */
const renewEvery = 20_000
const mostRemembered = 20_000

const keyOf = (playbackId: string) => `playing:${playbackId}`

export const leasesIn = (cache: Pick<Cache, 'get' | 'set'>, now: () => number = Date.now): Playing => {
  const renewed = new Map<string, number>()
  return {
    seen: (playbackId) => {
      const at = now()
      if (at - (renewed.get(playbackId) ?? Number.NEGATIVE_INFINITY) < renewEvery) return
      if (renewed.size >= mostRemembered) renewed.clear()
      renewed.set(playbackId, at)
      void cache.set(keyOf(playbackId), '1', leaseFor / 1_000)
    },
    among: async (playbackIds) => {
      const found = await Promise.all(playbackIds.map((id) => cache.get(keyOf(id))))
      return playbackIds.filter((_, i) => found[i] !== undefined)
    },
  }
}

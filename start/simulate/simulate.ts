// `matinee simulate`: a seeded audience that uses the public API; everything it does is marked as simulated.
import { setTimeout as pause } from 'node:timers/promises'
import { seeded } from './random.ts'
import { simulatedViewer, type Tally } from './viewer.ts'

export type SimulateOptions = Readonly<{
  url: string
  setupSecret: string
  viewers: number
  seed: number
  /** how long they watch; the last events are told a little later */
  seconds: number
  say(line: string): void
}>

/** Viewers arrive during the first third of the time. Resolves with what they did; throws when nobody could do anything. */
export const simulate = async ({ url, setupSecret, viewers, seed, seconds, say }: SimulateOptions): Promise<Tally> => {
  const random = seeded(seed)
  const run = `${seed}-${Date.now().toString(36)}`
  const tally: Tally = { viewers: 0, orders: 0, declined: 0, plays: 0, events: 0, errors: 0 }
  const faults = new Map<string, number>()
  const onError = (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error)
    faults.set(text, (faults.get(text) ?? 0) + 1)
  }
  const started = Date.now()
  const audience = { url, setupSecret, until: started + seconds * 1_000, tally, onError }
  const progress = setInterval(() => {
    say(
      `audience: ${tally.viewers} of ${viewers} viewers, ${tally.orders} orders, ${tally.plays} plays, ${tally.events} play events`,
    )
  }, 10_000)
  try {
    await Promise.all(
      Array.from({ length: viewers }, async (_, i) => {
        const own = seeded(Math.floor(random.next() * 2 ** 32))
        await pause((i / viewers) * (seconds / 3) * 1_000)
        await simulatedViewer(run, i, own, audience)
      }),
    )
  } finally {
    clearInterval(progress)
  }
  for (const [text, count] of faults) say(`audience: ${count} × ${text}`)
  if (viewers > 0 && tally.plays === 0) throw new Error('no simulated viewer could play anything')
  return tally
}

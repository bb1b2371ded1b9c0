// What was held for sellers long enough is released: the view says whose day has come, the decider decides.
import { isAway } from '../../platform/away.ts'
import type { Logger } from '../../platform/logger.ts'
import { isNotBuilt, type ReadStore } from '../../platform/postgres.ts'
import type { Service } from '../../platform/service.ts'
import { fundsDue } from '../../projectors/seller-funds/view.ts'
import type { Submit } from './submit.ts'

const [everyMs, hour, atOnce] = [60_000, 3_600_000, 100]

/** Each process looks, every minute: what two of them ask for is one command. */
export const releaseFundsDue = (store: ReadStore, submit: Submit, logger: Logger): Service => {
  let running: Promise<void> = Promise.resolve()
  const look = () => {
    running = running
      .then(() => releaseDue(store, submit, Date.now()))
      .catch((error: unknown) => {
        if (!isAway(error) && !isNotBuilt(error)) logger.warn({ err: error }, "sellers' funds were not released")
      })
  }
  const timer = setInterval(look, everyMs).unref()
  look()
  return {
    name: "sellers' funds",
    ready: Promise.resolve(),
    health: () => ({ ok: true }),
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** `now`: ms since 1970. */
export const releaseDue = async (store: ReadStore, submit: Submit, now: number): Promise<void> => {
  for (const { sellerId, currency, availableAt } of await fundsDue(store, now, atOnce)) {
    const command = { type: 'ReleaseFunds', sellerId, currency, availableAt } as const
    // By the hour: one that was refused, because the log's clock is behind ours, is asked for again.
    const idempotencyKey = `${currency} ${availableAt} ${Math.floor(now / hour)}`
    await submit(
      { context: 'sellers', key: sellerId, command },
      { actor: sellerId, idempotencyKey, bodyHash: idempotencyKey, simulated: false },
      { id: `funds ${idempotencyKey}`, raw: { headers: {} } },
    )
  }
}

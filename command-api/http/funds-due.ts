// What was held for sellers long enough is released: the view says whose day has come, the decider decides.
import { isAway } from '../../platform/away.ts'
import type { Logger } from '../../platform/logger.ts'
import { isNotBuilt, type ReadStore } from '../../platform/postgres.ts'
import type { Service } from '../../platform/service.ts'
import { fundsDue, fundsForMonth } from '../../projectors/seller-funds/view.ts'
import { idOf } from '../../runtime/index.ts'
import type { Settings } from './deps.ts'
import { everyMinute } from './every-minute.ts'
import type { AskedOf, Submit } from './submit.ts'

const [hour, atOnce] = [3_600_000, 100]

/** Each process looks, every minute: what two of them ask for is one command. */
export const releaseFundsDue = (
  store: ReadStore,
  submit: Submit,
  settings: Pick<Settings, 'payoutMinimum'>,
  logger: Logger,
): Service =>
  everyMinute(
    "sellers' funds",
    async () => {
      await releaseDue(store, submit, Date.now())
      await payMonthly(store, submit, settings.payoutMinimum, Date.now())
    },
    (error) => {
      if (!isAway(error) && !isNotBuilt(error)) logger.warn({ err: error }, "sellers' funds were not released")
    },
  )

/** Once an hour: one that was refused, because the log's clock is behind ours, is asked for again. */
const askedThisHour = async (
  submit: Submit,
  command: AskedOf<'sellers'>,
  what: string,
  which: string,
  now: number,
): Promise<void> => {
  const { sellerId } = command
  const idempotencyKey = `${which} ${Math.floor(now / hour)}`
  await submit(
    { context: 'sellers', key: sellerId, command },
    { actor: sellerId, idempotencyKey, bodyHash: idempotencyKey, simulated: false },
    { id: `${what} ${idempotencyKey}`, raw: { headers: {} } },
  )
}

/** `now`: ms since 1970. */
export const releaseDue = async (store: ReadStore, submit: Submit, now: number): Promise<void> => {
  for (const { sellerId, currency, availableAt } of await fundsDue(store, now, atOnce)) {
    const command = { type: 'ReleaseFunds', sellerId, currency, availableAt } as const
    await askedThisHour(submit, command, 'funds', `${currency} ${availableAt}`, now)
  }
}

/** The first days of a month, so that one on which nobody was there is made up for. */
const payDays = 5

/** In the first days of a month each seller with enough is paid, once. */
export const payMonthly = async (store: ReadStore, submit: Submit, minimum: bigint, now: number): Promise<void> => {
  const today = new Date(now)
  if (today.getUTCDate() > payDays) return
  const month = today.toISOString().slice(0, 7)
  for (const { sellerId, currency } of await fundsForMonth(store, { month, minimum, limit: atOnce })) {
    const payoutId = idOf('monthly payout', sellerId, currency, month)
    const command = { type: 'RequestPayout', sellerId, payoutId, currency, minimum, month } as const
    await askedThisHour(submit, command, 'payout', `${currency} ${month}`, now)
  }
}

// Each day is compared with the payment provider once it is over: asked for here, done by the payments worker.
import { dayOf, sellerOfRecord } from '../../domain/sellers/rules.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Service } from '../../platform/service.ts'
import { idOf } from '../../runtime/index.ts'
import { everyMinute } from './every-minute.ts'
import type { Submit } from './submit.ts'

const day = 86_400_000
/** ms after midnight (UTC): what the provider moved at the end of the day has come to us by then. */
const graceMs = 3 * 3_600_000

/** The last day that is over for good. */
export const dayDue = (now: number): string => dayOf(now - graceMs - day)

/** What several processes ask for on a day is one command. True when it is decided. */
export const askForDay = async (submit: Submit, what: string): Promise<boolean> => {
  const reconciliationId = idOf('daily reconciliation', what)
  const about = { sellerId: sellerOfRecord, reconciliationId, day: what, personId: null }
  const { status } = await submit(
    { context: 'sellers', key: sellerOfRecord, command: { type: 'AskReconciliation', ...about } },
    { actor: sellerOfRecord, idempotencyKey: what, bodyHash: what, simulated: false },
    { id: `reconciliation ${what}`, raw: { headers: {} } },
  )
  return status === 'accepted' || status === 'refused'
}

export const reconcileDaily = (submit: Submit, logger: Logger): Service => {
  let asked = ''
  const look = async () => {
    const due = dayDue(Date.now())
    if (due !== asked && (await askForDay(submit, due))) asked = due
  }
  return everyMinute('reconciliation', look, (error) =>
    logger.warn({ err: error }, 'a day was not asked to be compared'),
  )
}

// One step of one order: ask the provider what its payment is, and tell the log (DESIGN.md 11).

import { mustBePaidBy } from '../../domain/commerce/rules.ts'
import { assertNever } from '../../domain/decision.ts'
import type { Logger } from '../../platform/logger.ts'
import { type Commands, idOf, type Outcome } from '../../runtime/index.ts'
import type { CommerceCommand } from '../../schemas/generated/types/commerce.ts'
import type { OpenOrder } from './open-order.ts'
import { type Payment, type PaymentProvider, ProviderRefused } from './provider.ts'

export type StepDeps = Readonly<{
  provider: PaymentProvider
  commands: Pick<Commands, 'submit'>
  /** where the payer comes back to after authenticating */
  returnUrl: (orderId: string) => string
  /** how often a command that failed in the decider is sent under another id, from 1 */
  tries: number
  logger: Logger
}>

/** `told`: the log has it, its event will come. `wait`: the provider or the payer is to move. `again`: try soon. */
export type Stepped = 'told' | 'wait' | 'again'

type Timeless<C> = C extends { now: number } ? Omit<C, 'now'> : never
type Command = Timeless<CommerceCommand>

/** `fresh`: the payment was attached a moment ago and was certainly not confirmed by us before. */
export type StepInput = Readonly<{ order: OpenOrder; now: number; fresh: boolean }>

/** Rejects with ProviderUnavailable: nothing is known then, and the same step is to be tried again. */
export const step = async (deps: StepDeps, input: StepInput): Promise<Stepped> => {
  const { order, now } = input
  const { paymentId, status } = order
  if (order.provider !== deps.provider.name) return otherProvider(deps, order)
  const isLate = now >= mustBePaidBy(order.placedAt)
  if (paymentId === null) return isLate ? tell(deps, order, expire(order)) : createPayment(deps, order)
  if (status === 'over') return settleLate(deps, order, paymentId)
  if (isLate) return endUnpaid(deps, order, paymentId, undefined)
  try {
    return await settle(deps, order, await present(deps, input, paymentId))
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    return endUnpaid(deps, order, paymentId, error.reason)
  }
}

/** What the payment is, confirmed by now: only after its id is on the log, and asked for first when it may have been. */
const present = async (
  { provider, returnUrl }: StepDeps,
  { order, fresh }: StepInput,
  id: string,
): Promise<Payment> => {
  const known = fresh ? undefined : await provider.retrieve(id)
  return known && known.status !== 'unconfirmed' ? known : provider.confirm(id, returnUrl(order.orderId))
}

const createPayment = async (deps: StepDeps, order: OpenOrder): Promise<Stepped> => {
  const { viewerId, orderId } = order
  try {
    const { paymentId } = await deps.provider.create(order)
    return await tell(deps, order, { type: 'AttachPayment', viewerId, orderId, paymentId })
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    return tell(deps, order, { type: 'RecordPaymentFailed', viewerId, orderId, paymentId: null, reason: error.reason })
  }
}

/** The provider's object decides. */
const settle = async (deps: StepDeps, order: OpenOrder, payment: Payment): Promise<Stepped> => {
  const { viewerId, orderId } = order
  const { paymentId } = payment
  switch (payment.status) {
    case 'taken':
      return recordTaken(deps, order, payment)
    case 'failed':
      // Closed before it is told: nobody shall pay for an order that is over.
      return endUnpaid(deps, order, paymentId, payment.reason)
    case 'cancelled':
      return fail(deps, order, paymentId, 'payment-cancelled')
    case 'action-required': {
      if (order.actionUrl === payment.url) return 'wait'
      const told = { type: 'RequirePaymentAction', viewerId, orderId, paymentId, actionUrl: payment.url } as const
      return tell(deps, order, told)
    }
    case 'processing':
    case 'unconfirmed':
      return 'wait'
    default:
      return assertNever(payment)
  }
}

/** The order is to end without money: by its deadline (no reason), or by a payment that will not be taken. */
const endUnpaid = async (
  deps: StepDeps,
  order: OpenOrder,
  paymentId: string,
  reason: string | undefined,
): Promise<Stepped> => {
  const payment = await cancelled(deps, paymentId)
  switch (payment?.status) {
    case 'taken':
      return recordTaken(deps, order, payment)
    case undefined:
    case 'cancelled':
      return reason === undefined ? tell(deps, order, expire(order)) : fail(deps, order, paymentId, reason)
    case 'failed':
      return fail(deps, order, paymentId, reason ?? payment.reason)
    case 'processing':
    case 'unconfirmed':
    case 'action-required':
      deps.logger.warn({ orderId: order.orderId, payment: payment.status }, 'the payment cannot be cancelled yet')
      return 'wait'
  }
}

/** What it is after it was cancelled; undefined when the provider knows no such payment. */
const cancelled = async ({ provider }: StepDeps, paymentId: string): Promise<Payment | undefined> => {
  try {
    return await provider.cancel(paymentId)
  } catch (error) {
    if (error instanceof ProviderRefused) return undefined
    throw error
  }
}

/** The order ended unpaid: its payment is closed, and what is taken after all goes back. */
const settleLate = async (deps: StepDeps, order: OpenOrder, paymentId: string): Promise<Stepped> => {
  const payment = await cancelled(deps, paymentId)
  const isOwed = payment?.status === 'taken' && payment.refunded < payment.amount
  return isOwed ? recordTaken(deps, order, payment) : 'told'
}

const recordTaken = async (deps: StepDeps, order: OpenOrder, payment: Payment): Promise<Stepped> => {
  const { viewerId, orderId } = order
  const { paymentId, amount, currency } = payment
  const outcome = await send(deps, order, {
    type: 'RecordPaymentTaken',
    viewerId,
    orderId,
    paymentId,
    amount,
    currency,
  })
  if (outcome.status !== 'refused') return stepped(deps, order, outcome)
  if (outcome.problem !== 'order-over' && outcome.problem !== 'payment-mismatch') return stepped(deps, order, outcome)

  await giveBack(deps, orderId, paymentId)
  deps.logger.error(
    { orderId, paymentId, problem: outcome.problem },
    'money was taken that nothing stands for; refunded',
  )
  return outcome.problem === 'payment-mismatch' ? fail(deps, order, paymentId, 'payment-mismatch') : 'told'
}

/** Without an amount it is all that is left, so that it may be told again. */
const giveBack = async ({ provider, logger }: StepDeps, orderId: string, paymentId: string): Promise<void> => {
  try {
    await provider.refund(paymentId, { refundId: `late-${orderId}` })
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    logger.error({ orderId, paymentId, reason: error.reason }, 'the provider does not refund; look at it by hand')
  }
}

/** Its payment, if there is one, is at a provider that we no longer speak to. */
const otherProvider = async (deps: StepDeps, order: OpenOrder): Promise<Stepped> => {
  const { orderId, provider, paymentId } = order
  if (paymentId === null) return fail(deps, order, null, 'provider-not-in-use')
  deps.logger.error({ orderId, provider }, 'an open order waits for a provider that is not configured')
  return 'wait'
}

const expire = ({ viewerId, orderId }: OpenOrder): Command => ({ type: 'ExpireOrder', viewerId, orderId })

const fail = (deps: StepDeps, order: OpenOrder, paymentId: string | null, reason: string): Promise<Stepped> => {
  const { viewerId, orderId } = order
  return tell(deps, order, { type: 'RecordPaymentFailed', viewerId, orderId, paymentId, reason })
}

const tell = async (deps: StepDeps, order: OpenOrder, command: Command): Promise<Stepped> =>
  stepped(deps, order, await send(deps, order, command))

/**
 * The id follows from what is said: said again, it is answered with the outcome that there is. That it failed in the
 * decider is an outcome too; it had no effect, so each later try may go one attempt further (H19).
 */
const send = async (
  { commands, tries }: StepDeps,
  { viewerId, simulated, orderId }: OpenOrder,
  command: Command,
): Promise<Outcome> => {
  const said = Object.entries(command).map(([field, value]) => `${field}=${value}`)
  const sender = { actor: 'payments', correlationId: orderId, simulated }
  for (let attempt = 1; ; attempt++) {
    const commandId = idOf('payments', ...said, ...(attempt > 1 ? [`attempt=${attempt}`] : []))
    const outcome = await commands.submit('commerce', command, {
      ...{ key: viewerId, commandId, bodyHash: commandId },
      ...sender,
    })
    if (outcome.status !== 'failed' || attempt >= tries) return outcome
  }
}

const stepped = ({ logger }: StepDeps, { orderId }: OpenOrder, outcome: Outcome): Stepped => {
  switch (outcome.status) {
    case 'accepted':
      return 'told'
    case 'pending':
    case 'unavailable':
      return 'again'
    case 'refused':
      if (outcome.problem === 'command-expired') return 'again'
      logger.warn({ orderId, problem: outcome.problem, detail: outcome.detail }, 'the log knows better')
      return 'told'
    case 'failed':
    case 'body-mismatch':
      logger.error({ orderId, status: outcome.status }, 'a command about a payment was not decided')
      return 'again'
    default:
      return assertNever(outcome)
  }
}

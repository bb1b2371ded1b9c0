// One step of one order: ask the provider what its payment is, and tell the log (DESIGN.md 11).
import { mustBePaidBy } from '../../domain/commerce/rules.ts'
import { assertNever } from '../../domain/decision.ts'
import type { OpenOrder } from './open-order.ts'
import { type Payment, ProviderRefused } from './provider.ts'
import { type Command, type StepDeps, type Stepped, send, stepped, tell } from './tell.ts'

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

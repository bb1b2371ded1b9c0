// One step of one refund, and the look at what a provider has given back without us.
import { assertNever } from '../../domain/decision.ts'
import type { OpenRefund, RefundCheck } from './open-refund.ts'
import { ProviderRefused, type Refund } from './provider.ts'
import { type Command, type StepDeps, type Stepped, tell } from './tell.ts'

/** Rejects with ProviderUnavailable: nothing is known then, and the same step is to be tried again. */
export const stepRefund = async (deps: StepDeps, refund: OpenRefund): Promise<Stepped> => {
  if (refund.provider !== deps.provider.name) return otherProvider(deps, refund)
  try {
    return await settle(deps, refund, await made(deps, refund))
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    return fail(deps, refund, error.reason)
  }
}

/**
 * What may have been asked before is looked for first: a provider keeps idempotency keys for a day at most, and the money
 * would go back twice.
 */
const made = async ({ provider }: StepDeps, { paymentId, refundId, amount }: OpenRefund): Promise<Refund> =>
  (await provider.refunds(paymentId)).find((one) => one.refundId === refundId) ??
  provider.refund(paymentId, { refundId, amount })

const settle = async (deps: StepDeps, refund: OpenRefund, found: Refund): Promise<Stepped> => {
  const { viewerId, orderId, refundId, currency } = refund
  const { providerRefundId, amount, status } = found
  switch (status) {
    case 'made':
      return tell(deps, refund, {
        ...{ type: 'RecordRefund', viewerId, orderId, refundId },
        ...{ providerRefundId, amount, currency },
      })
    case 'failed':
      return fail(deps, refund, found.reason)
    case 'pending':
      return 'wait'
    default:
      return assertNever(found)
  }
}

const fail = (deps: StepDeps, refund: OpenRefund, reason: string): Promise<Stepped> => {
  const { viewerId, orderId, refundId } = refund
  deps.logger.error({ orderId, refundId, reason }, 'the provider does not refund; look at it by hand')
  return tell(deps, refund, { type: 'RecordRefundFailed', viewerId, orderId, refundId, reason })
}

const otherProvider = ({ logger }: StepDeps, { orderId, provider }: OpenRefund | RefundCheck): Stepped => {
  logger.error({ orderId, provider }, 'a refund waits for a provider that is not configured')
  return 'wait'
}

/** Stripe repeats webhooks for three days; what is older was looked at, or is found by the reconciliation. */
const worthLooking = 4 * 86_400_000

/** The provider's objects decide: what it says that it gave back, and what of it is disputed, is told whole. */
export const stepCheck = async (deps: StepDeps, check: RefundCheck, now: number): Promise<Stepped> => {
  if (now - check.noticedAt > worthLooking) return 'told'
  if (check.provider !== deps.provider.name) return otherProvider(deps, check)
  try {
    const results: Stepped[] = []
    for (const command of await found(deps, check)) results.push(await tell(deps, check, command))
    return results.find((result) => result !== 'told') ?? 'told'
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    const { orderId, paymentId } = check
    deps.logger.error(
      { orderId, paymentId, reason: error.reason },
      'the provider does not know a payment that was taken',
    )
    return 'told'
  }
}

const statuses = { open: 'OPEN', won: 'WON', lost: 'LOST' } as const

const found = async ({ provider }: StepDeps, check: RefundCheck): Promise<readonly Command[]> => {
  const { viewerId, orderId, paymentId } = check
  const about = { viewerId, orderId, paymentId }
  const { refunded, currency } = await provider.retrieve(paymentId)
  const disputes = await provider.disputes(paymentId)
  return [
    ...(refunded > 0n ? [{ type: 'RecordRefundsAtProvider', ...about, refunded, currency } as const] : []),
    ...disputes.map(({ status, ...dispute }) => {
      return { type: 'RecordDispute', ...about, ...dispute, status: statuses[status] } as const
    }),
  ]
}

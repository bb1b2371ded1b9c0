// One step of one subscription: tell the log what the provider's object says, and the provider what the log says.
import { mustBePaidBy, subscriptionPlaysUntil } from '../../domain/commerce/rules.ts'
import { idOf } from '../../runtime/index.ts'
import type { Billed, Billing, Invoice } from './billing.ts'
import type { OpenSubscription, Returning } from './open-subscription.ts'
import { ProviderRefused } from './provider.ts'
import { type Command, type StepDeps, type Stepped, tell } from './tell.ts'

export type SubscriptionDeps = StepDeps &
  Readonly<{
    billing: Billing
    /** where the payer comes back to after authenticating */
    subscriptionUrl: string
  }>

/** Rejects with ProviderUnavailable: nothing is known then, and the same step is to be tried again. */
export const stepSubscription = async (
  deps: SubscriptionDeps,
  job: OpenSubscription,
  now: number,
): Promise<Stepped> => {
  const { orderId, provider, providerSubscriptionId: id } = job
  if (provider !== deps.billing.name) {
    deps.logger.error({ orderId, provider }, 'a subscription waits for a provider that is not configured')
    return 'wait'
  }
  const isLate = job.paidUntil === null && now >= mustBePaidBy(job.requestedAt)
  if (id === null) return isLate || job.cancelled ? end(deps, job, 'not-started') : start(deps, job)
  // Money first: what was paid while nobody looked is no reason to end it.
  const before = await tellMoney(deps, job, id)
  if (before) return before
  const found = await brought(deps, job, id, isLate, now)
  return (await tellMoney(deps, job, id)) ?? tellState(deps, job, found)
}

/** Made unconfirmed, so that its id is on the log before money moves. */
const start = async (deps: SubscriptionDeps, job: OpenSubscription): Promise<Stepped> => {
  const { viewerId, orderId: subscriptionId, terms, trialDays, paymentMethod } = job
  try {
    const made = await deps.billing.start({ subscriptionId, viewerId, terms, trialDays, paymentMethod })
    const { providerSubscriptionId } = made
    return await tell(deps, job, { type: 'AttachSubscription', viewerId, subscriptionId, providerSubscriptionId })
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    return end(deps, job, error.reason)
  }
}

/** What the provider has, brought to what the log says: its answer is what it is then. */
const brought = async (
  { billing, subscriptionUrl }: SubscriptionDeps,
  job: OpenSubscription,
  id: string,
  isLate: boolean,
  now: number,
): Promise<Billed> => {
  const found = await billing.retrieve(id)
  if (found.status === 'ended') return found
  if (found.status === 'failed') return { ...(await billing.end(id)), status: 'ended', reason: found.reason }
  if (job.status === 'over' || isLate || isDone(job, now)) return billing.end(id)
  if (found.status === 'unconfirmed') return billing.confirm(id, subscriptionUrl)
  if (job.paidUntil === null) return found
  const terms = job.next ?? job.terms
  const changed = found.planId === terms.planId ? found : await billing.change(id, terms)
  return changed.cancelAtPeriodEnd === job.cancelled ? changed : billing.setCancelled(id, job.cancelled)
}

/** Cancelled before anything was paid, or with nothing left of it; or the grace went by without a payment. */
const isDone = ({ cancelled, paidUntil, grace }: OpenSubscription, now: number): boolean =>
  paidUntil === null ? cancelled : now >= subscriptionPlaysUntil({ paidUntil, grace, cancelled })

/** Undefined: there was nothing to tell. Its event wakes whoever tells. */
const tellMoney = async (deps: SubscriptionDeps, job: OpenSubscription, id: string): Promise<Stepped | undefined> => {
  const told = [...(await tellInvoices(deps, job, id)), ...(await giveBack(deps, job))]
  return told.find((one) => one !== 'told') ?? told[0]
}

/** Once each: what the log has of an invoice is not told again. */
const tellInvoices = async (deps: SubscriptionDeps, job: OpenSubscription, id: string): Promise<readonly Stepped[]> => {
  const results: Stepped[] = []
  for (const invoice of await deps.billing.invoices(id))
    if (isNews(invoice, job)) results.push(await tell(deps, job, period(job, invoice)))
  return results
}

const isNews = ({ invoiceId, status }: Invoice, { settled, failed, paidUntil }: OpenSubscription): boolean => {
  if (settled.includes(invoiceId)) return false
  return status === 'paid' || (status === 'failed' && failed !== invoiceId && paidUntil !== null)
}

const period = ({ viewerId, orderId: subscriptionId }: OpenSubscription, invoice: Invoice): Command => {
  const { invoiceId, status, planId, paymentId, amount, currency, periodStart, periodEnd, paidAt, reason } = invoice
  return {
    ...{ type: 'RecordSubscriptionPeriod', viewerId, subscriptionId, invoiceId, planId, paymentId, amount, currency },
    ...{ status: status === 'paid' ? 'PAID' : 'FAILED', periodStart, periodEnd, paidAt, reason },
  }
}

const giveBack = async (deps: SubscriptionDeps, job: OpenSubscription): Promise<readonly Stepped[]> => {
  const results: Stepped[] = []
  for (const back of job.returning) results.push(await giveOneBack(deps, job, back))
  return results
}

/** What may have been asked before is looked for first: a provider keeps idempotency keys for a day at most. */
const giveOneBack = async (deps: SubscriptionDeps, job: OpenSubscription, back: Returning): Promise<Stepped> => {
  const { viewerId, orderId: subscriptionId } = job
  const { invoiceId, paymentId, amount } = back
  const refundId = idOf('unwanted', invoiceId)
  try {
    const made =
      (await deps.provider.refunds(paymentId)).find((one) => one.refundId === refundId) ??
      (await deps.provider.refund(paymentId, { refundId, amount }))
    if (made.status === 'pending') return 'wait'
    if (made.status === 'failed') throw new ProviderRefused(made.reason, 'the refund failed')
    const { providerRefundId } = made
    const command = { type: 'RecordSubscriptionRefund', viewerId, subscriptionId, invoiceId, providerRefundId } as const
    return await tell(deps, job, command)
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error
    deps.logger.error(
      { orderId: subscriptionId, paymentId, reason: error.reason },
      'not given back; look at it by hand',
    )
    return 'wait'
  }
}

/** The end is told last: no money is on its way any more. */
const tellState = async (deps: SubscriptionDeps, job: OpenSubscription, found: Billed): Promise<Stepped> => {
  const { viewerId, orderId: subscriptionId } = job
  switch (found.status) {
    case 'trialing':
      if (job.paidUntil !== null) return 'wait'
      return tell(deps, job, { type: 'RecordTrial', viewerId, subscriptionId, until: found.until })
    case 'action-required':
      if (job.actionUrl === found.url) return 'wait'
      return tell(deps, job, { type: 'RequireSubscriptionAction', viewerId, subscriptionId, actionUrl: found.url })
    case 'ended':
      return job.status === 'over' ? 'told' : end(deps, job, found.reason)
    case 'failed':
    case 'unconfirmed':
    case 'processing':
    case 'active':
    case 'past-due':
      return 'wait'
  }
}

const end = (deps: StepDeps, job: OpenSubscription, reason: string): Promise<Stepped> =>
  tell(deps, job, { type: 'EndSubscription', viewerId: job.viewerId, subscriptionId: job.orderId, reason })

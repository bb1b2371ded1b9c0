// Subscriptions at the sandbox provider, by HTTP only.
import { Type } from 'typebox'
import type { Billed, BilledState, Billing, BillingTerms, Invoice } from './billing.ts'
import { ProviderRefused } from './provider.ts'
import { type Call, type SandboxOptions, sandboxClient } from './sandbox-client.ts'

const OrNull = <T extends Type.TSchema>(type: T) => Type.Union([type, Type.Null()])
const Answered = Type.Object({
  id: Type.String(),
  status: Type.Enum(['incomplete', 'trialing', 'active', 'past_due', 'canceled'] as [
    ...['incomplete', 'trialing', 'active', 'past_due', 'canceled'],
  ]),
  isPending: Type.Boolean(),
  planId: Type.String(),
  trialEnd: OrNull(Type.Number()),
  cancelAtPeriodEnd: Type.Boolean(),
  reason: OrNull(Type.String()),
  nextAction: OrNull(Type.Object({ url: Type.String() })),
})
const AnsweredInvoice = Type.Object({
  id: Type.String(),
  planId: Type.String(),
  amount: Type.Integer(),
  currency: Type.String(),
  status: Type.Enum(['open', 'paid', 'void'] as ['open', 'paid', 'void']),
  paymentId: OrNull(Type.String()),
  periodStart: Type.Number(),
  periodEnd: Type.Number(),
  failure: OrNull(Type.String()),
  paidAt: OrNull(Type.Number()),
})
const AnsweredInvoices = Type.Object({ items: Type.Array(AnsweredInvoice) })

type Answered = Type.Static<typeof Answered>

const stateOf = ({ status, isPending, nextAction, trialEnd, reason }: Answered): BilledState => {
  switch (status) {
    case 'incomplete':
      if (nextAction) return { status: 'action-required', url: nextAction.url }
      return { status: isPending ? 'processing' : 'unconfirmed' }
    case 'trialing':
      return { status: 'trialing', until: trialEnd ?? 0 }
    case 'active':
      return { status: 'active' }
    case 'past_due':
      return { status: 'past-due' }
    case 'canceled':
      return { status: 'ended', reason: reason ?? 'cancelled' }
  }
}

const billedOf = (answered: Answered): Billed => ({
  ...stateOf(answered),
  providerSubscriptionId: answered.id,
  cancelAtPeriodEnd: answered.cancelAtPeriodEnd,
  planId: answered.planId,
})

const invoiceOf = ({ id, status, failure, amount, ...rest }: Type.Static<typeof AnsweredInvoice>): Invoice => {
  const { planId, paymentId, currency, periodStart, periodEnd, paidAt } = rest
  return {
    ...{ invoiceId: id, planId, paymentId, amount: BigInt(amount), currency, periodStart, periodEnd, paidAt },
    status: status === 'paid' ? 'paid' : failure === null ? 'open' : 'failed',
    reason: failure,
  }
}

const termsOf = ({ planId, amount, currency, period }: BillingTerms) => ({
  ...{ planId, amount: Number(amount), currency, period: period === 'MONTH' ? 'month' : 'year' },
})

export const sandboxBilling = (options: SandboxOptions): Billing => {
  const call = sandboxClient(options)
  const at = (id: string) => `/v1/subscriptions/${encodeURIComponent(id)}`
  const retrieve = async (id: string): Promise<Billed> =>
    billedOf(await call(Answered, { method: 'GET', path: at(id) }))

  /** What has ended is told by the subscription. */
  const change = async (id: string, wanted: Call): Promise<Billed> => {
    try {
      return billedOf(await call(Answered, wanted))
    } catch (error) {
      if (error instanceof ProviderRefused && error.reason === 'subscription-canceled') return retrieve(id)
      throw error
    }
  }

  return {
    name: 'sandbox',
    start: async ({ subscriptionId, viewerId, terms, trialDays, paymentMethod }) => {
      const metadata = { viewerId, subscriptionId, planId: terms.planId }
      const body = { metadata, paymentMethod, terms: termsOf(terms), trialDays }
      const key = `subscription:${subscriptionId}`
      return billedOf(await call(Answered, { method: 'POST', path: '/v1/subscriptions', body, key }))
    },
    confirm: (id, returnUrl) => change(id, { method: 'POST', path: `${at(id)}/confirm`, body: { returnUrl } }),
    retrieve,
    invoices: async (id) =>
      (await call(AnsweredInvoices, { method: 'GET', path: `${at(id)}/invoices` })).items.map(invoiceOf),
    setCancelled: (id, cancelAtPeriodEnd) => change(id, { method: 'POST', path: at(id), body: { cancelAtPeriodEnd } }),
    change: (id, terms) => change(id, { method: 'POST', path: at(id), body: { terms: termsOf(terms) } }),
    end: (id) => change(id, { method: 'POST', path: `${at(id)}/end`, body: {} }),
  }
}

// Subscriptions as they are kept: renewed, tried again and ended by the sandbox's own clock, like a real provider's.
import { randomBytes } from 'node:crypto'
import type { Bank } from './bank.ts'
import type { Database } from './database.ts'
import { Fault, type Payment, type PaymentMethod } from './payment.ts'
import { canceled, type Invoice, nextTry, periodEnd, type Subscription, type Terms, trialEnd } from './subscription.ts'
import type { Switches } from './switches.ts'

export type NewSubscription = Readonly<{
  metadata: Record<string, string>
  paymentMethod: PaymentMethod
  terms: Terms
  trialDays: number
}>

export type Billing = Readonly<{
  /** Charges nothing before it is confirmed. */
  create(wanted: NewSubscription): Subscription
  confirm(id: string, returnUrl: string): Subscription
  retrieve(id: string): Subscription
  /** Oldest first. */
  invoices(id: string): readonly Invoice[]
  /** By the id that the shop gave it in the metadata. */
  find(subscriptionId: string): Subscription | undefined
  change(id: string, part: Readonly<{ cancelAtPeriodEnd?: boolean; terms?: Terms; card?: PaymentMethod }>): Subscription
  end(id: string): Subscription
  /** A payment for one of its invoices is another one now. Inside the write of that change. */
  paymentChanged(payment: Payment): void
  /** Renews, tries again and ends what is due; returns when the next one is. */
  renewDue(): number | undefined
}>

export type BillingDeps = Readonly<{
  db: Database
  switches: Switches
  /** opened when the first payment is made */
  bank: () => Bank
  now: () => number
  /** Called inside the write of the change. */
  tell: (subscription: Subscription) => void
}>

const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`
const words = (code: string) => code.replaceAll('_', '-')

export const openBilling = ({ db: { sql, write }, switches, bank, now, tell }: BillingDeps): Billing => {
  const byId = sql.prepare('select body from subscription where id = ?')
  const byOwnId = sql.prepare('select body from subscription where own_id = ?')
  const insert = sql.prepare('insert into subscription (id, own_id, due_at, body) values (?, ?, ?, ?)')
  const update = sql.prepare('update subscription set due_at = ?, body = ? where id = ?')
  const due = sql.prepare('select body from subscription where due_at <= ? order by due_at limit 100')
  const nextDue = sql.prepare('select min(due_at) as at from subscription where due_at is not null')
  const putInvoice = sql.prepare(`
    insert into invoice (id, subscription_id, body) values (?, ?, ?)
    on conflict (id) do update set body = excluded.body`)
  const invoiceById = sql.prepare('select body from invoice where id = ?')
  const invoicesOf = sql.prepare('select body from invoice where subscription_id = ? order by seq')

  const read = <T>(row: Readonly<Record<string, unknown>> | undefined, type: string): T => {
    if (typeof row?.body !== 'string') throw new Fault(404, type, 'There is no such thing.')
    return JSON.parse(row.body) as T
  }
  const retrieve = (id: string) => read<Subscription>(byId.get(id), 'subscription-not-found')
  const invoice = (id: string) => read<Invoice>(invoiceById.get(id), 'invoice-not-found')
  const keep = (subscription: Subscription): Subscription => {
    update.run(subscription.dueAt, JSON.stringify(subscription), subscription.id)
    tell(subscription)
    return subscription
  }
  const keepInvoice = (one: Invoice): Invoice => {
    putInvoice.run(one.id, one.subscriptionId, JSON.stringify(one))
    return one
  }
  const dayMs = () => switches.behaviour().dayMs

  /** What the payment is by now may have been told already, by `paymentChanged`. */
  const pay = (one: Invoice, returnUrl: string | null): void => {
    const { paymentMethod } = retrieve(one.subscriptionId)
    const { amount, currency } = one.terms
    const made = bank().create({ amount, currency, paymentMethod, metadata: { invoiceId: one.id } })
    keepInvoice({ ...one, paymentId: made.id, attempts: one.attempts + 1 })
    const confirmed = bank().confirm(made.id, returnUrl)
    // Nobody is there to approve a renewal.
    if (returnUrl === null && confirmed.status === 'requires_action') bank().cancel(made.id)
  }

  const bill = (subscription: Subscription, anchor: number, returnUrl: string | null): Subscription => {
    const { id, terms, billed } = subscription
    const one = keepInvoice({
      ...{ id: newId('inv'), subscriptionId: id, terms, status: 'open', attempts: 0, paymentId: null },
      periodStart: billed === 0 ? anchor : periodEnd(anchor, terms.period, billed, dayMs()),
      periodEnd: periodEnd(anchor, terms.period, billed + 1, dayMs()),
      ...{ failure: null, paidAt: null },
    })
    keep({ ...subscription, anchor, returnUrl, billed: billed + 1, openInvoice: one.id, dueAt: null })
    pay(one, returnUrl)
    return retrieve(id)
  }

  const paid = (one: Invoice): void => {
    const before = retrieve(one.subscriptionId)
    keepInvoice({ ...one, status: 'paid', paidAt: now(), failure: null })
    // Money that comes after the end does not bring it back.
    if (before.status === 'canceled') return void keep(before)
    keep({ ...before, status: 'active', periodEnd: one.periodEnd, dueAt: one.periodEnd, openInvoice: null })
  }

  const notPaid = (one: Invoice, failure: string): void => {
    const before = retrieve(one.subscriptionId)
    keepInvoice({ ...one, failure })
    if (before.status === 'canceled') return
    const again = before.status === 'incomplete' ? undefined : nextTry(now(), one.attempts, dayMs())
    if (again !== undefined) return void keep({ ...before, status: 'past_due', dueAt: again })
    keepInvoice({ ...one, failure, status: 'void' })
    keep(canceled(before, failure))
  }

  const paymentChanged = ({ id, metadata, status, failure }: Payment): void => {
    if (metadata.invoiceId === undefined) return
    const one = invoice(metadata.invoiceId)
    if (one.paymentId !== id || one.status === 'paid') return
    if (status === 'succeeded') paid(one)
    else if (status === 'failed' && failure) notPaid(one, words(failure.code))
    else if (status === 'canceled' && one.status === 'open') notPaid(one, 'authentication-required')
    else if (status === 'requires_action') tell(retrieve(one.subscriptionId))
  }

  const renew = (id: string): void => {
    const before = retrieve(id)
    if (before.dueAt === null || before.dueAt > now()) return
    if (before.cancelAtPeriodEnd && before.openInvoice === null) return void keep(canceled(before, 'cancelled'))
    if (before.openInvoice === null) return void bill(before, before.anchor ?? before.dueAt, null)
    keep({ ...before, dueAt: null })
    pay(invoice(before.openInvoice), null)
  }

  const startTrial = (before: Subscription): Subscription => {
    const { paymentMethod } = before
    if (paymentMethod === 'pm_declined' || paymentMethod === 'pm_insufficient_funds')
      return keep(canceled(before, paymentMethod === 'pm_declined' ? 'card-declined' : 'insufficient-funds'))
    const end = trialEnd(now(), before.trialDays, dayMs())
    return keep({ ...before, status: 'trialing', trialEnd: end, anchor: end, periodEnd: end, dueAt: end })
  }

  return {
    create: (wanted) => {
      const fresh = { status: 'incomplete', anchor: null, billed: 0, trialEnd: null, periodEnd: null } as const
      const none = { cancelAtPeriodEnd: false, reason: null, openInvoice: null, dueAt: null, returnUrl: null }
      const made: Subscription = { id: newId('sub'), ...wanted, ...fresh, ...none, createdAt: now() }
      insert.run(made.id, wanted.metadata.subscriptionId ?? null, null, JSON.stringify(made))
      return made
    },
    confirm: (id, returnUrl) => {
      const before = retrieve(id)
      if (before.status !== 'incomplete' || before.openInvoice !== null) return before
      return before.trialDays > 0 ? startTrial(before) : bill(before, now(), returnUrl)
    },
    retrieve,
    invoices: (id) => invoicesOf.all(retrieve(id).id).map((row) => JSON.parse(String(row.body)) as Invoice),
    find: (subscriptionId) => {
      const row = byOwnId.get(subscriptionId)
      return row && read<Subscription>(row, 'subscription-not-found')
    },
    change: (id, { card, cancelAtPeriodEnd, terms }) => {
      const before = retrieve(id)
      if (before.status === 'canceled') throw new Fault(409, 'subscription-canceled', 'The subscription has ended.')
      const cancels = cancelAtPeriodEnd ?? before.cancelAtPeriodEnd
      const paymentMethod = card ?? before.paymentMethod
      const next = terms ?? before.terms
      const metadata = { ...before.metadata, planId: next.planId }
      return keep({ ...before, metadata, paymentMethod, cancelAtPeriodEnd: cancels, terms: next })
    },
    end: (id) => {
      const before = retrieve(id)
      if (before.status === 'canceled') return before
      const open = before.openInvoice === null ? undefined : invoice(before.openInvoice)
      if (open) keepInvoice({ ...open, status: 'void' })
      const after = keep(canceled(before, 'cancelled'))
      const payment = open?.paymentId ? bank().retrieve(open.paymentId) : undefined
      if (payment && payment.status !== 'succeeded') bank().cancel(payment.id)
      return after
    },
    paymentChanged,
    renewDue: () => {
      for (const row of due.all(now())) write(() => renew((JSON.parse(String(row.body)) as Subscription).id))
      const at = nextDue.get()?.at
      return typeof at === 'number' ? at : undefined
    },
  }
}

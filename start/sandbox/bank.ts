// Payments as they are kept: each change, its webhooks and the answer to its idempotency key are one write.
import { createHash, randomBytes } from 'node:crypto'
import type { Cards } from './cards.ts'
import type { Database } from './database.ts'
import type { Movements } from './movements.ts'
import { authenticate, cancel, confirm, dispute, endDispute, Fault, type Payment, refund, settle } from './payment.ts'
import { behaviourOf, type Switches } from './switches.ts'

export type NewPayment = Readonly<{
  amount: number
  currency: string
  /** one of the test cards, or a card that is kept for this customer */
  paymentMethod: string
  customerId?: string
  saveCard?: boolean
  metadata?: Record<string, string>
  returnUrl?: string
}>

export type Refund = Readonly<{
  id: string
  paymentId: string
  amount: number
  metadata: Record<string, string>
  status: 'succeeded'
  createdAt: number
}>

/** Without an amount: all that is left. */
export type NewRefund = Readonly<{ amount?: number; metadata?: Record<string, string> }>

/** What was answered, by status and body. */
export type Answer = Readonly<{ status: number; body: unknown }>

export type Bank = Readonly<{
  create(wanted: NewPayment): Payment
  confirm(id: string, returnUrl: string | null): Payment
  retrieve(id: string): Payment
  cancel(id: string): Payment
  refund(id: string, wanted: NewRefund): Refund
  refunds(id: string): readonly Refund[]
  /** Oldest first, after the payment `after`. */
  list(query: { limit: number; after?: string; orderId?: string }): readonly Payment[]
  authenticate(id: string, token: string, approved: boolean): Payment
  /** By the payer; without an amount, all that was not given back. */
  dispute(id: string, wanted: Readonly<{ amount?: number; reason?: string }>): Payment
  endDispute(id: string, status: 'won' | 'lost'): Payment
  /** Ends what has been processing long enough; returns when the next one is due. */
  settleDue(): number | undefined
  /** The same key gives the same answer, and does `work` once; with another request it is a Fault. */
  once(key: string | undefined, request: string, work: () => Answer): Answer & { replayed: boolean }
}>

/** Keys are kept for a day, as at Stripe: the order on the log is the guard, the key only the second belt. */
const keepAnswers = 86_400_000

export type BankDeps = Readonly<{
  db: Database
  cards: Pick<Cards, 'methodOf'>
  switches: Switches
  /** ms that pm_delay takes */
  settleMs: number
  now: () => number
  movements: Movements
  /** Called inside the write of the change. */
  tell: (type: string, payment: Payment) => void
}>

const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`

export const openBank = ({ db, cards, switches, settleMs, now, movements, tell }: BankDeps): Bank => {
  const { sql, write } = db
  const byId = sql.prepare('select body from payment where id = ?')
  const insert = sql.prepare('insert into payment (id, order_id, status, settle_at, body) values (?, ?, ?, ?, ?)')
  const update = sql.prepare('update payment set status = ?, settle_at = ?, body = ? where id = ?')
  const due = sql.prepare('select body from payment where settle_at <= ? order by settle_at limit 100')
  const nextDue = sql.prepare('select min(settle_at) as at from payment where settle_at is not null')
  const page = sql.prepare(`
    select body from payment
    where seq > coalesce((select seq from payment where id = ?), 0) and (? is null or order_id = ?)
    order by seq limit ?`)
  const insertRefund = sql.prepare('insert into refund (id, payment_id, body) values (?, ?, ?)')
  const refundsOf = sql.prepare('select body from refund where payment_id = ? order by seq')
  const answered = sql.prepare('select request, status, body from answer where key = ?')
  const remember = sql.prepare('insert into answer values (?, ?, ?, ?, ?)')
  const forget = sql.prepare('delete from answer where at < ?')

  const retrieve = (id: string): Payment => {
    const body = byId.get(id)?.body
    if (typeof body !== 'string') throw new Fault(404, 'payment-not-found', 'There is no such payment.')
    return JSON.parse(body) as Payment
  }

  const change = (id: string, step: (payment: Payment) => Payment): Payment => {
    const before = retrieve(id)
    const after = step(before)
    if (after === before) return before
    update.run(after.status, after.settleAt, JSON.stringify(after), id)
    movements.changed(before, after)
    if (after.status !== before.status) tell(`payment.${after.status}`, after)
    else if (after.refunded !== before.refunded) tell('payment.refunded', after)
    else if (after.dispute?.status !== before.dispute?.status) tell('payment.disputed', after)
    return after
  }

  const create = (wanted: NewPayment): Payment => {
    const { amount, currency, metadata = {}, returnUrl = null, saveCard = false } = wanted
    const paymentMethod = cards.methodOf(wanted.paymentMethod, wanted.customerId)
    const ends = { failure: null, refunded: 0, settleAt: null, actionToken: null }
    const terms = { amount, currency, paymentMethod, saveCard, metadata, returnUrl }
    const payment: Payment = { id: newId('pay'), status: 'requires_confirmation', ...terms, ...ends, createdAt: now() }
    insert.run(payment.id, metadata.orderId ?? null, payment.status, null, JSON.stringify(payment))
    tell('payment.created', payment)
    return payment
  }

  const confirmed = (id: string, returnUrl: string | null): Payment =>
    change(id, (payment) => {
      const delay = behaviourOf(payment.metadata, switches.behaviour()).settleMs ?? settleMs
      return confirm(payment, { now: now(), delay, token: randomBytes(16).toString('hex'), returnUrl })
    })

  const refunded = (id: string, { amount, metadata = {} }: NewRefund): Refund => {
    const before = retrieve(id).refunded
    const after = change(id, (payment) => refund(payment, amount))
    const sum = after.refunded - before
    const about = { paymentId: id, amount: sum, metadata, status: 'succeeded', createdAt: now() } as const
    const made: Refund = { id: newId('ref'), ...about }
    insertRefund.run(made.id, id, JSON.stringify(made))
    movements.add({ kind: 'refund', source: made.id, paymentId: id, currency: retrieve(id).currency, amount: -sum })
    return made
  }

  const answerOf = (work: () => Answer): Answer => {
    try {
      return work()
    } catch (error) {
      if (error instanceof Fault) return { status: error.status, body: { type: error.type, detail: error.message } }
      throw error
    }
  }

  return {
    create,
    confirm: confirmed,
    retrieve,
    cancel: (id) => change(id, cancel),
    refund: refunded,
    refunds: (id) => refundsOf.all(retrieve(id).id).map((row) => JSON.parse(String(row.body)) as Refund),
    list: ({ limit, after = '', orderId }) =>
      page.all(after, orderId ?? null, orderId ?? null, limit).map((row) => JSON.parse(String(row.body)) as Payment),
    authenticate: (id, token, approved) =>
      write(() =>
        change(id, (payment) => {
          if (payment.actionToken !== token) throw new Fault(404, 'payment-not-found', 'There is no such payment.')
          return authenticate(payment, approved)
        }),
      ),
    dispute: (id, { amount, reason = 'fraudulent' }) =>
      write(() =>
        change(id, (payment) =>
          dispute(payment, { id: newId('dis'), amount: amount ?? payment.amount - payment.refunded, reason }),
        ),
      ),
    endDispute: (id, status) => write(() => change(id, (payment) => endDispute(payment, status))),
    settleDue: () => {
      const ready = due.all(now()).map((row) => JSON.parse(String(row.body)) as Payment)
      for (const { id } of ready) write(() => change(id, settle))
      const at = nextDue.get()?.at
      return typeof at === 'number' ? at : undefined
    },
    once: (key, request, work) =>
      write(() => {
        if (key === undefined) return { ...answerOf(work), replayed: false }
        forget.run(now() - keepAnswers)
        const hash = createHash('sha256').update(request).digest('hex')
        const known = answered.get(key)
        if (known && known.request !== hash)
          throw new Fault(409, 'idempotency-key-reused', 'This key stands for another request.')
        if (known) return { status: Number(known.status), body: JSON.parse(String(known.body)), replayed: true }
        const answer = answerOf(work)
        remember.run(key, hash, answer.status, JSON.stringify(answer.body), now())
        return { ...answer, replayed: false }
      }),
  }
}

// What moved on the shop's balance at the sandbox: a line for each sum that came or went, in the write that moved it.
import type { Database } from './database.ts'
import type { Payment } from './payment.ts'

export type MovementKind = 'payment' | 'refund' | 'dispute' | 'dispute-won' | 'transfer'

/** `amount` and `fee` in minor units of `currency`; `amount` above zero came. `source`: the payment, refund … itself. */
export type Movement = Readonly<{
  id: string
  at: number
  kind: MovementKind
  source: string
  paymentId: string | null
  currency: string
  amount: number
  fee: number
}>

export type Movements = Readonly<{
  add(movement: Omit<Movement, 'id' | 'at' | 'fee'>): void
  /** What a change of a payment moved. */
  changed(before: Payment, after: Payment): void
  /** In [from, until), oldest first, after the movement `after`. */
  list(query: Readonly<{ from: number; until: number; after?: string; limit: number }>): readonly Movement[]
}>

/** Of a payment, which it does not get back with a refund. Told, not taken off what may be transferred. */
const feeOf = (kind: MovementKind, amount: number): number => (kind === 'payment' ? Math.round(amount * 0.015) + 25 : 0)

export const openMovements = ({ sql }: Database, now: () => number): Movements => {
  const insert = sql.prepare(
    'insert into movement (at, kind, source, payment_id, currency, amount, fee) values (?, ?, ?, ?, ?, ?, ?)',
  )
  const page = sql.prepare(`
    select seq, at, kind, source, payment_id, currency, amount, fee from movement
    where at >= ? and at < ? and seq > ? order by seq limit ?`)
  const add: Movements['add'] = ({ kind, source, paymentId, currency, amount }) =>
    void insert.run(now(), kind, source, paymentId, currency, amount, feeOf(kind, amount))

  return {
    add,
    changed: (before, after) => {
      const about = { paymentId: after.id, currency: after.currency }
      if (after.status === 'succeeded' && before.status !== 'succeeded')
        add({ ...about, kind: 'payment', source: after.id, amount: after.amount })
      const { dispute } = after
      if (!dispute || dispute.status === before.dispute?.status) return
      if (dispute.status === 'open') add({ ...about, kind: 'dispute', source: dispute.id, amount: -dispute.amount })
      if (dispute.status === 'won') add({ ...about, kind: 'dispute-won', source: dispute.id, amount: dispute.amount })
    },
    list: ({ from, until, after, limit }) =>
      page.all(from, until, Number(after?.replace('mov_', '') ?? 0), limit).map((row) => ({
        ...{ id: `mov_${row.seq}`, at: Number(row.at), kind: row.kind as MovementKind, source: String(row.source) },
        paymentId: row.payment_id === null ? null : String(row.payment_id),
        ...{ currency: String(row.currency), amount: Number(row.amount), fee: Number(row.fee) },
      })),
  }
}

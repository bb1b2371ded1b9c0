// Money, by the provider's books and the log: one charge per purchase, nothing to watch without it (P2, P8).
import type { Evidence, Property, Told } from '../evidence.ts'

const of = (evidence: Evidence, type: string): readonly Told[] =>
  evidence.told('commerce').filter((told) => told.type === type)

const chargesOf = (evidence: Evidence, orderId: unknown) =>
  evidence.books.filter(({ order }) => order.orderId === orderId).reduce((sum, { charged }) => sum + charged, 0)

export const oneCharge: Property = {
  name: 'an order is charged once at most, and nothing is granted without it',
  kind: 'safety',
  *check(evidence) {
    for (const { order, paymentId } of evidence.books) {
      const charges = chargesOf(evidence, order.orderId)
      if (charges > 1) yield `order ${order.orderId} was charged ${charges} times (${paymentId})`
    }
    const taken = new Map(of(evidence, 'PaymentTaken').map((told) => [told.fields.orderId, told]))
    const granted = new Set<unknown>()
    for (const grant of of(evidence, 'EntitlementGranted')) {
      const { orderId } = grant.fields
      const payment = taken.get(orderId)
      if (granted.has(orderId)) yield `order ${orderId} was granted twice`
      granted.add(orderId)
      if (!payment || payment.record.offset > grant.record.offset)
        yield `order ${orderId} was granted without a payment`
      if (chargesOf(evidence, orderId) !== 1)
        yield `order ${orderId} was granted, ${chargesOf(evidence, orderId)} charges`
    }
  },
}

const refundedOf = (evidence: Evidence, orderId: unknown): bigint =>
  of(evidence, 'OrderRefunded')
    .filter(({ fields }) => fields.orderId === orderId)
    .reduce((sum, { fields }) => sum + BigInt(fields.amount as bigint), 0n)

export const refundOrPlay: Property = {
  name: 'what a viewer gives back was never played and never is, and no more goes back than was paid',
  kind: 'safety',
  *check(evidence) {
    const failed = new Set(of(evidence, 'RefundFailed').map(({ fields }) => fields.refundId))
    const played = new Set(of(evidence, 'PlaybackGranted').map(({ fields }) => fields.orderId))
    for (const { fields } of of(evidence, 'RefundRequested'))
      if (fields.askedBy === 'VIEWER' && !failed.has(fields.refundId) && played.has(fields.orderId))
        yield `order ${fields.orderId} was given back and played`
    for (const { order } of evidence.books) {
      const back = refundedOf(evidence, order.orderId)
      if (back > order.amount) yield `of order ${order.orderId} ${back} went back, ${order.amount} were paid`
    }
  },
}

export const refundsEnd: Property = {
  name: 'in the end every refund was made or failed, and what was given back is gone',
  kind: 'progress',
  *check(evidence) {
    const ended = new Set(
      [...of(evidence, 'OrderRefunded'), ...of(evidence, 'RefundFailed')].map(({ fields }) => fields.refundId),
    )
    const revoked = new Set(of(evidence, 'EntitlementRevoked').map(({ fields }) => fields.orderId))
    for (const { fields } of of(evidence, 'RefundRequested'))
      if (!ended.has(fields.refundId)) yield `refund ${fields.refundId} of order ${fields.orderId} did not end`
    for (const { order } of evidence.books)
      if (refundedOf(evidence, order.orderId) === order.amount && !revoked.has(order.orderId))
        yield `order ${order.orderId} was given back and not taken away`
  },
}

export const moneyAddsUp: Property = {
  name: 'in the end every order has ended, and what was kept was granted',
  kind: 'progress',
  *check(evidence) {
    const ends = new Map<unknown, string[]>()
    for (const { type, fields } of evidence.told('commerce'))
      if (['PaymentTaken', 'PaymentFailed', 'OrderExpired'].includes(type))
        ends.set(fields.orderId, [...(ends.get(fields.orderId) ?? []), type])
    const granted = new Set(of(evidence, 'EntitlementGranted').map(({ fields }) => fields.orderId))
    for (const { fields } of of(evidence, 'OrderPlaced')) {
      const end = ends.get(fields.orderId) ?? []
      if (end.length !== 1) yield `order ${fields.orderId} ended as ${end.join(', ') || 'nothing'}`
      if (end.includes('PaymentTaken') !== granted.has(fields.orderId))
        yield `order ${fields.orderId} ended as ${end}, granted: ${granted.has(fields.orderId)}`
    }
    for (const { order, state, refunded, charged, paymentId } of evidence.books) {
      const kept = charged > 0 && state.status === 'taken' ? order.amount - refunded : 0n
      const owed = granted.has(order.orderId) ? order.amount - refundedOf(evidence, order.orderId) : 0n
      if (kept !== owed) yield `of ${paymentId} for ${order.orderId} ${kept} was kept, ${owed} stands for something`
    }
  },
}

export const webhooksAreNotedOnce: Property = {
  name: 'a webhook that comes twice is noted once',
  kind: 'safety',
  *check(evidence) {
    const seen = new Set<unknown>()
    for (const { fields } of of(evidence, 'PaymentUpdateNoticed')) {
      if (seen.has(fields.providerEventId)) yield `${fields.providerEventId} was noted twice`
      seen.add(fields.providerEventId)
    }
  },
}

const sums = (all: readonly Told[], part: string): ReadonlyMap<unknown, bigint> => {
  const found = new Map<unknown, bigint>()
  for (const { fields } of all)
    found.set(fields.orderId, (found.get(fields.orderId) ?? 0n) + ((fields[part] as bigint) ?? 0n))
  return found
}

const earned = (evidence: Evidence) => {
  const seller = (type: string) => evidence.told('sellers').filter((told) => told.type === type)
  return [
    {
      what: 'credited',
      wanted: sums(of(evidence, 'PaymentTaken'), 'sellerAmount'),
      got: sums(seller('SaleCredited'), 'amount'),
    },
    {
      what: 'debited',
      wanted: sums(of(evidence, 'OrderRefunded'), 'sellerAmount'),
      got: sums(seller('RefundDebited'), 'amount'),
    },
  ]
}

export const sellersEarnOnce: Property = {
  name: 'a seller is credited and debited for an order no more than its part',
  kind: 'safety',
  *check(evidence) {
    for (const { what, wanted, got } of earned(evidence))
      for (const [orderId, sum] of got)
        if (sum > (wanted.get(orderId) ?? 0n))
          yield `order ${orderId}: ${sum} was ${what}, ${wanted.get(orderId)} is due`
  },
}

export const sellersEarnAll: Property = {
  name: 'in the end every sale and every refund has reached its seller',
  kind: 'progress',
  *check(evidence) {
    for (const { what, wanted, got } of earned(evidence))
      for (const [orderId, sum] of wanted)
        if (sum !== (got.get(orderId) ?? 0n)) yield `order ${orderId}: ${got.get(orderId)} was ${what}, ${sum} is due`
  },
}

const invoicesOf = (evidence: Evidence) => evidence.told('sellers').filter(({ type }) => type === 'InvoiceIssued')

export const invoicesHaveNoGaps: Property = {
  name: 'the invoices of each year are numbered 1, 2, 3 … and none is of more than went or came back',
  kind: 'safety',
  *check(evidence) {
    let last = { year: 0, number: 0 }
    for (const { fields } of invoicesOf(evidence)) {
      const [year, number] = [Number(fields.year), Number(fields.number)]
      const wanted = year === last.year ? last.number + 1 : 1
      if (year < last.year || number !== wanted)
        yield `invoice ${year}/${number} comes after ${last.year}/${last.number}`
      last = { year, number }
    }
    for (const { kind, wanted, got } of billed(evidence))
      for (const [orderId, sum] of got)
        if (sum > (wanted.get(orderId) ?? 0n)) yield `order ${orderId}: ${sum} stand on its ${kind} invoices`
  },
}

const billed = (evidence: Evidence) => {
  const those = (kind: string) => invoicesOf(evidence).filter(({ fields }) => fields.kind === kind)
  return [
    { kind: 'SALE', wanted: sums(of(evidence, 'PaymentTaken'), 'amount'), got: sums(those('SALE'), 'amount') },
    { kind: 'REFUND', wanted: sums(of(evidence, 'OrderRefunded'), 'amount'), got: sums(those('REFUND'), 'amount') },
  ]
}

export const everythingIsBilled: Property = {
  name: 'in the end every payment and every refund has its invoice',
  kind: 'progress',
  *check(evidence) {
    for (const { kind, wanted, got } of billed(evidence))
      for (const [orderId, sum] of wanted)
        if (sum !== (got.get(orderId) ?? 0n)) yield `order ${orderId}: of ${sum} ${kind} ${got.get(orderId)} is billed`
  },
}

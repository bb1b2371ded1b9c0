// Each transaction sums to zero, and the accounts are the fold of what the deciders decided.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CommerceEvent } from '../../schemas/generated/types/commerce.ts'
import type { SellersCommand, SellersEvent } from '../../schemas/generated/types/sellers.ts'
import { decide as decideCommerce } from '../commerce/decider.ts'
import { emptyLibrary, evolve as evolveCommerce } from '../commerce/library.ts'
import * as s from '../commerce/samples.ts'
import { isRefusal } from '../decision.ts'
import { decide as decideSeller } from '../sellers/decider.ts'
import { evolve as evolveSeller, fundsOf, newSeller, type Seller } from '../sellers/seller.ts'
import { type Booked, type Entry, entriesOf } from './rules.ts'

const [payment] = s.taken(s.day(1), 'BUY') as [Extract<CommerceEvent, { type: 'PaymentTaken' }>]
const seller = { sellerId: 'seller', orderId: 'order', filmId: 'film', currency: 'EUR', at: s.day(1) }

test('a sale: the provider holds the price, which is tax, the seller’s and the platform’s', () =>
  assert.deepEqual(entriesOf(payment), [
    { account: 'psp_clearing', amount: 399n },
    { account: 'tax_payable:DE', amount: -64n },
    { account: 'sellers_transit', amount: -234n },
    { account: 'platform_revenue', amount: -101n },
  ]))

test('a refund is its reversal', () =>
  assert.deepEqual(
    entriesOf(s.refunded(s.day(2))),
    entriesOf(payment).map(({ account, amount }) => ({ account, amount: -amount })),
  ))

test('what is disputed is kept back, and comes back or is gone', () => {
  const kept = [
    { account: 'dispute_reserve', amount: 399n },
    { account: 'psp_clearing', amount: -399n },
  ]
  const booked = (event: CommerceEvent) => entriesOf(event as Booked)
  assert.deepEqual(booked(s.disputeOpened(s.day(2))), kept)
  assert.deepEqual(sum([...booked(s.disputeOpened(1)), ...booked(s.disputeWon(2))], 'psp_clearing'), 0n)
  assert.deepEqual(booked(s.disputeLost(s.day(2))), [
    { account: 'dispute_reserve', amount: -399n },
    { account: 'tax_payable:DE', amount: 64n },
    { account: 'sellers_transit', amount: 234n },
    { account: 'platform_revenue', amount: 101n },
  ])
})

test('a period of a subscription is tax and revenue; what was not wanted is owed back, and nobody has earned it', () => {
  const booked = (event: CommerceEvent) => entriesOf(event as Booked)
  assert.deepEqual(booked(s.periodPaid(1, 0)), [
    { account: 'psp_clearing', amount: 799n },
    { account: 'tax_payable:DE', amount: -128n },
    { account: 'subscription_revenue', amount: -671n },
  ])
  const unwanted = s.unwanted(1, 1, 'CANCELLED')
  const returned = { ...unwanted, type: 'SubscriptionChargeReturned', providerRefundId: 're' } as CommerceEvent
  const all = [...booked(unwanted), ...booked(returned)]
  assert.deepEqual([sum(all, 'psp_clearing'), sum(all, 'refunds_due')], [0n, 0n])
  assert.deepEqual(booked(unwanted)[0], { account: 'psp_clearing', amount: 799n })
})

test('the seller’s part goes from hand to hand', () => {
  const credited = { type: 'SaleCredited', ...seller, amount: 234n, availableAt: s.day(15) } as const
  assert.deepEqual(entriesOf(credited), [
    { account: 'sellers_transit', amount: 234n },
    { account: 'seller_pending:seller', amount: -234n },
  ])
  const debited = { type: 'RefundDebited', ...seller, amount: 58n, availableAt: s.day(15), wasHeld: false } as const
  assert.deepEqual(entriesOf(debited), [
    { account: 'seller_available:seller', amount: 58n },
    { account: 'sellers_transit', amount: -58n },
  ])
  assert.equal(entriesOf({ ...debited, wasHeld: true })[0]?.account, 'seller_pending:seller')
  const released = { type: 'FundsReleased', ...seller, amount: 176n, availableAt: s.day(15) } as const
  assert.deepEqual(entriesOf(released), [
    { account: 'seller_pending:seller', amount: 176n },
    { account: 'seller_available:seller', amount: -176n },
  ])
})

test('an order from before there were shares is not anybody’s yet', () => {
  const old = { ...payment, taxAmount: null, taxCountry: null, taxRate: null, sellerAmount: null }
  assert.deepEqual(entriesOf(old), [
    { account: 'psp_clearing', amount: 399n },
    { account: 'unallocated', amount: -399n },
  ])
})

/** A viewer who buys, gives back and is given back; every event reaches the seller as it does by the process manager. */
type Step = Readonly<{
  wait: number
  kind: 'buy' | 'back' | 'part' | 'elsewhere' | 'dispute' | 'win' | 'lose' | 'release' | 'pay' | 'fail'
  n: number
  amount: bigint
}>
const steps = fc.array(
  fc.record({
    wait: fc.constantFrom(0, s.day(1), s.day(5), s.day(14)),
    kind: fc.constantFrom(
      'buy',
      'buy',
      'back',
      'part',
      'elsewhere',
      'dispute',
      'win',
      'lose',
      'release',
      'pay',
      'fail',
    ),
    n: fc.nat(3),
    amount: fc.bigInt({ min: 1n, max: 399n }),
  }) as fc.Arbitrary<Step>,
  { maxLength: 30 },
)

const history = (all: readonly Step[]) => {
  let now = s.day(1)
  let library = emptyLibrary
  let account: Seller = { ...newSeller, account: { provider: 'p', accountId: 'a', status: 'ACTIVE', reason: null } }
  const booked: Booked[] = []
  const tell = (command: SellersCommand) => {
    const decision = decideSeller(command, account)
    for (const event of isRefusal(decision) ? [] : decision) {
      account = evolveSeller(account, event)
      booked.push(event as Extract<SellersEvent, Booked>)
    }
  }
  const order = (command: Parameters<typeof decideCommerce>[0]) => {
    const decision = decideCommerce(command, library)
    for (const event of isRefusal(decision) ? [] : decision) {
      library = evolveCommerce(library, event)
      if (!['PaymentTaken', 'OrderRefunded', 'DisputeOpened', 'DisputeWon', 'DisputeLost'].includes(event.type))
        continue
      booked.push(event as Booked & CommerceEvent)
      if (event.type !== 'PaymentTaken' && event.type !== 'OrderRefunded' && event.type !== 'DisputeLost') continue
      const { orderId, filmId, currency, sellerAmount, heldUntil } = event
      const about = { now, sellerId: 'seller', orderId, filmId, currency, amount: sellerAmount ?? 0n }
      tell({ type: event.type === 'PaymentTaken' ? 'CreditSale' : 'DebitRefund', ...about, heldUntil: heldUntil ?? 0 })
    }
  }
  all.forEach(({ wait, kind, n, amount }, i) => {
    now += wait
    const [orderId, paymentId, refundId] = [`o${n}`, `p${n}`, `r${i}`]
    if (kind === 'buy') {
      order({ ...s.buy(now, { orderId, filmId: `f${n}` }), validUntil: now + 1 })
      order(s.attach(now, paymentId, orderId))
      order(s.take(now, { orderId, paymentId }))
    }
    if (kind === 'back' || kind === 'part') {
      order(s.makeGood(now, kind === 'back' ? null : amount, { orderId, refundId }))
      const asked = library.orders.find((one) => one.orderId === orderId)?.refunds.at(-1)
      if (asked?.refundId === refundId) order(s.refund(now, { orderId, refundId, amount: BigInt(asked.amount) }))
    }
    if (kind === 'elsewhere') order(s.atProvider(now, amount, orderId, paymentId))
    const status = { dispute: 'OPEN', win: 'WON', lose: 'LOST' }[kind as string] as 'OPEN' | undefined
    if (status) order(s.dispute(now, status, { orderId, paymentId, disputeId: `d${n}`, amount: 100n }))
    if (kind === 'pay' || kind === 'fail') {
      const payout = { now, sellerId: 'seller', payoutId: `p${i}` }
      tell({ type: 'RequestPayout', ...payout, currency: 'EUR', minimum: 1n, month: null })
      if (kind === 'pay') tell({ type: 'RecordPayout', ...payout, transferId: 'tr' })
      else tell({ type: 'RecordPayoutFailed', ...payout, reason: 'no' })
    }
    if (kind === 'release')
      for (const day of Object.keys(fundsOf(account, 'EUR').held))
        tell({ type: 'ReleaseFunds', now, sellerId: 'seller', currency: 'EUR', availableAt: Number(day) })
  })
  return { library, account, booked }
}

const sum = (entries: readonly Entry[], account?: string) =>
  entries.reduce((total, one) => (account === undefined || one.account === account ? total + one.amount : total), 0n)

test('any history: every transaction is zero, and the balances are what the deciders say', () =>
  fc.assert(
    fc.property(steps, (all) => {
      const { library, account, booked } = history(all)
      const entries = booked.flatMap((event) => {
        const own = entriesOf(event)
        assert.equal(sum(own), 0n)
        return own
      })
      const { available, held } = fundsOf(account, 'EUR')
      const onHold = Object.values(held).reduce((total, one) => total + BigInt(one), 0n)
      assert.equal(sum(entries, 'seller_available:seller'), -BigInt(available))
      assert.equal(sum(entries, 'seller_pending:seller'), -onHold)
      assert.equal(sum(entries, 'sellers_transit'), 0n)
      const kept = library.orders.reduce((total, order) => {
        const back = order.refunds.reduce((b, one) => (one.status === 'made' ? b + BigInt(one.amount) : b), 0n)
        const lost = order.disputes.reduce((l, one) => (one.status === 'won' ? l : l + BigInt(one.amount)), 0n)
        return order.status === 'paid'
          ? total + BigInt(order.amount) - back - lost - BigInt(order.refundedElsewhere)
          : total
      }, 0n)
      const paid = booked.reduce((total, e) => (e.type === 'PayoutMade' ? total + e.amount : total), 0n)
      assert.equal(sum(entries, 'psp_clearing'), kept - paid)
      assert.equal(sum(entries, 'payouts_transit'), 0n)
    }),
    { numRuns: 300 },
  ))

test('the histories reach what they are about', () => {
  const seen = new Set(
    fc.sample(steps, { numRuns: 200, seed: 1 }).flatMap((all) => history(all).booked.map((e) => e.type)),
  )
  assert.equal(seen.size, 11)
})

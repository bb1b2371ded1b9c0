// Whatever is commanded, in whatever order: no access without money, nothing twice, nothing undone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CommerceCommand, CommerceEvent, OrderPlaced } from '../../schemas/generated/types/commerce.ts'
import { isRefusal } from '../decision.ts'
import { decide } from './decider.ts'
import { emptyLibrary, evolve, type Library, liveGrants } from './library.ts'
import * as s from './samples.ts'

type Step = Readonly<{ wait: number; command: (now: number) => CommerceCommand }>

const orderId = fc.constantFrom('o1', 'o2', 'o3', 'o4')
const filmId = fc.constantFrom('f1', 'f2')
const paymentId = fc.constantFrom('p1', 'p1', 'p1', 'p2')
const playbackId = fc.constantFrom('b1', 'b2')
const refundId = fc.constantFrom('r1', 'r2')
const wait = fc.constantFrom(0, 0, 0, 0, 1, 1, s.minute(20), s.day(2) - s.minute(30), s.day(1), s.day(3), s.day(31))

const command: fc.Arbitrary<Step['command']> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ orderId, filmId }).map((part) => (now: number) => s.rent(now, part)) },
  { weight: 4, arbitrary: fc.record({ orderId, filmId }).map((part) => (now: number) => s.buy(now, part)) },
  {
    weight: 6,
    arbitrary: fc.tuple(paymentId, orderId).map(
      ([p, o]) =>
        (now: number) =>
          s.attach(now, p, o),
    ),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({
        orderId,
        paymentId,
        amount: fc.constantFrom(399n, 399n, 399n, 399n, 1n),
        currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
      })
      .map((part) => (now: number) => s.take(now, part)),
  },
  { weight: 4, arbitrary: fc.record({ filmId, playbackId }).map((part) => (now: number) => s.play(now, part)) },
  fc.tuple(orderId, paymentId).map(
    ([o, p]) =>
      (now: number) =>
        ({ ...s.fail(now, p), orderId: o }) as CommerceCommand,
  ),
  fc.tuple(orderId).map(
    ([o]) =>
      (now: number) =>
        ({ ...s.expire(now), orderId: o }) as CommerceCommand,
  ),
  {
    weight: 4,
    arbitrary: fc.tuple(orderId, paymentId).map(
      ([o, p]) =>
        (now: number) =>
          ({ ...s.ask(now, 'u', p), orderId: o }) as CommerceCommand,
    ),
  },
  orderId.map((o) => (now: number) => s.note(now, o)),
  {
    weight: 3,
    arbitrary: fc.record({ orderId, refundId }).map((part) => (now: number) => s.giveBack(now, part)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(orderId, refundId, fc.constantFrom(null, 100n)).map(
      ([orderId, refundId, amount]) =>
        (now: number) =>
          s.makeGood(now, amount, { orderId, refundId }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ orderId, refundId, amount: fc.constantFrom(399n, 399n, 299n, 100n) })
      .map((part) => (now: number) => s.refund(now, part)),
  },
  fc.tuple(orderId, refundId).map(
    ([o, r]) =>
      (now: number) =>
        s.refuseRefund(now, r, o),
  ),
  fc.tuple(orderId, paymentId, fc.constantFrom(100n, 399n)).map(
    ([o, p, refunded]) =>
      (now: number) =>
        s.atProvider(now, refunded, o, p),
  ),
  fc
    .tuple(
      orderId,
      paymentId,
      fc.constantFrom('d1', 'd2'),
      fc.constantFrom('OPEN', 'WON', 'LOST'),
      fc.constantFrom(100n, 399n),
    )
    .map(
      ([orderId, paymentId, disputeId, status, amount]) =>
        (now: number) =>
          s.dispute(now, status as 'OPEN', { orderId, paymentId, disputeId, amount }),
    ),
  playbackId.map((b) => (now: number) => s.close(now, b)),
)
/** Chance alone seldom pays an order from its beginning to its end. */
const purchase = fc
  .record({ wait, order: fc.constantFrom(s.buy, s.rent), orderId, filmId })
  .map(({ wait, order, orderId, filmId }): readonly Step[] => [
    { wait, command: (now) => order(now, { orderId, filmId }) },
    { wait: 0, command: (now) => s.attach(now, 'p1', orderId) },
    { wait: 0, command: (now) => s.take(now, { orderId, paymentId: 'p1' }) },
  ])
const returned = fc
  .record({ wait, orderId, refundId, made: fc.boolean() })
  .map(({ wait, orderId, refundId, made }): readonly Step[] => [
    { wait, command: (now) => s.giveBack(now, { orderId, refundId }) },
    {
      wait: 0,
      command: (now) => (made ? s.refund(now, { orderId, refundId }) : s.refuseRefund(now, refundId, orderId)),
    },
  ])
const single = fc.record({ wait, command }).map((step): readonly Step[] => [step])
const steps = fc
  .array(fc.oneof({ weight: 8, arbitrary: single }, { weight: 2, arbitrary: purchase }, returned), {
    minLength: 1,
    maxLength: 40,
    size: 'max',
  })
  .map((parts) => parts.flat())

type Told = Readonly<{ command: CommerceCommand; before: Library; events: readonly CommerceEvent[] }>

/** Offers hold for ever here, so that time may pass between orders. */
const lasting = (one: CommerceCommand): CommerceCommand =>
  one.type === 'PlaceOrder' ? { ...one, validUntil: Number.MAX_SAFE_INTEGER } : one

const run = (all: readonly Step[]): readonly Told[] => {
  let now = s.day(1)
  let library = emptyLibrary
  return all.map((step) => {
    now += step.wait
    const command = lasting(step.command(now))
    const before = library
    const decision = decide(command, before)
    const events = isRefusal(decision) ? [] : decision
    library = events.reduce(evolve, before)
    return { command, before, events }
  })
}

const each = (check: (told: Told, earlier: readonly CommerceEvent[]) => void) =>
  fc.assert(
    fc.property(steps, (all) => {
      const earlier: CommerceEvent[] = []
      for (const told of run(all)) {
        check(told, earlier)
        earlier.push(...told.events)
      }
    }),
    { numRuns: 300 },
  )

const of = <Type extends CommerceEvent['type']>(events: readonly CommerceEvent[], type: Type, orderId: string) =>
  events.filter(
    (e): e is Extract<CommerceEvent, { type: Type }> => e.type === type && 'orderId' in e && e.orderId === orderId,
  )

test('a grant comes with the payment of its order, to the sum, by the payment that was attached, once', () =>
  each(({ events }, earlier) => {
    for (const grant of events.filter((e) => e.type === 'EntitlementGranted')) {
      const [payment, ...more] = of(events, 'PaymentTaken', grant.orderId)
      const [order] = of(earlier, 'OrderPlaced', grant.orderId) as [OrderPlaced]
      assert.ok(payment && more.length === 0)
      assert.deepEqual([payment.amount, payment.currency], [order.amount, order.currency])
      assert.deepEqual([grant.filmId, grant.kind], [order.filmId, order.kind])
      assert.equal(of(earlier, 'PaymentAttached', grant.orderId)[0]?.paymentId, payment.paymentId)
      assert.equal(of(earlier, 'EntitlementGranted', grant.orderId).length, 0)
    }
    for (const payment of events.filter((e) => e.type === 'PaymentTaken'))
      assert.equal(of(events, 'EntitlementGranted', payment.orderId).length, 1)
  }))

test('an order ends once: paid, failed or expired', () =>
  each(({ events }, earlier) => {
    const ends = ['PaymentTaken', 'PaymentFailed', 'OrderExpired'] as const
    for (const event of events)
      if ('orderId' in event && (ends as readonly string[]).includes(event.type))
        assert.equal(ends.flatMap((type) => of(earlier, type, event.orderId)).length, 0)
  }))

test('one payment is attached to an order', () =>
  each(({ events }, earlier) => {
    for (const event of events)
      if (event.type === 'PaymentAttached') assert.equal(of(earlier, 'PaymentAttached', event.orderId).length, 0)
  }))

test('one order is open per film and kind, and no film is bought or rented twice at a time', () =>
  each(({ before, events }) => {
    const after = events.reduce(evolve, before)
    const open = after.orders.filter((o) => o.status === 'open').map((o) => `${o.filmId} ${o.kind}`)
    assert.equal(new Set(open).size, open.length)
    const at = events.at(-1)?.at
    for (const film of at === undefined ? [] : ['f1', 'f2']) {
      const kinds = liveGrants(after, film, at ?? 0).map((grant) => grant.kind)
      assert.equal(new Set(kinds).size, kinds.length)
    }
  }))

test('a playback is granted by a grant that lives, and not for longer than it lives', () =>
  each(({ command, before, events }) => {
    for (const event of events) {
      if (event.type !== 'PlaybackGranted') continue
      const grant = liveGrants(before, event.filmId, command.now).find((one) => one.orderId === event.orderId)
      assert.ok(grant)
      if (grant.kind === 'BUY') continue
      const endsAt = grant.endsAt ?? events.find((e) => e.type === 'RentalStarted')?.endsAt
      assert.ok(endsAt !== undefined && event.expiresAt <= endsAt)
      assert.ok(!liveGrants(before, event.filmId, command.now).some((one) => one.kind === 'BUY'))
    }
  }))

test('a clock starts once per rental', () =>
  each(({ events }, earlier) => {
    for (const event of events)
      if (event.type === 'RentalStarted') assert.equal(of(earlier, 'RentalStarted', event.orderId).length, 0)
  }))

test('what the viewer gave back was never played, and never is', () =>
  each(({ events }, earlier) => {
    for (const event of events) {
      if (event.type === 'RefundRequested' && event.askedBy === 'VIEWER')
        assert.equal(of(earlier, 'PlaybackGranted', event.orderId).length, 0)
      if (event.type !== 'PlaybackGranted') continue
      const asked = of(earlier, 'RefundRequested', event.orderId).filter(({ askedBy }) => askedBy === 'VIEWER')
      const failed = of(earlier, 'RefundFailed', event.orderId).map(({ refundId }) => refundId)
      assert.ok(asked.every(({ refundId }) => failed.includes(refundId)))
    }
  }))

const gone = (events: readonly CommerceEvent[], orderId: string): bigint =>
  [...of(events, 'OrderRefunded', orderId), ...of(events, 'DisputeLost', orderId)].reduce(
    (sum, { amount }) => sum + amount,
    0n,
  )

test('no more is asked back than was paid, and what is told is the sum of what went back', () =>
  each(({ events }, earlier) => {
    for (const [i, event] of events.entries()) {
      if (event.type === 'RefundRequested') {
        const back = gone(earlier, event.orderId)
        assert.ok(event.amount > 0n && back + event.amount <= 399n)
        assert.equal(event.isWhole, back + event.amount === 399n)
      }
      if (event.type !== 'OrderRefunded' && event.type !== 'DisputeLost') continue
      assert.equal(event.total, gone([...earlier, ...events.slice(0, i + 1)], event.orderId))
      if (event.type === 'DisputeLost') continue
      const before = of(earlier, 'OrderRefunded', event.orderId)
      assert.ok(event.refundId === null || before.every(({ refundId }) => refundId !== event.refundId))
    }
  }))

test('a dispute is opened once and ends once', () =>
  each(({ events }, earlier) => {
    for (const [i, event] of events.entries()) {
      if (!event.type.startsWith('Dispute') || !('disputeId' in event)) continue
      const before = [...earlier, ...events.slice(0, i)].filter(
        (e) => 'disputeId' in e && e.disputeId === event.disputeId && e.orderId === event.orderId,
      )
      assert.deepEqual(
        before.map(({ type }) => type),
        event.type === 'DisputeOpened' ? [] : ['DisputeOpened'],
      )
    }
  }))

test('a grant is taken away once, by its own order’s money, and nothing plays by it then', () =>
  each(({ events, before }, earlier) => {
    for (const event of events) {
      if (event.type !== 'EntitlementRevoked') continue
      assert.equal(of(earlier, 'EntitlementRevoked', event.orderId).length, 0)
      const back = [...of(events, 'OrderRefunded', event.orderId), ...of(events, 'DisputeLost', event.orderId)]
      assert.ok(back.some(({ total }) => total >= 399n))
      const after = events.reduce(evolve, before)
      assert.ok(after.playbacks.every((one) => one.orderId !== event.orderId || one.closed))
      assert.equal(after.grants.length, before.grants.length - 1)
    }
    for (const event of events)
      if (event.type === 'PlaybackGranted') assert.equal(of(earlier, 'EntitlementRevoked', event.orderId).length, 0)
  }))

test('what was accepted and is told again changes nothing', () =>
  each(({ command, before, events }) => {
    if (events.length === 0 || command.type === 'StartPlayback' || command.type === 'NotePaymentUpdate') return
    assert.deepEqual(decide(command, events.reduce(evolve, before)), [])
  }))

test('events carry the time and the viewer of their command, and the state stays small', () =>
  each(({ command, before, events }) => {
    for (const event of events) assert.deepEqual([event.at, event.viewerId], [command.now, command.viewerId])
    const after = events.reduce(evolve, before)
    assert.ok(after.orders.length <= 4 && after.grants.length <= 4)
    const at = events.at(-1)?.at
    assert.ok(after.playbacks.every((one) => at === undefined || at < one.expiresAt))
  }))

test('the runs reach what they are about', () => {
  const seen = new Set<string>()
  for (const all of fc.sample(steps, { numRuns: 300, seed: 1 }))
    for (const { events } of run(all)) for (const event of events) seen.add(event.type)
  assert.equal(seen.size, 18)
})

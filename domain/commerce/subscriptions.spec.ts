// A subscription from the wish to its end: what plays when, what is paid for, and what goes back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CommerceCommand, CommerceEvent } from '../../schemas/generated/types/commerce.ts'
import { specFor } from '../../test/given.ts'
import { isRefusal } from '../decision.ts'
import { decide } from './decider.ts'
import { emptyLibrary, evolve } from './library.ts'
import * as s from './samples.ts'

const given = specFor(decide, evolve, emptyLibrary)
const { day, minute } = s
const active = s.active()
const watch = (now: number, planIds = ['plan']) => s.play(now, { planIds })
const by = (now: number, until: number) => s.granted(now, 'subscription', until)

test('a wish is one subscription, at the price and under the licence that were shown', () => {
  given()
    .when(s.subscribe(0))
    .then(s.subscribed(s.subscribe(0)))
  given(s.subscribed(s.subscribe(0)))
    .when(s.subscribe(1))
    .then()
  given(s.subscribed(s.subscribe(0)))
    .when(s.subscribe(1, { subscriptionId: 'second' }))
    .refused('already-subscribed')
  given()
    .when(s.subscribe(5, { validUntil: 5 }))
    .refused('price-changed')
  given()
    .when(s.subscribe(0, { licenceVersion: 'old' }))
    .refused('terms-changed')
})

test('what is paid plays until its end, and through the grace while the next payment is awaited', () => {
  given(s.subscribed(s.subscribe(0)))
    .when(watch(1))
    .refused('not-entitled')
  given(...active)
    .when(watch(day(1)))
    .then(by(day(1), day(1) + minute(150)))
  given(...active)
    .when(watch(day(1), ['other']))
    .refused('not-entitled')
  given(...active)
    .when(watch(day(37) - minute(10)))
    .then(by(day(37) - minute(10), day(37)))
  given(...active)
    .when(watch(day(37)))
    .refused('not-entitled')
})

test('what was bought goes before the plan, and the plan before a rental that nobody has started', () => {
  given(...active, ...s.owned(day(1)))
    .when(watch(day(2)))
    .then(s.granted(day(2), 'bought', day(2) + minute(150)))
  given(...active, ...s.rented(day(1)))
    .when(watch(day(2)))
    .then(by(day(2), day(2) + minute(150)))
  const running = [...active, ...s.rented(day(1)), s.started(day(2), day(4))]
  given(...running)
    .when(watch(day(2) + 1))
    .then(s.granted(day(2) + 1, 'rented', day(2) + 1 + minute(150)))
})

test("the account's limit of streams holds for a plan too", () => {
  given(...active)
    .when(s.play(day(1), { planIds: ['plan'], mostAtOnce: 0 }))
    .refused('stream-limit')
})

test('losing the subscription touches nothing that was bought', () => {
  given(...active, ...s.owned(day(1)), s.subscriptionCancelled(day(2), day(30)), s.subscriptionEnded(day(30)))
    .when(watch(day(40)))
    .then(s.granted(day(40), 'bought', day(40) + minute(150)))
})

test('a payment is told once, whoever tells it', () => {
  given(...active)
    .when(s.recordPaid(1, 0))
    .then()
  given(...active)
    .when(s.recordPaid(day(30), 1))
    .then(s.periodPaid(day(30), 1))
  given(...active)
    .when(s.recordPaid(day(30), 1, { amount: 1n }))
    .then(s.unwanted(day(30), 1, 'MISMATCH', 1n))
})

test('renewal and cancellation: heard first, the payment buys its period; heard second, it goes back', () => {
  const cancelled = s.subscriptionCancelled(day(30) + 1, day(30) + 1)
  given(...active, s.periodPaid(day(30), 1))
    .when(s.cancelSubscription(day(30) + 1))
    .then(s.subscriptionCancelled(day(30) + 1, day(60)))
  given(...active)
    .when(s.cancelSubscription(day(30) + 1))
    .then(cancelled)
  given(...active, cancelled)
    .when(s.recordPaid(day(30) + 2, 1))
    .then(s.unwanted(day(30) + 2, 1, 'CANCELLED'))
  given(...active, cancelled)
    .when(watch(day(30) + 2))
    .refused('not-entitled')
  given(...active, s.subscriptionCancelled(day(3), day(30)))
    .when(watch(day(29)))
    .then(by(day(29), day(29) + minute(150)))
})

test('what is not wanted is given back once', () => {
  const history = [...active, s.subscriptionCancelled(day(3), day(30)), s.unwanted(day(30), 1, 'CANCELLED')]
  const back = { at: day(31), viewerId: 'viewer', subscriptionId: 'subscription', invoiceId: 'in-1', paymentId: 'pi-1' }
  const event = {
    type: 'SubscriptionChargeReturned',
    ...{ ...back, providerRefundId: 're', amount: 799n, currency: 'EUR' },
  } as const
  given(...history)
    .when(s.returned(day(31), 1))
    .then(event)
  given(...history, event)
    .when(s.returned(day(32), 1))
    .then()
  given(...history)
    .when(s.returned(day(32), 2))
    .refused('not-found')
})

test('a cancellation is taken back until the end, not after it', () => {
  const cancelled = [...active, s.subscriptionCancelled(day(3), day(30))]
  given(...cancelled)
    .when(s.resume(day(30) - 1))
    .then(s.resumed(day(30) - 1))
  given(...cancelled)
    .when(s.resume(day(30)))
    .refused('subscription-over')
  given(...cancelled, s.resumed(day(4)))
    .when(s.recordPaid(day(30), 1))
    .then(s.periodPaid(day(30), 1))
  given(...cancelled)
    .when(s.subscribe(day(30), { subscriptionId: 'second' }))
    .then(s.subscribed(s.subscribe(day(30), { subscriptionId: 'second' })))
})

test('a failed payment is told once of its invoice; paid within the grace it is as if nothing had been', () => {
  given(...active)
    .when(s.recordFailed(day(30), 1))
    .then(s.paymentFailed(day(30), 1))
  const late = [...active, s.paymentFailed(day(30), 1)]
  given(...late)
    .when(s.recordFailed(day(31), 1))
    .then()
  given(...late)
    .when(watch(day(36)))
    .then(by(day(36), day(36) + minute(150)))
  given(...late)
    .when(s.recordPaid(day(36), 1, { paidAt: day(36) }))
    .then(s.periodPaid(day(36), 1))
  given(...late)
    .when(s.recordPaid(day(38), 1, { paidAt: day(37) }))
    .then(s.unwanted(day(38), 1, 'GRACE_OVER'))
  given(...late)
    .when(s.recordPaid(day(99), 1, { paidAt: day(36) }))
    .then(s.periodPaid(day(99), 1))
})

test('cancelled in the grace it ends at once, and what plays by it stops', () => {
  const playing = [...active, s.paymentFailed(day(30), 1), by(day(31), day(31) + minute(150))]
  given(...playing)
    .when(s.cancelSubscription(day(31) + 1))
    .then(s.subscriptionCancelled(day(31) + 1, day(31) + 1), { ...s.closed(day(31) + 1), reason: 'OPERATOR' } as never)
})

test('a trial plays without a payment, once in the life of a viewer', () => {
  const wish = s.subscribe(0, { trialDays: 14 })
  given(s.subscribed(wish))
    .when(s.trial(1, day(14)))
    .then(s.trialStarted(1, day(14)))
  const trying = [s.subscribed(wish), s.trialStarted(1, day(14))]
  given(...trying)
    .when(watch(day(13)))
    .then(by(day(13), day(13) + minute(150)))
  const over = [...trying, s.subscriptionCancelled(day(3), day(14)), s.subscriptionEnded(day(14))]
  const again = { trialDays: 14, subscriptionId: 'second' }
  given(...over)
    .when(s.subscribe(day(20), again))
    .then(s.subscribed(s.subscribe(day(20), { ...again, trialDays: 0 })))
  given(s.subscribed(s.subscribe(0)))
    .when(s.trial(1, day(14)))
    .refused('payment-mismatch')
})

test('another plan holds from the next period that is paid at its price; until then the present one does', () => {
  given(...active)
    .when(s.changePlan(day(3)))
    .then(s.planChangeAsked(day(3)))
  given(...active)
    .when(s.changePlan(day(3), { period: 'YEAR' }))
    .refused('plan-differs')
  given(...active, s.subscriptionCancelled(day(2), day(30)))
    .when(s.changePlan(day(3)))
    .refused('subscription-cancelled')
  const asked = [...active, s.planChangeAsked(day(3))]
  given(...asked)
    .when(watch(day(4), ['other']))
    .refused('not-entitled')
  // The provider was quicker than the change: the period is of the plan that was paid.
  given(...asked)
    .when(s.recordPaid(day(30), 1))
    .then(s.periodPaid(day(30), 1))
  given(...asked)
    .when(s.recordPaid(day(30), 1, { planId: 'other', amount: 999n }))
    .then(s.periodPaid(day(30), 1, s.otherPlan))
  given(...asked, s.periodPaid(day(30), 1, s.otherPlan))
    .when(watch(day(31), ['other']))
    .then(by(day(31), day(31) + minute(150)))
  given(...asked)
    .when(s.changePlan(day(5), { planId: 'plan', planVersion: 1, amount: 799n }))
    .then(s.planChangeAsked(day(5), { planId: 'plan', planVersion: 1, amount: 799n, currency: 'EUR' }))
})

test('ended at the provider, what is paid plays on, and what is taken later goes back', () => {
  const ended = [...active, s.subscriptionEnded(day(5), 'cancelled')]
  given(...active)
    .when(s.end(day(5)))
    .then(s.subscriptionEnded(day(5)))
  given(...ended)
    .when(watch(day(29)))
    .then(by(day(29), day(29) + minute(150)))
  given(...ended)
    .when(watch(day(30)))
    .refused('not-entitled')
  given(...ended)
    .when(s.recordPaid(day(30), 1))
    .then(s.unwanted(day(30), 1, 'ENDED'))
})

test('whatever comes when: each payment is a period or goes back, and nothing plays that is not paid', () => {
  const step = fc.tuple(
    fc.constantFrom(0, 1, day(1), day(10), day(29), day(30)),
    fc.oneof(
      fc.nat(4).map((n) => (now: number) => s.recordPaid(now, n, { paidAt: now }) as CommerceCommand),
      fc.nat(4).map((n) => (now: number) => s.recordFailed(now, n) as CommerceCommand),
      fc.constantFrom(s.cancelSubscription, s.resume, (now: number) => s.end(now), s.changePlan),
      fc.constant((now: number) => watch(now) as CommerceCommand),
    ),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let library = active.reduce(evolve, emptyLibrary)
      let now = day(1)
      const happened: CommerceEvent[] = [...active]
      for (const [wait, make] of steps) {
        now += wait
        const decision = decide(make(now), library)
        if (isRefusal(decision)) continue
        for (const event of decision) {
          judge(event, happened)
          happened.push(event)
          library = evolve(library, event)
        }
      }
    }),
    { numRuns: 2_000 },
  )
})

/** From the history alone, in other words than the decider's. */
const judge = (event: CommerceEvent, before: readonly CommerceEvent[]): void => {
  const paidUntil = Math.max(...before.flatMap((one) => (one.type === 'SubscriptionPeriodPaid' ? [one.periodEnd] : [])))
  const lasts = before.filter(({ type }) => type === 'SubscriptionCancelled' || type === 'SubscriptionResumed').at(-1)
  const isOver = before.some(({ type }) => type === 'SubscriptionEnded')
  const isCancelled = lasts?.type === 'SubscriptionCancelled'
  if (event.type === 'SubscriptionPeriodPaid' || event.type === 'SubscriptionChargeUnwanted') {
    const same = before.filter((one) => 'paymentId' in one && one.paymentId === event.paymentId)
    assert.equal(same.length, 0, 'a payment counts once')
  }
  if (event.type === 'SubscriptionPeriodPaid' && (isCancelled || isOver))
    assert.ok(event.periodEnd <= paidUntil, 'no further period after a cancellation')
  if (event.type === 'PlaybackGranted')
    assert.ok(event.expiresAt <= (isCancelled || isOver ? paidUntil : paidUntil + day(7)), 'no access that is not paid')
}

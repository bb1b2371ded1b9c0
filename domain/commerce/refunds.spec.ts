// Who gets how much back, that a refund and the first play exclude each other, and what is taken away.
import { test } from 'node:test'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { emptyLibrary, evolve } from './library.ts'
import * as s from './samples.ts'

const given = specFor(decide, evolve, emptyLibrary)
const { day, minute } = s
const owned = s.owned(day(1))
const playing = [...owned, s.granted(day(2), 'bought', day(2) + minute(150))]
const returning = [...owned, s.askedBack(s.giveBack(day(2)))]
const returned = [...returning, s.refunded(day(3)), s.revoked(day(3))]

test('the viewer gives back what was never played, within fourteen days', () => {
  given(...owned)
    .when(s.giveBack(day(15) - 1))
    .then(s.askedBack(s.giveBack(day(15) - 1)))
  given(...owned)
    .when(s.giveBack(day(15)))
    .refused('refund-window-over')
})

test('or within the time that the order was placed with', () => {
  const short = [s.placed(s.buy(day(1), { refundWithin: day(2) })), s.attached(day(1)), ...s.taken(day(1), 'BUY')]
  const asked = s.giveBack(day(3) - 1, { orderId: 'order' })
  given(...short)
    .when(asked)
    .then(s.askedBack(asked))
  given(...short)
    .when(s.giveBack(day(3), { orderId: 'order' }))
    .refused('refund-window-over')
})

test('a rental too, while it was not started', () => {
  const asked = s.giveBack(day(2), { orderId: 'rented' })
  given(...s.rented(day(1)))
    .when(asked)
    .then(s.askedBack(asked))
  given(...s.rented(day(1)), s.started(day(2), day(4)), s.granted(day(2), 'rented', day(3)))
    .when(s.giveBack(day(2), { orderId: 'rented' }))
    .refused('already-played')
})

test('after the first play the viewer gives nothing back', () =>
  given(...playing)
    .when(s.giveBack(day(2)))
    .refused('already-played'))

test('what is being given back does not play', () => {
  given(...returning)
    .when(s.play(day(2)))
    .refused('refund-pending')
  given(...returned)
    .when(s.play(day(3)))
    .refused('not-entitled')
})

test('what another order gave plays on', () =>
  given(...s.rented(day(1)), ...returning)
    .when(s.play(day(2)))
    .then(s.started(day(2), day(4)), s.granted(day(2), 'rented', day(2) + minute(150))))

test('it is not ordered again meanwhile, and may be once the money is back', () => {
  for (const order of [s.buy, s.rent])
    given(...returning)
      .when(order(day(2)))
      .refused('refund-pending')
  given(...returned)
    .when(s.buy(day(4)))
    .then(s.placed(s.buy(day(4))))
})

test('asked twice it is one refund; two at a time there are not', () => {
  given(...returning)
    .when(s.giveBack(day(2)))
    .then()
  given(...returning)
    .when(s.giveBack(day(2), { refundId: 'second' }))
    .refused('refund-pending')
  given(...returned)
    .when(s.giveBack(day(3), { refundId: 'second' }))
    .refused('not-refundable')
})

test('nothing is given back of an order that was not paid', () => {
  const asked = s.giveBack(day(1), { orderId: 'order' })
  given().when(asked).refused('not-found')
  given(s.placed(s.buy(day(1))), s.attached(day(1)))
    .when(asked)
    .refused('not-refundable')
})

test('the viewer gives it back as a whole; the staff gives parts, never more than is left', () => {
  given(...owned)
    .when(s.giveBack(day(2), { amount: 100n, currency: 'EUR' }))
    .refused('invalid-request')
  given(...playing)
    .when(s.makeGood(day(20), 100n))
    .then(s.askedBack(s.makeGood(day(20), 100n)))
  const partly = [...playing, s.askedBack(s.makeGood(day(3), 100n)), s.refunded(day(3), 100n)]
  given(...partly)
    .when(s.makeGood(day(4), 300n, { refundId: 'second' }))
    .refused('refund-too-large')
  given(...partly)
    .when(s.makeGood(day(4), null, { refundId: 'second' }))
    .then({ ...s.askedBack(s.makeGood(day(4), 299n, { refundId: 'second' })), isWhole: true } as never)
  for (const [amount, currency] of [
    [0n, 'EUR'],
    [1n, 'USD'],
  ] as const)
    given(...playing)
      .when(s.makeGood(day(4), amount, { currency }))
      .refused('invalid-request')
})

test('a part leaves the film; the whole takes it away, and what plays by it', () => {
  given(...playing, s.askedBack(s.makeGood(day(2), 100n)))
    .when(s.refund(day(2), { amount: 100n }))
    .then(s.refunded(day(2), 100n))
  given(...playing, s.askedBack(s.makeGood(day(2), null)))
    .when(s.refund(day(2) + 1))
    .then(s.refunded(day(2) + 1), s.revoked(day(2) + 1), { ...s.closed(day(2) + 1), reason: 'OPERATOR' } as never)
})

test('a refund is recorded once, and only as it was asked for', () => {
  given(...returned)
    .when(s.refund(day(4)))
    .then()
  given(...returning)
    .when(s.refund(day(4), { amount: 398n }))
    .refused('payment-mismatch')
  given(...returning)
    .when(s.refund(day(4), { currency: 'USD' }))
    .refused('payment-mismatch')
  given(...owned)
    .when(s.refund(day(4)))
    .refused('not-found')
})

test('what the provider does not give back is as it was, and may be asked for again', () => {
  given(...returning)
    .when(s.refuseRefund(day(3)))
    .then(s.refundFailed(day(3)))
  const failed = [...returning, s.refundFailed(day(3))]
  given(...failed)
    .when(s.refuseRefund(day(3)))
    .then()
  given(...failed)
    .when(s.play(day(3)))
    .then(s.granted(day(3), 'bought', day(3) + minute(150)))
  const again = s.giveBack(day(3), { refundId: 'second' })
  given(...failed)
    .when(again)
    .then(s.askedBack(again))
  given(...returned)
    .when(s.refuseRefund(day(4)))
    .refused('conflict')
})

test('money that was back after all is found by the provider’s total, and counted once', () => {
  const failed = [...returning, s.refundFailed(day(3))]
  given(...failed)
    .when(s.refund(day(4)))
    .refused('conflict')
  given(...failed)
    .when(s.atProvider(day(4), 399n))
    .then(s.refunded(day(4), 399n, 399n, null), s.revoked(day(4)))
})

test('what was given back at the provider is found, once, and takes the film away when it is all', () => {
  given(...playing)
    .when(s.atProvider(day(2), 100n))
    .then(s.refunded(day(2), 100n, 100n, null))
  const found = [...playing, s.refunded(day(2), 100n, 100n, null)]
  given(...found)
    .when(s.atProvider(day(3), 100n))
    .then()
  given(...found)
    .when(s.atProvider(day(4), 399n))
    .then(s.refunded(day(4), 299n, 399n, null), s.revoked(day(4)))
  given(...playing)
    .when(s.atProvider(day(2), 399n, 'bought', 'other'))
    .refused('payment-mismatch')
  given()
    .when(s.atProvider(day(2), 399n))
    .refused('not-found')
})

test('what may be our own refund on its way is not taken for somebody else’s', () => {
  given(...returning)
    .when(s.atProvider(day(2), 399n))
    .then()
  const partly = [...playing, s.askedBack(s.makeGood(day(2), 100n))]
  given(...partly)
    .when(s.atProvider(day(2), 150n))
    .then(s.refunded(day(2), 50n, 50n, null))
})

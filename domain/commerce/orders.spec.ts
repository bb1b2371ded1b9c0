// What may be ordered, and how an order comes to its end: paid, failed or expired, once.
import { test } from 'node:test'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { emptyLibrary, evolve } from './library.ts'
import * as s from './samples.ts'

const given = specFor(decide, evolve, emptyLibrary)
const day = s.day
const ordered = s.placed(s.buy(day(1)))
const waiting = [ordered, s.attached(day(1))] as const
const paid = [...waiting, ...s.taken(day(1), 'BUY')] as const

test('what is bought is a licence, by the text that holds now', () => {
  for (const licenceVersion of [null, '2020-01'])
    given()
      .when(s.buy(day(1), { licenceVersion }))
      .refused('terms-changed')
})

test('nothing is sold for a seller whom the payment provider does not pay; what was ordered before goes on', () => {
  for (const sellerActive of [false, null])
    for (const order of [s.buy, s.rent])
      given()
        .when(order(day(1), { sellerActive }))
        .refused('not-for-sale')
  given(ordered)
    .when(s.buy(day(2), { sellerActive: false }))
    .then()
})

test('nobody buys from themselves', () => {
  for (const order of [s.buy, s.rent])
    given()
      .when(order(day(1), { sellerId: s.ids.viewerId }))
      .refused('own-film')
})

test('a film is bought at the offer that was shown', () =>
  given()
    .when(s.buy(day(1)))
    .then(ordered))

test('a film is rented with its two clocks', () =>
  given()
    .when(s.rent(day(1)))
    .then(s.placed(s.rent(day(1)))))

test('a rental without clocks is refused', () =>
  given()
    .when(s.rent(day(1), { watchWithin: null }))
    .refused('invalid-request'))

test('an offer that ran out is refused', () =>
  given()
    .when(s.buy(day(100)))
    .refused('price-changed'))

test('the same order again is nothing', () =>
  given(ordered)
    .when(s.buy(day(2)))
    .then())

test('another order under the same id is refused', () =>
  given(ordered)
    .when(s.buy(day(2), { filmId: 'other' }))
    .refused('conflict'))

test('one unpaid order per film and kind', () =>
  given(ordered)
    .when(s.buy(day(1), { orderId: 'second' }))
    .refused('order-pending'))

test('another film may be ordered meanwhile', () => {
  const other = s.buy(day(1), { orderId: 'second', filmId: 'other' })
  given(ordered).when(other).then(s.placed(other))
})

test('after a failed payment the film may be ordered again', () => {
  const again = s.buy(day(2), { orderId: 'second' })
  given(...waiting, s.failed(day(1)))
    .when(again)
    .then(s.placed(again))
})

test('what is owned is neither bought nor rented', () => {
  given(...s.owned(day(1)))
    .when(s.buy(day(2)))
    .refused('already-owned')
  given(...s.owned(day(1)))
    .when(s.rent(day(2)))
    .refused('already-owned')
})

test('what is rented may be bought', () =>
  given(...s.rented(day(1)))
    .when(s.buy(day(2)))
    .then(s.placed(s.buy(day(2)))))

test('a film is rented once at a time', () => {
  given(...s.rented(day(1)))
    .when(s.rent(day(2)))
    .refused('already-rented')
  given(...s.rented(day(1)), s.started(day(2), day(4)))
    .when(s.rent(day(4) - 1))
    .refused('already-rented')
})

test('it may be rented again when its time is over', () => {
  given(...s.rented(day(1)), s.started(day(2), day(4)))
    .when(s.rent(day(4)))
    .then(s.placed(s.rent(day(4))))
  given(...s.rented(day(1)))
    .when(s.rent(day(31)))
    .then(s.placed(s.rent(day(31))))
})

test('a payment is attached once', () => {
  given(ordered)
    .when(s.attach(day(1)))
    .then(s.attached(day(1)))
  given(...waiting)
    .when(s.attach(day(1)))
    .then()
  given(...waiting)
    .when(s.attach(day(1), 'second'))
    .refused('payment-mismatch')
  given(ordered, s.expired(day(1)))
    .when(s.attach(day(1)))
    .refused('order-over')
  given()
    .when(s.attach(day(1)))
    .refused('not-found')
})

test('the payment and what it gives are one decision', () => {
  given(...waiting)
    .when(s.take(day(2)))
    .then(...s.taken(day(2), 'BUY'))
  given(s.placed(s.rent(day(1))), s.attached(day(1)))
    .when(s.take(day(2)))
    .then(...s.taken(day(2), 'RENT'))
})

test('a payment told twice is taken once', () =>
  given(...paid)
    .when(s.take(day(2)))
    .then())

test('only the attached payment, of the right sum, is taken', () => {
  for (const wrong of [{ amount: 398n }, { currency: 'USD' }, { paymentId: 'second' }])
    given(...waiting)
      .when(s.take(day(2), wrong))
      .refused('payment-mismatch')
  given(ordered)
    .when(s.take(day(2)))
    .refused('payment-mismatch')
  given(...paid)
    .when(s.take(day(2), { paymentId: 'second' }))
    .refused('payment-mismatch')
  given()
    .when(s.take(day(2)))
    .refused('not-found')
})

test('money that comes too late gives nothing', () => {
  given(...waiting, s.expired(day(2)))
    .when(s.take(day(2)))
    .refused('order-over')
  given(...waiting, s.failed(day(2)))
    .when(s.take(day(2)))
    .refused('order-over')
})

test('a payment fails once, and never after it was taken', () => {
  given(...waiting)
    .when(s.fail(day(2)))
    .then(s.failed(day(2)))
  given(ordered)
    .when(s.fail(day(2), null))
    .then(s.failed(day(2), null))
  given(...waiting, s.failed(day(2)))
    .when(s.fail(day(3)))
    .then()
  given(...waiting)
    .when(s.fail(day(2), 'second'))
    .refused('payment-mismatch')
  given(...paid)
    .when(s.fail(day(2)))
    .refused('conflict')
})

test('an order expires once, and never after it was paid', () => {
  given(...waiting)
    .when(s.expire(day(2)))
    .then(s.expired(day(2)))
  given(...waiting, s.expired(day(2)))
    .when(s.expire(day(3)))
    .then()
  given(...waiting, s.failed(day(2)))
    .when(s.expire(day(3)))
    .then()
  given(...paid)
    .when(s.expire(day(2)))
    .refused('conflict')
})

test('the viewer is asked to authenticate once per address', () => {
  given(...waiting)
    .when(s.ask(day(1), 'https://bank/1'))
    .then(s.asked(day(1), 'https://bank/1'))
  given(...waiting, s.asked(day(1), 'https://bank/1'))
    .when(s.ask(day(1), 'https://bank/1'))
    .then()
  given(...waiting, s.asked(day(1), 'https://bank/1'))
    .when(s.ask(day(1), 'https://bank/2'))
    .then(s.asked(day(1), 'https://bank/2'))
  given(...paid)
    .when(s.ask(day(1), 'https://bank/1'))
    .then()
  given(...waiting, s.expired(day(1)))
    .when(s.ask(day(1), 'https://bank/1'))
    .refused('order-over')
})

test('an update is noted for an order that exists, whatever became of it', () => {
  const told = { at: day(1), viewerId: 'viewer', orderId: 'order', providerEventId: 'evt_1' } as const
  const noted = { type: 'PaymentUpdateNoticed', ...told, provider: null, paymentId: null } as const
  given(...waiting)
    .when(s.note(day(1)))
    .then(noted)
  given(...paid)
    .when(s.note(day(1)))
    .then(noted)
  given(...waiting)
    .when(s.note(day(1), 'order', true))
    .then(noted)
  given(...paid)
    .when(s.note(day(1), 'order', true))
    .then({ ...noted, provider: 'sandbox', paymentId: 'pay' })
  given()
    .when(s.note(day(1)))
    .refused('not-found')
})

// Cards that are kept: asked for by an order, saved once it is paid, chosen for the next, removed, forgotten.
import { test } from 'node:test'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { emptyLibrary, evolve } from './library.ts'
import * as s from './samples.ts'

const given = specFor(decide, evolve, emptyLibrary)
const day = s.day
const saving = { saveCard: true } as const
const paidWith = (part: object) => [s.placed(s.buy(day(1), part)), s.attached(day(1))] as const

test('an order that shall keep its card asks for it once it is paid, and no sooner', () => {
  given(...paidWith(saving))
    .when(s.take(day(1)))
    .then(...s.taken(day(1), 'BUY'), s.savingAsked(day(1)))
  given(...paidWith({}))
    .when(s.take(day(1)))
    .then(...s.taken(day(1), 'BUY'))
})

test('who keeps cards of this viewer already keeps this one too', () =>
  given(s.kept(day(1)), s.dropped(day(1)), ...paidWith(saving))
    .when(s.take(day(1)))
    .then(...s.taken(day(1), 'BUY'), s.savingAsked(day(1), 'customer')))

test('another provider knows nothing of them', () =>
  given(s.kept(day(1), { provider: 'stripe' }), ...paidWith(saving))
    .when(s.take(day(1)))
    .then(...s.taken(day(1), 'BUY'), s.savingAsked(day(1))))

test('a card is saved once', () => {
  given()
    .when(s.keep(day(1)))
    .then(s.kept(day(1)))
  given(s.kept(day(1)))
    .when(s.keep(day(2)))
    .then()
})

test('an order is paid with a card that is kept, which is not saved again', () => {
  const order = s.buy(day(2), { cardId: 'card', paymentMethod: '', saveCard: true })
  const placed = { ...s.placed(order), paymentMethod: 'token', customerId: 'customer', saveCard: false }
  given(s.kept(day(1)))
    .when(order)
    .then(placed)
})

test('a card that is not there, was removed or is at another provider pays nothing', () => {
  const order = s.buy(day(2), { cardId: 'card', paymentMethod: '' })
  for (const events of [[], [s.kept(day(1)), s.dropped(day(1))], [s.kept(day(1), { provider: 'stripe' })]])
    given(...events)
      .when(order)
      .refused('card-removed')
})

test('a card is removed once', () => {
  given(s.kept(day(1)))
    .when(s.drop(day(2)))
    .then(s.dropped(day(2)))
  given(s.kept(day(1)), s.dropped(day(2)))
    .when(s.drop(day(3)))
    .refused('not-found')
})

test('of an erased viewer every card and every customer is forgotten, once', () => {
  const forget = { type: 'ForgetCards', now: day(3), viewerId: s.ids.viewerId } as const
  const about = { at: day(3), viewerId: s.ids.viewerId }
  const forgotten = [
    { type: 'CustomerForgotten', ...about, provider: 'stripe', customerId: 'other' },
    { type: 'CustomerForgotten', ...about, provider: 'sandbox', customerId: 'customer' },
  ] as const
  const second = { cardId: 'second', provider: 'stripe', customerId: 'other' } as const
  const cards = [s.kept(day(1)), s.dropped(day(1)), s.kept(day(2), second)]
  const gone = { ...s.dropped(day(3), 'second'), provider: 'stripe' }
  given(...cards)
    .when(forget)
    .then(gone, ...forgotten)
  given(...cards, gone, ...forgotten)
    .when(forget)
    .then()
})

// A payment that the payer disputes: nothing changes until it is decided, then it is as with a refund, or as before.
import { test } from 'node:test'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { emptyLibrary, evolve } from './library.ts'
import * as s from './samples.ts'

const given = specFor(decide, evolve, emptyLibrary)
const { day, minute } = s
const owned = s.owned(day(1))
const open = [...owned, s.disputeOpened(day(3))]

test('a dispute is told once, and the film plays on meanwhile', () => {
  given(...owned)
    .when(s.dispute(day(3), 'OPEN'))
    .then(s.disputeOpened(day(3)))
  given(...open)
    .when(s.dispute(day(4), 'OPEN'))
    .then()
  given(...open)
    .when(s.play(day(4)))
    .then(s.granted(day(4), 'bought', day(4) + minute(150)))
})

test('nothing is given back while it is disputed', () => {
  given(...open)
    .when(s.giveBack(day(4)))
    .refused('disputed')
  given(...open)
    .when(s.makeGood(day(4), 100n))
    .refused('disputed')
})

test('won, all is as it was; that it was open is old news then', () => {
  const won = [...open, s.disputeWon(day(9))]
  given(...open)
    .when(s.dispute(day(9), 'WON'))
    .then(s.disputeWon(day(9)))
  for (const status of ['OPEN', 'WON', 'LOST'] as const)
    given(...won)
      .when(s.dispute(day(10), status))
      .then()
  given(...won)
    .when(s.giveBack(day(10)))
    .then(s.askedBack(s.giveBack(day(10))))
})

test('lost, the money is gone, and so is the film with what plays', () => {
  const playing = [...open, s.granted(day(4), 'bought', day(4) + minute(150))]
  given(...playing)
    .when(s.dispute(day(4) + 1, 'LOST'))
    .then(
      s.disputeLost(day(4) + 1),
      { ...s.revoked(day(4) + 1), reason: 'DISPUTED' } as never,
      { ...s.closed(day(4) + 1), reason: 'OPERATOR' } as never,
    )
  given(...open, s.disputeLost(day(9)))
    .when(s.giveBack(day(10)))
    .refused('not-refundable')
})

test('one that is heard of when it is over is told from its beginning', () => {
  given(...owned)
    .when(s.dispute(day(3), 'WON'))
    .then(s.disputeOpened(day(3)), s.disputeWon(day(3)))
  given(...owned)
    .when(s.dispute(day(3), 'LOST'))
    .then(s.disputeOpened(day(3)), s.disputeLost(day(3)), { ...s.revoked(day(3)), reason: 'DISPUTED' } as never)
})

test('of a payment in part, the rest is the viewer’s; with what was given back before it is all', () => {
  given(...owned)
    .when(s.dispute(day(3), 'LOST', { amount: 100n }))
    .then(s.disputeOpened(day(3), 100n), s.disputeLost(day(3), 100n))
  const partly = [...owned, s.askedBack(s.makeGood(day(2), 299n)), s.refunded(day(2), 299n)]
  given(...partly)
    .when(s.dispute(day(3), 'LOST', { amount: 100n }))
    .then(s.disputeOpened(day(3), 100n), s.disputeLost(day(3), 100n, 399n), {
      ...s.revoked(day(3)),
      reason: 'DISPUTED',
    } as never)
})

test('it must be of the payment that was taken', () => {
  given()
    .when(s.dispute(day(3), 'OPEN'))
    .refused('not-found')
  for (const part of [{ paymentId: 'other' }, { currency: 'USD' }])
    given(...owned)
      .when(s.dispute(day(3), 'OPEN', part))
      .refused('payment-mismatch')
})

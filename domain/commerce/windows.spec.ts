// Windows, orders before a film opens, and the picture that was bought.
import { test } from 'node:test'
import type { CommerceEvent, PlaceOrder } from '../../schemas/generated/types/commerce.ts'
import { specFor } from '../../test/given.ts'
import { decide } from './decider.ts'
import { emptyLibrary, evolve } from './library.ts'
import * as s from './samples.ts'

const given = specFor(decide, evolve, emptyLibrary)
const { day, minute } = s
const window = { preorderFrom: day(10), opensAt: day(20), closesAt: day(30) }
const sale = (now: number, part: Partial<PlaceOrder> = {}) => s.buy(now, { ...window, ...part })

/** Paid; what was ordered before it opens is held, and may be given back, from its opening on. */
const paid = (at: number, part: Partial<CommerceEvent>, heldUntil = at + day(14)): CommerceEvent[] =>
  s
    .taken(at, 'BUY')
    .map((event) => ({ ...event, ...(event.type === 'PaymentTaken' ? { heldUntil } : part) }) as CommerceEvent)
const preordered = [
  s.placed(sale(day(12)), day(20)),
  s.attached(day(12)),
  ...paid(day(12), { availableFrom: day(20) }, day(34)),
]

test('a film is sold from its opening until its close', () => {
  given()
    .when(sale(day(20)))
    .then(s.placed(sale(day(20))))
  given()
    .when(sale(day(30) - 1))
    .then(s.placed(sale(day(30) - 1)))
  given()
    .when(sale(day(30)))
    .refused('not-on-sale')
})

test('before it opens it is ordered from the day that the seller named, and not before', () => {
  given()
    .when(sale(day(10) - 1))
    .refused('not-on-sale')
  given()
    .when(sale(day(10)))
    .then(s.placed(sale(day(10)), day(20)))
  given()
    .when(sale(day(12), { preorderFrom: null }))
    .refused('not-on-sale')
  given()
    .when(s.rent(day(12), window))
    .refused('not-on-sale')
})

test('what was ordered before it opens is paid at once, and the seller’s part held until it can be tried', () =>
  given(s.placed(sale(day(12)), day(20)), s.attached(day(12)))
    .when(s.take(day(12)))
    .then(...paid(day(12), { availableFrom: day(20) }, day(34))))

test('it plays from the opening on, not before', () => {
  given(...preordered)
    .when(s.play(day(20) - 1))
    .refused('not-released')
  given(...preordered)
    .when(s.play(day(20)))
    .then(s.granted(day(20), 'order', day(20) + minute(150)))
})

test('it is not sold twice', () =>
  given(...preordered)
    .when(sale(day(13), { orderId: 'second' }))
    .refused('already-owned'))

test('it is given back before it opens, and for as long after as if it were bought then', () => {
  for (const now of [day(13), day(34) - 1])
    given(...preordered)
      .when(s.giveBack(now, { orderId: 'order' }))
      .then(s.askedBack(s.giveBack(now, { orderId: 'order' })))
  given(...preordered)
    .when(s.giveBack(day(34), { orderId: 'order' }))
    .refused('refund-window-over')
})

const inHd = paid(day(1), { quality: 'HD' })
const hd = [s.placed(s.buy(day(1), { quality: 'HD' })), s.attached(day(1))]
test('a playback has the picture that was bought', () => {
  given(...hd)
    .when(s.take(day(1)))
    .then(...inHd)
  given(...hd, ...inHd)
    .when(s.play(day(2)))
    .then({ ...s.granted(day(2), 'order', day(2) + minute(150)), quality: 'HD' } as CommerceEvent)
})

const sharp = s
  .rented(day(1))
  .map((event) => ({ ...event, ...('quality' in event && { quality: 'UHD' }) }) as CommerceEvent)
test('of what is owned and a rental that runs the better picture plays; a rental that waits is not begun for it', () => {
  given(...hd, ...inHd, ...sharp)
    .when(s.play(day(2)))
    .then({ ...s.granted(day(2), 'order', day(2) + minute(150)), quality: 'HD' } as CommerceEvent)
  given(...hd, ...inHd, ...sharp, s.started(day(2), day(4)))
    .when(s.play(day(3)))
    .then({ ...s.granted(day(3), 'rented', day(3) + minute(150)), quality: 'UHD' } as CommerceEvent)
})

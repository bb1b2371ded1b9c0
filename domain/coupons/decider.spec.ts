// Who may have a coupon, how often, and what becomes of it when the order does not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type {
  CouponCreated,
  CouponsCommand,
  CouponsEvent,
  CreateCoupon,
  ReserveCoupon,
} from '../../schemas/generated/types/coupons.ts'
import { specFor } from '../../test/given.ts'
import { isRefusal } from '../decision.ts'
import { type Coupon, evolve, unknownCoupon, usesAt } from './coupon.ts'
import { decide } from './decider.ts'
import { codeOf, discountOf } from './rules.ts'

const given = specFor(decide, evolve, unknownCoupon)
const minute = 60_000
const couponId = 'coupon'
const terms = {
  ...{ code: 'AUTUMN', makerId: 'seller', sellerId: 'seller', percent: 20, amount: null, currency: null },
  ...{ most: 2, mostPerPerson: 1, opensAt: 100 * minute, closesAt: 900 * minute, kinds: [], filmIds: [] },
} as const
const create = (part: Partial<CreateCoupon> = {}): CreateCoupon => ({
  ...{ type: 'CreateCoupon', now: 1, couponId, ...terms, ...part },
})
const created = (part: Partial<CouponCreated> = {}): CouponCreated => ({
  ...{ type: 'CouponCreated', at: 1, couponId, ...terms, ...part },
})
const reserve = (now: number, order = 'order', part: Partial<ReserveCoupon> = {}): ReserveCoupon => ({
  ...{ type: 'ReserveCoupon', now, couponId, orderId: order, viewerId: `viewer of ${order}`, filmId: 'film' },
  ...{ sellerId: 'seller', kind: 'BUY', price: 999n, currency: 'EUR', ...part },
})
const reserved = (at: number, orderId = 'order', discount = 199n): CouponsEvent => ({
  ...{ type: 'CouponReserved', at, couponId, orderId, viewerId: `viewer of ${orderId}`, discount },
  ...{ currency: 'EUR', isSellers: true, until: at + 30 * minute },
})
const about = (orderId: string) => ({ couponId, orderId, viewerId: `viewer of ${orderId}` })
const told = <T extends 'HoldCoupon' | 'UseCoupon' | 'ReleaseCoupon'>(type: T, now: number, orderId = 'order') =>
  ({ type, now, ...about(orderId) }) as CouponsCommand
const happened = (type: 'CouponHeld' | 'CouponUsed' | 'CouponReleased', at: number, orderId = 'order') =>
  ({ type, at, ...about(orderId) }) as CouponsEvent
const at = 200 * minute

test('a code is made once', () => {
  given().when(create()).then(created())
  given(created()).when(create()).refused('code-taken')
  given().when(reserve(at)).refused('coupon-unknown')
})

const wrong: readonly (readonly [string, Partial<CreateCoupon>])[] = [
  ['with a space in it', { code: 'AUTUMN 26' }],
  ['in small letters', { code: 'autumn' }],
  ['that takes off nothing', { percent: null }],
  ['that takes off both', { amount: 100n, currency: 'EUR' }],
  ['of more than all', { percent: 101 }],
  ['of an amount in no currency', { percent: null, amount: 100n }],
  ['for nobody', { most: 0 }],
  ['for more of one person than in all', { mostPerPerson: 3 }],
  ['that ends before it begins', { closesAt: 100 * minute }],
]
for (const [name, part] of wrong)
  test(`a code ${name} is refused`, () => given().when(create(part)).refused('invalid-request'))

test('it is reserved for an order, with what it takes off, for as long as that may take', () =>
  given(created()).when(reserve(at)).then(reserved(at)))

test('it holds from its opening until its close', () => {
  given(created())
    .when(reserve(100 * minute - 1))
    .refused('coupon-not-valid')
  given(created())
    .when(reserve(900 * minute))
    .refused('coupon-not-valid')
})

const others: readonly (readonly [string, Partial<CouponCreated>, Partial<ReserveCoupon>])[] = [
  ['another seller', {}, { sellerId: 'other' }],
  ['another film', { filmIds: ['other'] }, {}],
  ['another kind', { kinds: ['RENT'] }, {}],
  ['another currency', { percent: null, amount: 100n, currency: 'USD' }, {}],
]
for (const [name, part, ask] of others)
  test(`it is not for ${name}`, () =>
    given(created(part))
      .when(reserve(at, 'order', ask))
      .refused('coupon-not-valid'))

test('there are as many as there are, and one for each', () => {
  given(created(), reserved(at, 'a'), reserved(at, 'b'))
    .when(reserve(at + 1, 'c'))
    .refused('coupon-used-up')
  given(created(), reserved(at, 'a'))
    .when(reserve(at + 1, 'b', { viewerId: 'viewer of a' }))
    .refused('coupon-used-up')
})

test('what was reserved and not ordered is free again; what was ordered is not, however long it takes', () => {
  const full = [created(), reserved(at, 'a'), reserved(at, 'b')]
  given(...full)
    .when(reserve(at + 30 * minute, 'c'))
    .then(reserved(at + 30 * minute, 'c'))
  given(...full, happened('CouponHeld', at + 1, 'a'), happened('CouponHeld', at + 1, 'b'))
    .when(reserve(at + 300 * minute, 'c'))
    .refused('coupon-used-up')
})

test('an order holds it, its payment uses it, its end without one frees it, each once', () => {
  const held = [created(), reserved(at), happened('CouponHeld', at)]
  given(created(), reserved(at)).when(told('HoldCoupon', at)).then(happened('CouponHeld', at))
  given(...held)
    .when(told('HoldCoupon', at))
    .then()
  given(...held)
    .when(told('UseCoupon', at))
    .then(happened('CouponUsed', at))
  given(...held, happened('CouponUsed', at))
    .when(told('UseCoupon', at))
    .then()
  given(...held, happened('CouponUsed', at))
    .when(told('ReleaseCoupon', at))
    .then()
  given(...held)
    .when(told('ReleaseCoupon', at))
    .then(happened('CouponReleased', at))
  given(...held, happened('CouponReleased', at))
    .when(told('ReleaseCoupon', at))
    .then()
})

test('the price was promised: an order that is told of late has it all the same', () =>
  given(created(), reserved(at), reserved(at + 31 * minute, 'b'), reserved(at + 31 * minute, 'c'))
    .when(told('HoldCoupon', at + 32 * minute))
    .then(happened('CouponHeld', at + 32 * minute)))

test('taken back it is reserved no more; by whom it is not, it is not taken back', () => {
  const withdrawn: CouponsEvent = { type: 'CouponWithdrawn', at, couponId, makerId: 'seller' }
  given(created()).when({ type: 'WithdrawCoupon', now: at, couponId, makerId: 'seller' }).then(withdrawn)
  given(created()).when({ type: 'WithdrawCoupon', now: at, couponId, makerId: 'other' }).refused('coupon-unknown')
  given(created(), withdrawn).when(reserve(at)).refused('coupon-not-valid')
})

test('what is taken off is never more than the price, and rounded down', () => {
  assert.equal(discountOf({ ...terms, percent: 33 }, 100n), 33n)
  assert.equal(discountOf({ ...terms, percent: 33 }, 99n), 32n)
  assert.equal(discountOf({ ...terms, percent: 100 }, 999n), 999n)
  assert.equal(discountOf({ ...terms, percent: null, amount: 500n, currency: 'EUR' }, 399n), 399n)
  assert.equal(codeOf(' autumn26 '), 'AUTUMN26')
})

const orders = ['a', 'b', 'c', 'd', 'e']
const anyCommand = fc.oneof(
  fc.record({ order: fc.constantFrom(...orders), viewer: fc.constantFrom('x', 'y') }).map(
    ({ order, viewer }) =>
      (now: number): CouponsCommand =>
        reserve(now, order, { viewerId: viewer }),
  ),
  fc
    .record({
      type: fc.constantFrom('HoldCoupon' as const, 'UseCoupon' as const, 'ReleaseCoupon' as const),
      order: fc.constantFrom(...orders),
    })
    .map(
      ({ type, order }) =>
        (now: number): CouponsCommand =>
          told(type, now, order),
    ),
)

/** As the process tells it: only of what was reserved, and held before its reservation ends. */
test('whatever happens, no more orders have it than there may, and none of one person more than one', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(anyCommand, fc.integer({ min: 0, max: 20 })), { maxLength: 60 }), (told) => {
      let coupon: Coupon = evolve(unknownCoupon, created())
      let now = at
      for (const [make, minutes] of told) {
        now += minutes * minute
        const command = make(now)
        const known = coupon.status === 'unknown' ? [] : usesAt(coupon, now)
        const own = known.find(({ orderId }) => 'orderId' in command && orderId === command.orderId)
        if (command.type !== 'ReserveCoupon' && !own) continue
        const decision = decide(
          own && command.type !== 'ReserveCoupon' ? ({ ...command, ...own } as CouponsCommand) : command,
          coupon,
        )
        if (isRefusal(decision)) continue
        coupon = decision.reduce(evolve, coupon)
        const uses = coupon.status === 'unknown' ? [] : usesAt(coupon, now)
        assert.ok(uses.length <= terms.most)
        assert.equal(new Set(uses.map(({ viewerId }) => viewerId)).size, uses.length)
      }
    }),
  ))

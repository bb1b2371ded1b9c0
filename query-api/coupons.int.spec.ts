// Coupons over HTTP, on real servers: what whoever made them sees, and what they take off.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { id } from '../projectors/happening.ts'
import { idOf } from '../runtime/index.ts'
import { problemOf, specRoom } from './spec-room.ts'

const room = await specRoom('query-coupons')
after(room.close)
const { get, happen, person } = room

const [film, seller, viewer, order] = [id('film'), id('seller'), id('viewer'), id('order')]
await person('seller', seller, 'seller')
await person('viewer', viewer, 'viewer')
await person('operator', id('operator'), 'operator')

const now = Date.now()
const hour = 3_600_000
const offer = {
  ...({ offerId: id('offer'), version: 1, kind: 'RENT', amount: 399n, currency: 'EUR' } as const),
  ...{ startWithin: hour, watchWithin: hour, quality: null, territories: null },
  ...{ preorderFrom: null, opens: null, closes: null },
}
type List = { items: readonly Record<string, unknown>[] }

test('a coupon tells whoever made it how often it was used, and a viewer what it takes off', async () => {
  const couponId = idOf('coupon', 'AUTUMN')
  const terms = { ...{ couponId, code: 'AUTUMN', makerId: seller, sellerId: seller, percent: 20 }, amount: null }
  const bounds = { currency: null, most: 9, mostPerPerson: 1, opensAt: 0, closesAt: now + hour, kinds: [], filmIds: [] }
  const use = { couponId, orderId: order, viewerId: viewer }
  const position = await happen([
    { type: 'FilmDrafted', filmId: film, sellerId: seller, title: 'A film', at: now },
    { type: 'OffersSet', filmId: film, offers: [offer] },
    { type: 'FilmPublished', filmId: film, sellerId: seller, at: now },
    { type: 'CouponCreated', at: now, ...terms, ...bounds },
    { type: 'CouponHeld', ...use },
    { type: 'CouponUsed', ...use },
  ])
  const { body } = await get<List>('/v1/coupons', {
    ...{ as: 'seller', headers: { 'min-position': position, prefer: 'fresh' } },
  })
  const [made] = body.items
  assert.deepEqual([made?.code, made?.percent, made?.used, made?.held, made?.opensAt], ['AUTUMN', 20, 1, 0, null])
  assert.deepEqual((await get<List>('/v1/coupons', { as: 'operator' })).body.items, [])
  const quote = (code: string, offer = id('offer')) =>
    get(`/v1/coupons/${code}/quote?filmId=${film}&offerId=${offer}`, { as: 'viewer' })
  assert.deepEqual((await quote('autumn')).body, {
    code: 'AUTUMN',
    price: 399,
    discount: 79,
    amount: 320,
    currency: 'EUR',
  })
  assert.deepEqual(problemOf(await quote('NONE')), [404, '/problems/coupon-unknown'])
  assert.deepEqual(problemOf(await quote('AUTUMN', id('no offer'))), [404, '/problems/not-found'])
})

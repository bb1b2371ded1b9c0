// Coupons over the command API: made by sellers, used by viewers, given back when the order was not placed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyHashOf } from '../platform/idempotency.ts'
import { commandIdOf, idOf } from '../runtime/index.ts'
import type { CommerceEvent } from '../schemas/generated/types/commerce.ts'
import { as, call, fails, orderOf, published, room } from './command-api-given.ts'

const closesAt = new Date(Date.now() + 86_400_000).toISOString()
const coupon = { percent: 20, most: 100, closesAt }
const made = async (code: string, part: object = {}, by = 'seller') => {
  const { status, body } = await call('POST', '/v1/coupons', await as(by), { ...coupon, code, ...part })
  assert.deepEqual([status, body.code], [201, code.toUpperCase()])
}

/** Everything of an order, as it stands on the log. */
const eventsOf = async (orderId: unknown): Promise<readonly CommerceEvent[]> => {
  const found: CommerceEvent[] = []
  for (let partition = 0; partition < 2; partition++) {
    const at = { topic: 'commerce', partition }
    await room.log.read(at, 0n, (await room.log.ends(at)).committed, (records) => {
      for (const { headers, value } of records) {
        if (!headers['stream-version']) continue
        const event = room.codec.decode(value) as unknown as CommerceEvent
        if ('orderId' in event && event.orderId === orderId) found.push(event)
      }
    })
  }
  return found
}

test('an order with a coupon costs less, and says so', async () => {
  const film = await published('Cheaper')
  await made('autumn26')
  const headers = { ...(await as('viewer 31')), 'idempotency-key': 'coupon 1' }
  const order = { ...orderOf(film, 'buy'), coupon: 'Autumn26' }
  const { status, body } = await call('POST', '/v1/orders', headers, order)
  assert.equal(status, 201)
  assert.deepEqual((await call('POST', '/v1/orders', headers, order)).body, body)
  const [placed] = await eventsOf(body.orderId)
  assert.ok(placed?.type === 'OrderPlaced')
  const { amount, discount, discountBy, couponId } = placed
  assert.deepEqual([amount, discount, discountBy, couponId], [800n, 199n, 'SELLER', idOf('coupon', 'AUTUMN26')])
  await fails(409, 'coupon-used-up', 'POST', '/v1/orders', await as('viewer 31'), {
    ...orderOf(film),
    coupon: 'AUTUMN26',
  })
})

test('what costs nothing is paid as it is placed, and plays; the platform pays the seller for its own coupons', async () => {
  const film = await published('For nothing')
  await made('FREE', { percent: 100 }, 'operator')
  const viewer = await as('viewer 32')
  const { body } = await call('POST', '/v1/orders', viewer, { ...orderOf(film, 'buy'), coupon: 'FREE' })
  const [placed, paid, granted] = await eventsOf(body.orderId)
  assert.deepEqual([placed?.type, paid?.type, granted?.type], ['OrderPlaced', 'PaymentTaken', 'EntitlementGranted'])
  assert.ok(paid?.type === 'PaymentTaken')
  assert.deepEqual([paid.amount, paid.sellerAmount], [0n, 699n])
  assert.equal((await call('POST', '/v1/playbacks', viewer, { filmId: film.filmId })).status, 201)
})

test('a code is one coupon, of whoever made it', async () => {
  await made('MINE')
  await fails(409, 'code-taken', 'POST', '/v1/coupons', await as('seller'), { ...coupon, code: 'mine', percent: 30 })
  await fails(404, 'coupon-unknown', 'DELETE', '/v1/coupons/mine', await as('another seller'))
  await fails(403, 'forbidden', 'POST', '/v1/coupons', await as('viewer 33'), { ...coupon, code: 'OURS' })
  const film = await published('Of another')
  assert.equal((await call('DELETE', '/v1/coupons/mine', await as('seller'))).status, 204)
  const asked = (code: string) => ({ ...orderOf(film, 'buy'), coupon: code })
  await fails(409, 'coupon-not-valid', 'POST', '/v1/orders', await as('viewer 33'), asked('MINE'))
  await fails(404, 'coupon-unknown', 'POST', '/v1/orders', await as('viewer 33'), asked('YOURS'))
  await made('THEIRS', {}, 'another seller')
  await fails(409, 'coupon-not-valid', 'POST', '/v1/orders', await as('viewer 33'), asked('THEIRS'))
})

test('an order that is refused gives its coupon back at once', async () => {
  const film = await published('Owned already')
  await made('ONCE', { most: 1 })
  const viewer = await as('viewer 34')
  await call('POST', '/v1/orders', viewer, orderOf(film, 'buy'))
  await fails(409, 'order-pending', 'POST', '/v1/orders', viewer, { ...orderOf(film, 'buy'), coupon: 'ONCE' })
  const other = await call('POST', '/v1/orders', await as('viewer 35'), { ...orderOf(film, 'buy'), coupon: 'ONCE' })
  assert.equal(other.status, 201)
})

test('a crash between the coupon and the order: the same wish again goes on where it was', async () => {
  const film = await published('Interrupted')
  await made('HALF', { most: 1 })
  const [viewerId, key] = [idOf('viewer 36'), 'half an order']
  const couponId = idOf('coupon', 'HALF')
  const order = { ...orderOf(film, 'buy'), coupon: 'HALF' }
  const offer = { filmId: film.filmId, sellerId: idOf('seller'), kind: 'BUY', price: 999n, currency: 'EUR' }
  const reserve = { type: 'ReserveCoupon', couponId, orderId: idOf('order', viewerId, key), viewerId, ...offer }
  const first = await room.commands.submit('coupons', reserve, {
    ...{ key: couponId, actor: viewerId, bodyHash: bodyHashOf(order) },
    commandId: commandIdOf(viewerId, 'ReserveCoupon', couponId, key),
  })
  assert.equal(first.status, 'accepted')
  await fails(409, 'coupon-used-up', 'POST', '/v1/orders', await as('viewer 37'), order)
  const again = await call('POST', '/v1/orders', { ...(await as('viewer 36')), 'idempotency-key': key }, order)
  assert.equal(again.status, 201)
  const [placed] = await eventsOf(again.body.orderId)
  assert.ok(placed?.type === 'OrderPlaced' && placed.amount === 800n)
})

const wrong: readonly object[] = [
  { code: 'two words' },
  { code: 'X', percent: 0 },
  { code: 'X', percent: 10, amount: 5, currency: 'EUR' },
  { code: 'X', percent: undefined },
  { code: 'X', percent: undefined, amount: 5 },
  { code: 'X', percent: undefined, amount: 5, currency: 'EUX' },
  { code: 'X', most: 0 },
  { code: 'X', mostPerPerson: 101 },
  { code: 'X', closesAt: '2020-01-01T00:00:00.000Z', opensAt: '2021-01-01T00:00:00.000Z' },
  { code: 'X', closesAt: 'soon' },
]
test('a coupon that cannot be is refused, and there is none', async () => {
  for (const part of wrong)
    await fails(400, 'invalid-request', 'POST', '/v1/coupons', await as('seller'), { ...coupon, ...part })
  await made('X')
})

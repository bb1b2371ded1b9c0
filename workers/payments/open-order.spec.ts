// Which orders the worker still has to do with, by hand and by a book that is closed and opened again.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { StaleStore } from '../../runtime/index.ts'
import { openJobBook, type Told } from './job-book.ts'
import { foldOrder, type OpenOrder, type OrderEvent } from './open-order.ts'

const ids = { viewerId: 'viewer', orderId: 'order' }
const meta = { partition: 3, simulated: true, position: 'commerce/3@1' }
const placed = (orderId = 'order'): OrderEvent => ({
  type: 'OrderPlaced',
  at: 1_000,
  ...ids,
  orderId,
  filmId: 'film',
  sellerId: 'seller',
  kind: 'BUY',
  offerId: 'offer',
  offerVersion: 1,
  amount: 399n,
  currency: 'EUR',
  startWithin: null,
  watchWithin: null,
  refundWithin: null,
  licenceVersion: '2026-11',
  ...{ quality: null, territory: null, availableFrom: null, couponId: null, discount: null, discountBy: null },
  ...{ sellerShare: 7_000, taxRate: null, taxCountry: null },
  provider: 'sandbox',
  customerId: null,
  saveCard: false,
  paymentMethod: 'pm_success',
})
const attached = (orderId = 'order'): OrderEvent => ({
  type: 'PaymentAttached',
  at: 2_000,
  ...ids,
  orderId,
  paymentId: 'p',
})
const expired = (at = 3_000, orderId = 'order'): OrderEvent => ({
  ...{ type: 'OrderExpired', couponId: null },
  at,
  ...ids,
  orderId,
  filmId: 'film',
})
const noticed: OrderEvent = {
  ...{ type: 'PaymentUpdateNoticed', at: 3_000, ...ids, providerEventId: 'evt' },
  ...{ provider: null, paymentId: null },
}

const fold = (...events: OrderEvent[]) =>
  events.reduce<OpenOrder | undefined>((order, event) => foldOrder(order, event, meta), undefined)

test('an order is open from its placing to its payment', () => {
  const open = fold(placed())
  assert.deepEqual([open?.status, open?.paymentId, open?.placedAt, open?.amount], ['open', null, 1_000, 399n])
  assert.deepEqual([open?.partition, open?.simulated], [3, true])
  assert.equal(fold(placed(), attached(), noticed)?.paymentId, 'p')
  const action: OrderEvent = {
    type: 'PaymentActionRequired',
    at: 2_000,
    ...ids,
    paymentId: 'p',
    actionUrl: 'https://b',
  }
  assert.equal(fold(placed(), attached(), action)?.actionUrl, 'https://b')
})

test('ended without a payment it is forgotten; with one it is watched, lest money comes', () => {
  assert.equal(fold(placed(), expired()), undefined)
  assert.equal(fold(placed(), attached(), expired())?.status, 'over')
  assert.equal(fold(placed(), attached(), expired(), noticed)?.status, 'over')
})

const folder = () => mkdtempSync(join(tmpdir(), 'matinee-book-'))
const told = (...events: OrderEvent[]): readonly Told[] => events.map((event) => ({ event, meta }))
const batch = (from: bigint | undefined, next: bigint) => ({ topic: 'commerce', partition: 3, from, next })

test('the book keeps orders and position together, over a restart', (t) => {
  const dir = folder()
  t.after(() => rmSync(dir, { recursive: true }))
  const first = openJobBook(join(dir, 'book'))
  first.apply(batch(undefined, 3n), told(placed('a'), placed('b'), attached('a')))
  assert.throws(() => first.apply(batch(1n, 4n), told(placed('c'))), StaleStore)
  first.close()

  const book = openJobBook(join(dir, 'book'))
  assert.equal(book.position('commerce', 3), 3n)
  assert.deepEqual(
    book.open(3).map((job) => [job.jobId, job.kind === 'order' && job.paymentId]),
    [
      ['a', 'p'],
      ['b', null],
    ],
  )
  assert.deepEqual(book.open(30), [])
  book.apply(batch(3n, 5n), told(expired(3_000, 'a'), expired(3_000, 'b')))
  const over = book.get('a')
  assert.deepEqual([book.open(3).length, over?.kind === 'order' && over.status, book.get('b')], [0, 'over', undefined])
  const week = 7 * 86_400_000
  book.apply(batch(5n, 7n), told(placed('c'), expired(3_001 + week, 'c')))
  assert.equal(book.get('a'), undefined)
  book.close()
})

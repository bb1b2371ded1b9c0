// Sales and refunds reach the real decider of sellers, once each, and are numbered, on the log in memory.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { couponsDecider } from '../../domain/coupons/decider.ts'
import { sellersDecider } from '../../domain/sellers/decider.ts'
import { sellerOfRecord } from '../../domain/sellers/rules.ts'
import { createLogger } from '../../platform/logger.ts'
import { happeningsOn, id } from '../../projectors/happening.ts'
import { eventually } from '../../runtime/eventually.ts'
import {
  deciderRoom,
  happened,
  idOf,
  type Log,
  memoryCodec,
  memoryLog,
  openCommands,
  runProcess,
  topicsOf,
} from '../../runtime/index.ts'
import type { CouponsEvent } from '../../schemas/generated/types/coupons.ts'
import type { SellersEvent } from '../../schemas/generated/types/sellers.ts'
import { bookkeeping } from './process.ts'

const partitions = 2
const codec = memoryCodec()
const log = memoryLog()
const logger = createLogger('bookkeeping', 'silent')
const folder = mkdtempSync(join(tmpdir(), 'matinee-bookkeeping-'))
const { happen } = happeningsOn(log, codec, partitions)
const told: (SellersEvent | CouponsEvent)[] = []
const endings: (() => Promise<unknown>)[] = []

const keepBooks = async (over: Partial<Log> = {}) => {
  const fast = { backoff: { first: 1, most: 2 }, lookEvery: 5 }
  const running = await runProcess({ log: { ...log, ...over }, codec, process: bookkeeping, logger, ...fast })
  endings.unshift(running.stop)
}

before(async () => {
  await log.createTopics(topicsOf(partitions))
  const own = {
    log,
    codec,
    deciders: [sellersDecider, couponsDecider],
    stateDir: folder,
    partitions,
    installation: 'spec',
    logger,
  }
  const room = await deciderRoom(own as never)
  await room.ready
  endings.push(room.stop)
  await log.tail(
    ['sellers', 'coupons'],
    () => 0n,
    (records) => {
      for (const record of records)
        if (record.headers['stream-version']) told.push(happened(codec, record).event as SellersEvent | CouponsEvent)
    },
  )
  await keepBooks()
})
after(async () => {
  for (const end of endings) await end()
  rmSync(folder, { recursive: true })
})

const at = Date.UTC(2026, 10, 1)
const day = 86_400_000
const ids = (n: number) => ({
  ...{ viewerId: id('viewer', n), orderId: id('order', n), filmId: id('film'), sellerId: id('seller') },
})
const shares = {
  taxAmount: 207n,
  taxCountry: 'DE',
  taxRate: 1_900,
  sellerAmount: 764n,
  heldUntil: at + 14 * day,
} as const
const taken = (n: number) =>
  ({
    type: 'PaymentTaken',
    couponId: null,
    kind: 'BUY',
    ...{ at, ...ids(n), paymentId: 'pi', amount: 1299n, currency: 'EUR' },
    ...shares,
  }) as const
const back = (n: number, amount: bigint, sellerAmount: bigint) =>
  ({
    type: 'OrderRefunded',
    ...{ at: at + day, ...ids(n), refundId: null, providerRefundId: null, amount, total: amount },
    ...{ currency: 'EUR', ...shares, sellerAmount },
  }) as const
const of = <T extends (typeof told)[number]['type']>(type: T) =>
  told.filter((event): event is Extract<(typeof told)[number], { type: T }> => event.type === type)

test('a sale is credited, held until its time is over; what goes back is debited from it', async () => {
  await happen([taken(1), back(1, 650n, 382n)])
  await eventually('both are told', () => of('RefundDebited').length === 1)
  const { orderId, filmId, sellerId } = ids(1)
  const sale = { sellerId, orderId, filmId, currency: 'EUR', availableAt: at + 14 * day }
  const plain = (event: object | undefined) => ({ ...event, at: 0 })
  assert.deepEqual(plain(of('SaleCredited')[0]), { type: 'SaleCredited', at: 0, ...sale, amount: 764n })
  assert.deepEqual(plain(of('RefundDebited')[0]), {
    ...{ type: 'RefundDebited', at: 0, ...sale, amount: 382n, wasHeld: true },
  })
})

test('an order from before there were shares reaches nobody; read again, all is as it was', async () => {
  const old = { taxAmount: null, taxCountry: null, taxRate: null, sellerAmount: null, heldUntil: null }
  await happen([{ ...taken(2), ...old }, taken(3)])
  await eventually('the later one is told', () => of('SaleCredited').length === 2)
  // A group that nobody knows begins at the first record.
  await keepBooks({ subscribe: (group, topics, handler) => log.subscribe(`${group}-again`, topics, handler) })
  await happen([taken(4)])
  await eventually('the last one is told', () => of('SaleCredited').some(({ orderId }) => orderId === ids(4).orderId))
  assert.deepEqual(
    of('SaleCredited')
      .map(({ orderId }) => orderId)
      .sort(),
    [1, 3, 4].map((n) => ids(n).orderId).sort(),
  )
  assert.equal(of('RefundDebited').length, 1)
})

test('a period of a subscription is billed in the same row of numbers; what was not wanted is not', async () => {
  const about = { at, viewerId: id('viewer', 9), subscriptionId: id('subscription'), currency: 'EUR' }
  const period = { planId: id('plan'), periodStart: at, periodEnd: at + 30 * day, amount: 799n, ...about }
  const tax = { taxAmount: 128n, taxCountry: 'DE', taxRate: 1_900 }
  const unwanted = {
    provider: 'sandbox',
    reason: 'CANCELLED',
    amount: 799n,
    invoiceId: 'in-2',
    paymentId: 'pi-2',
  } as const
  await happen([
    { type: 'SubscriptionChargeUnwanted', ...about, ...unwanted },
    { type: 'SubscriptionPeriodPaid', ...period, ...tax, planVersion: 1, invoiceId: 'in-1', paymentId: 'pi-1' },
  ])
  await eventually('it is billed', () => of('SubscriptionBilled').length === 1)
  const [{ number, amount, taxAmount, subscriptionId } = {}] = of('SubscriptionBilled')
  await eventually('all others are invoiced', () => of('InvoiceIssued').length === 5)
  const numbers = [...of('InvoiceIssued').map((one) => one.number), number]
  assert.deepEqual(
    numbers.sort((a, b) => Number(a) - Number(b)),
    [1, 2, 3, 4, 5, 6],
  )
  assert.deepEqual([amount, taxAmount, subscriptionId], [799n, 128n, id('subscription')])
})

test('all of it is invoiced on one key, without a gap, whether or not sellers had a share', async () => {
  await eventually('each has its invoice', () => of('InvoiceIssued').length === 5)
  assert.equal(sellerOfRecord, idOf('seller of record'))
  assert.ok(of('InvoiceIssued').every(({ sellerId }) => sellerId === sellerOfRecord))
  assert.deepEqual(
    [...of('InvoiceIssued'), ...of('SubscriptionBilled')].map(({ number }) => number).sort(),
    [1, 2, 3, 4, 5, 6],
  )
  const refunds = of('InvoiceIssued').filter(({ kind }) => kind === 'REFUND')
  assert.deepEqual(
    refunds.map(({ orderId, amount }) => [orderId, amount]),
    [[ids(1).orderId, 650n]],
  )
})

test('a coupon is held with its order, used when that is paid, free when it is not; told again, it stays so', async () => {
  const couponId = id('coupon')
  const terms = {
    ...{ couponId, code: 'SPEC', makerId: id('seller'), sellerId: id('seller'), percent: 20 },
    amount: null,
  }
  const bounds = {
    currency: null,
    most: 9,
    mostPerPerson: 9,
    opensAt: 0,
    closesAt: at + 99_999 * day,
    kinds: [],
    filmIds: [],
  }
  const commands = await openCommands({ log, codec, contexts: ['coupons'], partitions, logger })
  endings.unshift(() => commands.close())
  const create = { type: 'CreateCoupon', ...terms, ...bounds }
  const made = await commands.submit('coupons', create, {
    ...{ key: couponId, commandId: id('make it'), bodyHash: '', actor: '' },
  })
  assert.equal(made.status, 'accepted')
  const placed = (n: number) => ({
    ...({ type: 'OrderPlaced', ...ids(n), kind: 'BUY', offerId: id('offer'), offerVersion: 1, amount: 800n } as const),
    ...{ currency: 'EUR', startWithin: null, watchWithin: null, refundWithin: null, quality: null, territory: null },
    ...({ availableFrom: null, licenceVersion: null, couponId, discount: 199n, discountBy: 'SELLER' } as const),
    ...{
      sellerShare: 7_000,
      taxRate: null,
      taxCountry: null,
      provider: 'sandbox',
      paymentMethod: 'pm',
      customerId: null,
      saveCard: false,
    },
  })
  const { filmId } = ids(0)
  await happen([
    ...[11, 12, 13].map(placed),
    { ...taken(11), couponId },
    { type: 'PaymentFailed', ...ids(12), filmId, paymentId: null, reason: 'card-declined', couponId },
    { type: 'OrderExpired', ...ids(13), filmId, couponId },
  ])
  const uses = () =>
    ['CouponHeld', 'CouponUsed', 'CouponReleased'].map((type) =>
      of(type as 'CouponHeld')
        .map(orderOf)
        .sort(),
    )
  const orderOf = ({ orderId }: { orderId: string }) => orderId
  const [first, second, third] = [11, 12, 13].map((n) => ids(n).orderId)
  const all = [[first, second, third].sort(), [first], [second, third].sort()]
  await eventually('all three have ended', () => of('CouponUsed').length + of('CouponReleased').length === 3)
  assert.deepEqual(uses(), all)
  await keepBooks({ subscribe: (group, topics, handler) => log.subscribe(`${group}-anew`, topics, handler) })
  await happen([{ ...placed(14) }])
  await eventually('the last one is held', () => of('CouponHeld').length === 4)
  assert.deepEqual(uses().slice(1), all.slice(1))
})

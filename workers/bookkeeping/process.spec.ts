// Sales and refunds reach the real decider of sellers, once each, and are numbered, on the log in memory.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sellersDecider } from '../../domain/sellers/decider.ts'
import { createLogger } from '../../platform/logger.ts'
import { happeningsOn, id } from '../../projectors/happening.ts'
import { eventually } from '../../runtime/eventually.ts'
import { deciderRoom, happened, type Log, memoryCodec, memoryLog, runProcess, topicsOf } from '../../runtime/index.ts'
import type { SellersEvent } from '../../schemas/generated/types/sellers.ts'
import { bookkeeping, sellerOfRecord } from './process.ts'

const partitions = 2
const codec = memoryCodec()
const log = memoryLog()
const logger = createLogger('bookkeeping', 'silent')
const folder = mkdtempSync(join(tmpdir(), 'matinee-bookkeeping-'))
const { happen } = happeningsOn(log, codec, partitions)
const told: SellersEvent[] = []
const endings: (() => Promise<unknown>)[] = []

const keepBooks = async (over: Partial<Log> = {}) => {
  const fast = { backoff: { first: 1, most: 2 }, lookEvery: 5 }
  const running = await runProcess({ log: { ...log, ...over }, codec, process: bookkeeping, logger, ...fast })
  endings.unshift(running.stop)
}

before(async () => {
  await log.createTopics(topicsOf(partitions))
  const own = { log, codec, deciders: [sellersDecider], stateDir: folder, partitions, installation: 'spec', logger }
  const room = await deciderRoom(own as never)
  await room.ready
  endings.push(room.stop)
  await log.tail(
    ['sellers'],
    () => 0n,
    (records) => {
      for (const record of records)
        if (record.headers['stream-version']) told.push(happened(codec, record).event as SellersEvent)
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
const of = <T extends SellersEvent['type']>(type: T) =>
  told.filter((event): event is Extract<SellersEvent, { type: T }> => event.type === type)

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

// Random histories of money through the real deciders, bookkeeping and handlers, and the same money reckoned
// independently from the provider's side: equal to the minor unit, per seller and currency.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accounts } from '../../projectors/accounts/handlers.ts'
import { ledger } from '../../projectors/ledger/handlers.ts'
import { sellerFunds } from '../../projectors/seller-funds/handlers.ts'
import { type Happened, memoryCodec, projectionSpec } from '../../runtime/index.ts'
import { booksOf, statementsOf, sumsOf, withoutNothing } from './books.ts'
import { currencies, type History, live, sellers, steps } from './history.ts'
import { reckon } from './reckoning.ts'
import { addUp } from './statement-rows.ts'

const numRuns = Number(process.env.MATINEE_PROOF_HISTORIES ?? 1_000)
const byCurrency = (_: string, currency: string) => currency
const byName = (rest: string, currency: string) => `${rest} ${currency}`
const seen = new Set<string>()

/** The house's books against the reckoning, as both stand now. */
const agree = ({ world, provider, sales }: History): void => {
  const books = booksOf(world.happened)
  const reckoned = reckon(provider, sales)
  const own = (name: string) => sumsOf(books, `seller_${name}:`, byName, -1n)
  const both = { pending: own('pending'), available: own('available') }
  const owed = withoutNothing(reckoned.owed)

  assert.deepEqual(sumsOf(books, 'psp_clearing', byCurrency), withoutNothing(reckoned.cash))
  assert.deepEqual(sumsOf(books, 'dispute_reserve', byCurrency), withoutNothing(reckoned.reserve))
  assert.deepEqual(sumsOf(books, 'platform_revenue', byCurrency, -1n), withoutNothing(reckoned.platform))
  assert.deepEqual(sumsOf(books, 'tax_payable:', byName, -1n), withoutNothing(reckoned.tax))
  for (const empty of ['sellers_transit', 'payouts_transit', 'unallocated'])
    assert.deepEqual(sumsOf(books, empty, byName), {})

  const invoiced: Record<string, bigint> = {}
  for (const { event } of world.happened) {
    seen.add(event.type === 'RefundDebited' ? `RefundDebited ${event.wasHeld}` : event.type)
    if (event.type !== 'InvoiceIssued') continue
    const amount = event.kind === 'SALE' ? event.amount : -event.amount
    invoiced[event.currency] = (invoiced[event.currency] ?? 0n) + amount
  }
  for (const currency of currencies) {
    const { amount, gone } = totalOf(provider, currency)
    assert.equal(invoiced[currency] ?? 0n, amount - gone, `invoices and credit notes in ${currency}`)
  }

  for (const sellerId of sellers) {
    const months = statementsOf(books, sellerId, Date.UTC(2026, 10), world.now())
    for (const currency of currencies) {
      const key = `${sellerId} ${currency}`
      const row = books.funds.get(key)
      assert.equal((both.pending[key] ?? 0n) + (both.available[key] ?? 0n), owed[key] ?? 0n, `ledger: ${key}`)
      assert.equal(row?.held ?? 0n, both.pending[key] ?? 0n, `held: ${key}`)
      assert.equal(row?.available ?? 0n, both.available[key] ?? 0n, `available: ${key}`)
      assert.equal(row?.onTheWay ?? 0n, 0n)
      const days = Object.values(row?.days ?? {}).reduce((sum, one) => sum + BigInt(one), 0n)
      assert.equal(days, row?.held ?? 0n, `by the day: ${key}`)

      const told = addUp(months, currency)
      assert.equal(told.closing, owed[key] ?? 0n, `statement: ${key}`)
      const arrived = provider.transfers.reduce(
        (sum, one) => (one.sellerId === sellerId && one.currency === currency ? sum + one.amount : sum),
        0n,
      )
      assert.equal(told.payout + told['payout-failed'], -arrived, `paid out: ${key}`)
    }
  }
}

test('the books agree with what the provider took, gave back and paid out, and with the statements', () =>
  fc.assert(
    fc.property(steps, (all) => {
      const history = live(all)
      agree(history)
      history.payAll()
      agree(history)
      for (const [key, owed] of Object.entries(reckon(history.provider, history.sales).owed))
        assert.ok(owed <= 0n, `${key}: ${owed} were not paid`)
    }),
    { numRuns },
  ))

const totalOf = ({ payments }: History['provider'], currency: string) => {
  const those = payments.filter((one) => one.currency === currency)
  const lost = ({ disputes }: (typeof those)[number]) =>
    disputes.reduce((sum, one) => (one.status === 'lost' ? sum + one.amount : sum), 0n)
  return {
    amount: those.reduce((sum, one) => sum + one.amount, 0n),
    gone: those.reduce((sum, one) => sum + one.refunded + lost(one), 0n),
  }
}

test('every transaction is zero, and the balances are the fold of its entries', () =>
  fc.assert(
    fc.property(steps, (all) => {
      const books = booksOf(live(all).world.happened)
      const balances: Record<string, bigint> = {}
      for (const { accounts, amounts, currency } of books.ledger.values()) {
        assert.equal(
          amounts.reduce((sum, one) => sum + one, 0n),
          0n,
        )
        accounts.forEach((account, i) => {
          const key = `${account} ${currency}`
          balances[key] = (balances[key] ?? 0n) + (amounts[i] ?? 0n)
        })
      }
      const folded = [...books.accounts].map(([key, { balance }]) => [key, balance])
      assert.deepEqual(Object.fromEntries(folded), balances)
    }),
    { numRuns: 300 },
  ))

const inFull = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
const inOrder = (rows: ReadonlyMap<string, object>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1))

/** As bytes on the log and back. */
const replayed = (codec: ReturnType<typeof memoryCodec>, happened: readonly Happened[]): readonly Happened[] =>
  happened.map(({ event, meta }) => {
    const decoded = codec.decode(codec.encode(event.type, event))
    return { meta, event: { ...decoded, at: meta.occurredAt } as Happened['event'] }
  })

test('read again from the start, from the bytes on the log, the books are the same bytes', async () => {
  const codec = memoryCodec()
  await codec.prepare()
  const bytes = (happened: readonly Happened[]) =>
    Buffer.from(JSON.stringify(Object.values(booksOf(happened)).map(inOrder), inFull))
  fc.assert(
    fc.property(steps, (all) => {
      const { happened } = live(all).world
      const first = bytes(happened)
      assert.ok(bytes(live(all).world.happened).equals(first), 'the same history')
      assert.ok(bytes(replayed(codec, happened)).equals(first), 'the same log')
    }),
    { numRuns: 100 },
  )
})

test('what is delivered twice is booked once', () =>
  fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { happened } = live(all).world
      for (const projection of [ledger, accounts, sellerFunds] as readonly (typeof ledger)[]) {
        const those = happened.filter(({ event }) => projection.names.has(event.type))
        const rows = booksOf(happened)[nameOf(projection.name)]
        const given = those.map(({ event, meta: { eventId, key } }) => ({ event, meta: { eventId, key } }))
        await projectionSpec(projection)
          .given(...given)
          .then(Object.fromEntries(rows) as never)
      }
    }),
    { numRuns: 25 },
  ))

const nameOf = (projection: string): 'ledger' | 'accounts' | 'funds' =>
  projection === 'seller_funds' ? 'funds' : (projection as 'ledger' | 'accounts')

test('the histories have everything in them', () => {
  const wanted = [
    ...['OrderPlaced', 'PaymentFailed', 'PaymentTaken', 'OrderRefunded', 'RefundFailed', 'EntitlementRevoked'],
    ...['DisputeOpened', 'DisputeWon', 'DisputeLost', 'SaleCredited', 'RefundDebited true', 'RefundDebited false'],
    ...['FundsReleased', 'PayoutRequested', 'PayoutMade', 'PayoutFailed', 'InvoiceIssued'],
  ]
  assert.deepEqual(
    wanted.filter((one) => !seen.has(one)),
    [],
  )
})

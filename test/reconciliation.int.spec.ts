// The payment provider's day against the ledger, on the whole product: what happened behind our back, and what is missing
// there, are both named; the fees are booked once.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { dayOf } from '../domain/sellers/rules.ts'
import { eventually } from '../start/client/api.ts'
import { loggedIn } from '../start/demo/people.ts'
import { sandboxPayments } from '../workers/payments/sandbox.ts'
import { runningApp } from './app.ts'
import { bought, filmInStore, newPerson } from './given-film.ts'

type Difference = Readonly<{ kind: string; reference: string; provider: number | null; ledger: number | null }>
type Currency = Readonly<{
  currency: string
  provider: number
  ledger: number
  difference: number
  fees: number
  differences: readonly Difference[]
}>
type Day = Readonly<{ day: string; askedBy: string | null; endedAt: string | null; currencies: readonly Currency[] }>

const app = await runningApp({ name: 'reconciliation' })
after(() => app.stop())
const operator = await loggedIn(app.url, app.people.operator)
const seller = await loggedIn(app.url, app.people.seller)
const viewer = await newPerson(app.url, 'viewer')
const { MATINEE_PAYMENTS_URL: bank = '', MATINEE_PAYMENTS_KEY: apiKey = '' } = app.env
const payments = sandboxPayments({ url: bank, apiKey })
const today = () => dayOf(Date.now())

const days = async () => (await operator.get<{ items: Day[] }>('/v1/operator/reconciliations')).items
const comparedToday = async (): Promise<Currency | undefined> => {
  const day = today()
  const before = (await days()).find((one) => one.day === day)?.endedAt
  await operator.post('/v1/operator/reconciliations', { day })
  const { currencies } = await eventually('today compared', 30_000, async () =>
    (await days()).find((one) => one.day === day && one.endedAt !== null && one.endedAt !== before),
  )
  return currencies.find(({ currency }) => currency === 'EUR')
}
const balanceOf = async (name: string) => {
  const { items } = await operator.get<{ items: { account: string; currency: string; balance: number }[] }>(
    '/v1/operator/accounts?limit=100',
  )
  return items.find(({ account, currency }) => account === name && currency === 'EUR')?.balance ?? 0
}

const film = await filmInStore(seller, 'Counted twice', 4)
const [own, rented] = [900, 300]
const feeOf = (amount: number) => Math.round(amount * 0.015) + 25

test('a day on which both say the same has no difference, and its fees are booked once', async () => {
  await bought(viewer, film)
  const agreed = { currency: 'EUR', provider: own, ledger: own, difference: 0, fees: feeOf(own), differences: [] }
  for (const _ of ['once', 'again']) {
    assert.deepEqual(
      { ...(await comparedToday()), banked: undefined, omitted: undefined },
      {
        ...agreed,
        ...{ banked: undefined, omitted: undefined },
      },
    )
    await eventually(
      'the fees are booked',
      10_000,
      async () => (await balanceOf('psp_fees')) === feeOf(own) || undefined,
    )
    assert.equal(await balanceOf('psp_clearing'), own - feeOf(own))
  }
})

test('a charge behind our back and one of ours that is missing there are both named', async () => {
  const [orderId, viewerId] = [randomUUID(), randomUUID()]
  const stray = await payments.create({
    orderId,
    viewerId,
    amount: 1_299n,
    currency: 'EUR',
    paymentMethod: 'pm_success',
  })
  await payments.confirm(stray.paymentId, 'http://shop.example')
  const missing = await forgottenThere(await bought(await newPerson(app.url, 'viewer'), film, 'rent'))
  const found = await comparedToday()
  const shown = found?.differences.map(({ kind, reference, provider, ledger }) => [kind, reference, provider, ledger])
  assert.deepEqual(
    shown?.toSorted(),
    [
      ['payment', missing, null, rented],
      ['payment', stray.paymentId, 1_299, null],
    ].toSorted(),
  )
  assert.deepEqual([found?.provider, found?.ledger, found?.difference], [own + 1_299, own + rented, 1_299 - rented])
})

test('the day before was compared by itself, as nobody asked', async () => {
  const yesterday = await eventually('a day that nobody asked for', 30_000, async () =>
    (await days()).find(({ askedBy, endedAt }) => askedBy === null && endedAt !== null),
  )
  assert.ok(yesterday.day < today())
  assert.deepEqual(yesterday.currencies, [])
})

/** The provider forgets the payment of an order that it took: a line of its own file is gone. Resolves to the payment. */
const forgottenThere = async (orderId: string): Promise<string> => {
  const [payment] = await payments.list(orderId)
  const file = new DatabaseSync(join(app.folder, 'sandbox.sqlite'), { timeout: 5_000 })
  const { changes } = file.prepare('delete from movement where source = ?').run(payment?.paymentId ?? '')
  file.close()
  assert.equal(changes, 1)
  return payment?.paymentId ?? ''
}

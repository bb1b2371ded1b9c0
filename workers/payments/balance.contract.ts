// What every provider must tell of the platform's balance: run by each adapter's int spec against a real server.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Movement, ProviderBalance } from './balance.ts'
import { type PaymentProvider, ProviderUnavailable } from './provider.ts'

export type BalanceContract = Readonly<{
  balance: () => ProviderBalance
  /** the same adapter for a port where nobody listens */
  unreachable: () => ProviderBalance
  /** undefined when the server keeps no state (stripe-mock): then only requests and shapes are checked */
  stateful: Readonly<{ payments: () => PaymentProvider }> | undefined
}>

const hour = 3_600_000

export const balanceContract = ({ balance, unreachable, stateful }: BalanceContract): void => {
  const lately = () => balance().movements(Date.now() - hour, Date.now() + hour)

  test('what moved is asked for and understood', async () => {
    for (const { reference, currency, feeCurrency, at } of await balance().movements(0, Date.now() + hour)) {
      assert.ok(reference.length > 0 && at > 0)
      for (const code of [currency, feeCurrency]) assert.match(code, /^[A-Z]{3}$/)
    }
    await assert.rejects(() => unreachable().movements(0, 1), ProviderUnavailable)
  })

  if (!stateful) return
  const { payments } = stateful
  const paid = async (amount: bigint, paymentMethod = 'pm_success') => {
    const order = { orderId: randomUUID(), viewerId: randomUUID(), amount, currency: 'USD', paymentMethod }
    const { paymentId } = await payments().create(order)
    await payments().confirm(paymentId, 'http://shop.example')
    return paymentId
  }
  const about = (all: readonly Movement[], reference: string) =>
    all.filter((one) => one.reference === reference).map(({ kind, amount }) => [kind, amount])

  test('each sum that came or went is one movement; what was not taken is none', async () => {
    const [taken, declined] = [await paid(1299n), await paid(500n, 'pm_declined')]
    const { providerRefundId } = await payments().refund(taken, { refundId: randomUUID(), amount: 300n })
    const all = await lately()
    assert.deepEqual(about(all, taken), [['payment', 1299n]])
    assert.deepEqual(about(all, providerRefundId), [['refund', -300n]])
    assert.deepEqual(about(all, declined), [])
    const fee = all.find(({ reference }) => reference === taken)?.fee ?? 0n
    assert.ok(fee > 0n && fee < 1299n)
    assert.deepEqual(about(await balance().movements(0, Date.now() - hour), taken), [])
  })

  test('more than fit into one answer are all told, once', async () => {
    const before = (await lately()).length
    for (let n = 0; n < 120; n += 1) await paid(100n)
    const all = (await lately()).map(({ reference, kind }) => `${reference} ${kind}`)
    assert.equal(all.length, before + 120)
    assert.equal(new Set(all).size, all.length)
  })
}

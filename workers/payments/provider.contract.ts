// What every payment provider must do: run by each adapter's int spec against a real server.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type PaymentOrder, type PaymentProvider, ProviderRefused, ProviderUnavailable } from './provider.ts'

/** By what they do; the tokens are the provider's. */
export type Cards = Readonly<{ good: string; declined: string; slow: string; authenticated: string }>

export type ProviderContract = Readonly<{
  provider: () => PaymentProvider
  /** the same adapter for a port where nobody listens */
  unreachable: () => PaymentProvider
  cards: Cards
  /** undefined when the server keeps no state (stripe-mock): then only requests and shapes are checked */
  stateful: { approve(url: string): Promise<unknown> } | undefined
}>

const orderWith = (paymentMethod: string): PaymentOrder => ({
  orderId: randomUUID(),
  viewerId: randomUUID(),
  amount: 399n,
  currency: 'EUR',
  paymentMethod,
})
const back = 'http://shop.example/orders/1'

export const providerContract = ({ provider, unreachable, cards, stateful }: ProviderContract): void => {
  test('a payment is made unconfirmed, for the order and its sum', async () => {
    const order = orderWith(cards.good)
    const made = await provider().create(order)
    assert.ok(made.paymentId.length > 0)
    assert.deepEqual([made.amount, made.currency], [399n, 'EUR'])
    if (!stateful) return
    assert.deepEqual([made.status, made.orderId, made.refunded], ['unconfirmed', order.orderId, 0n])
  })

  test('every call is understood', async () => {
    const { paymentId } = await provider().create(orderWith(cards.good))
    assert.equal((await provider().confirm(paymentId, back)).paymentId, paymentId)
    assert.equal((await provider().retrieve(paymentId)).paymentId, paymentId)
    assert.ok(
      (await provider().refund(paymentId, { refundId: randomUUID(), amount: 100n })).providerRefundId.length > 0,
    )
    assert.ok((await provider().refund(paymentId, { refundId: randomUUID() })).providerRefundId.length > 0)
    assert.ok(Array.isArray(await provider().refunds(paymentId)))
    assert.ok(Array.isArray(await provider().disputes(paymentId)))
    const other = await provider().create(orderWith(cards.good))
    assert.equal((await provider().cancel(other.paymentId)).paymentId, other.paymentId)
    assert.ok(Array.isArray(await provider().list(randomUUID())))
  })

  test('a provider that does not answer is unavailable, which is no refusal', async () => {
    const gone = unreachable()
    for (const call of [
      () => gone.create(orderWith(cards.good)),
      () => gone.confirm('pay_1', back),
      () => gone.retrieve('pay_1'),
      () => gone.cancel('pay_1'),
      () => gone.refund('pay_1', { refundId: 'r' }),
      () => gone.refunds('pay_1'),
      () => gone.list('order'),
    ])
      await assert.rejects(call, ProviderUnavailable)
  })

  if (stateful) statefulContract(provider, cards, stateful.approve)
}

const statefulContract = (
  provider: () => PaymentProvider,
  cards: Cards,
  approve: (url: string) => Promise<unknown>,
): void => {
  const confirmed = async (card: string) => {
    const { paymentId } = await provider().create(orderWith(card))
    return provider().confirm(paymentId, back)
  }

  test('the same order is the same payment, whoever asks', async () => {
    const order = orderWith(cards.good)
    const both = await Promise.all([provider().create(order), provider().create(order)])
    const later = await provider().create(order)
    assert.equal(new Set([...both, later].map((one) => one.paymentId)).size, 1)
    assert.equal((await provider().list(order.orderId)).length, 1)
  })

  test('confirmed twice it is taken once', async () => {
    const { paymentId } = await confirmed(cards.good)
    const again = await provider().confirm(paymentId, back)
    assert.deepEqual([again.status, again.amount, again.refunded], ['taken', 399n, 0n])
  })

  test('a declined card takes nothing and says why', async () => {
    const declined = await confirmed(cards.declined)
    assert.deepEqual([declined.status, declined.status === 'failed' && declined.reason], ['failed', 'card-declined'])
    assert.notEqual((await provider().cancel(declined.paymentId)).status, 'taken')
  })

  test('a slow one is processing, then taken', async () => {
    const { status, paymentId } = await confirmed(cards.slow)
    assert.equal(status, 'processing')
    const end = Date.now() + 60_000
    while ((await provider().retrieve(paymentId)).status !== 'taken') {
      assert.ok(Date.now() < end, 'never taken')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })

  test('one that must be approved is taken once it is', async () => {
    const asked = await confirmed(cards.authenticated)
    assert.ok(asked.status === 'action-required')
    await approve(asked.url)
    assert.equal((await provider().retrieve(asked.paymentId)).status, 'taken')
  })

  test('cancelled it is never taken; taken it is not cancelled', async () => {
    const open = await provider().create(orderWith(cards.good))
    assert.equal((await provider().cancel(open.paymentId)).status, 'cancelled')
    assert.equal((await provider().cancel(open.paymentId)).status, 'cancelled')
    assert.equal((await provider().confirm(open.paymentId, back)).status, 'cancelled')
    const taken = await confirmed(cards.good)
    assert.equal((await provider().cancel(taken.paymentId)).status, 'taken')
  })

  test('a refund is made once per id, and never exceeds the payment', async () => {
    const { paymentId } = await confirmed(cards.good)
    const [first, again] = [
      await provider().refund(paymentId, { refundId: 'a', amount: 100n }),
      await provider().refund(paymentId, { refundId: 'a', amount: 100n }),
    ]
    assert.deepEqual(first, again)
    await assert.rejects(() => provider().refund(paymentId, { refundId: 'b', amount: 300n }), ProviderRefused)
    assert.equal((await provider().refund(paymentId, { refundId: 'c' })).amount, 299n)
    assert.equal((await provider().retrieve(paymentId)).refunded, 399n)
    assert.deepEqual(
      (await provider().refunds(paymentId)).map(({ refundId, amount, status }) => [refundId, amount, status]),
      [
        ['c', 299n, 'made'],
        ['a', 100n, 'made'],
      ],
    )
  })

  test('what the provider does not take is a refusal with a reason', async () => {
    await assert.rejects(
      () => provider().create({ ...orderWith(cards.good), amount: 0n, currency: '' }),
      (error) => error instanceof ProviderRefused && /^[a-z0-9-]+$/i.test(error.reason),
    )
  })

  test('what is not there is refused', async () => {
    await assert.rejects(() => provider().retrieve('pay_none'), ProviderRefused)
  })
}

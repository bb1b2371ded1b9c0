// What everybody who keeps cards must do: run by each adapter's int spec against a real server.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { CardKeeper } from './card-keeper.ts'
import { type PaymentProvider, ProviderRefused, ProviderUnavailable } from './provider.ts'

export type CardsContract = Readonly<{
  cards: () => CardKeeper
  payments: () => PaymentProvider
  /** the same adapter for a port where nobody listens */
  unreachable: () => CardKeeper
  /** what its server knows as a good card */
  good: () => Promise<string>
  /** false when the server keeps no state (stripe-mock): then only requests and shapes are checked */
  stateful: boolean
}>

export const cardsContract = ({ cards, payments, unreachable, good, stateful }: CardsContract): void => {
  const paid = async (part: object = { saveCard: true }): Promise<string> => {
    const order = { orderId: randomUUID(), viewerId: randomUUID(), amount: 399n, currency: 'EUR' }
    const { paymentId } = await payments().create({ ...order, paymentMethod: await good(), ...part })
    const { status } = await payments().confirm(paymentId, 'http://shop.example/orders/1')
    if (stateful) assert.equal(status, 'taken')
    return paymentId
  }

  test('a card that paid is kept, shown by four digits, and forgotten', async () => {
    const customerId = await cards().openCustomer(randomUUID())
    const { token, brand, lastFour, expires } = await cards().keep(await paid(), customerId)
    assert.ok(token.length > 0 && brand.length > 0)
    assert.match(lastFour, /^\d{4}$/)
    assert.match(expires, /^\d{4}-(0[1-9]|1[0-2])$/)
    await cards().remove(token)
    await cards().forget(customerId)
  })

  test('who keeps cards and does not answer is unavailable', async () => {
    const gone = unreachable()
    for (const call of [
      () => gone.openCustomer('viewer'),
      () => gone.keep('pay_1', 'cus_1'),
      () => gone.remove('card_1'),
      () => gone.forget('cus_1'),
    ])
      await assert.rejects(call, ProviderUnavailable)
  })

  if (!stateful) return

  test('told again it is the same card, and it pays for its customer', async () => {
    const [customerId, paymentId] = [await cards().openCustomer(randomUUID()), await paid()]
    const card = await cards().keep(paymentId, customerId)
    assert.deepEqual(await cards().keep(paymentId, customerId), card)
    await paid({ paymentMethod: card.token, customerId })
  })

  test('what is gone may be removed and forgotten again', async () => {
    const customerId = await cards().openCustomer(randomUUID())
    const { token } = await cards().keep(await paid(), customerId)
    for (let times = 0; times < 2; times++) {
      await cards().remove(token)
      await cards().forget(customerId)
    }
    const other = await paid()
    await assert.rejects(() => cards().keep(other, customerId), ProviderRefused)
  })
}

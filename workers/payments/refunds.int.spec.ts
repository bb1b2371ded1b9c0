// Money on its way back, between a decider and the real sandbox server: once, whatever is lost, and found when we did not ask.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Service } from '../../platform/service.ts'
import { type PaymentProvider, ProviderUnavailable } from './provider.ts'
import { type House, memoryHouse, type Placed } from './spec-house.ts'

let house: House
let worker: Service | undefined
before(async () => {
  house = await memoryHouse()
  worker = await house.startWorker()
})
after(() => house.stop())

const paid = async (): Promise<Placed> => {
  const placed = await house.place('pm_success')
  await house.told('EntitlementGranted', placed.orderId)
  return placed
}

const refundsOf = async ({ orderId }: Placed) => {
  const [payment] = await house.provider.list(orderId)
  return payment ? house.provider.refunds(payment.paymentId) : []
}

const assertBackOnce = async (placed: Placed): Promise<void> => {
  const { total } = await house.told('OrderRefunded', placed.orderId)
  await house.told('EntitlementRevoked', placed.orderId)
  assert.equal(total, 399n)
  assert.deepEqual(
    (await refundsOf(placed)).map(({ amount, status }) => [amount, status]),
    [[399n, 'made']],
  )
  const outcome = await house.play(placed)
  assert.deepEqual([outcome.status, outcome.status === 'refused' && outcome.problem], ['refused', 'not-entitled'])
}

test('what was never played is given back: the money once, then the film is gone', async () => {
  const placed = await paid()
  assert.equal((await house.giveBack(placed)).status, 'accepted')
  await assertBackOnce(placed)
})

test('while it is on its way it does not play, and the answer that was lost costs nothing', async (t) => {
  t.after(() => house.outage('off'))
  const placed = await paid()
  await house.outage('lose-answers')
  assert.equal((await house.giveBack(placed)).status, 'accepted')
  const outcome = await house.play(placed)
  assert.equal(outcome.status === 'refused' && outcome.problem, 'refund-pending')
  await house.outage('off')
  await assertBackOnce(placed)
})

test('a provider that forgets idempotency keys is not asked twice', async () => {
  const placed = await paid()
  await worker?.stop()
  let calls = 0
  /** Made, and the answer is lost; told again under another key, as if the first were forgotten. */
  const refund: PaymentProvider['refund'] = async (paymentId, asked) => {
    await house.provider.refund(paymentId, { ...asked, amount: 399n })
    calls++
    throw new ProviderUnavailable('the answer was lost')
  }
  const forgetful = { ...house.provider, refund }
  const other = await house.startWorker({ provider: forgetful, stateDir: join(house.folder, 'payments') })
  await house.giveBack(placed)
  await assertBackOnce(placed)
  assert.equal(calls, 1)
  await other.stop()
  worker = await house.startWorker()
})

test('what was given back at the provider is found by its webhook, a part or all of it', async () => {
  const placed = await paid()
  await house.refundAtProvider(placed.orderId, 100)
  const { refundId, amount } = await house.told('OrderRefunded', placed.orderId)
  assert.deepEqual([refundId, amount], [null, 100n])
  assert.equal((await house.play(placed)).status, 'accepted')
  await house.refundAtProvider(placed.orderId)
  await house.told('EntitlementRevoked', placed.orderId)
  const totals = house.of(placed.orderId).flatMap((event) => (event.type === 'OrderRefunded' ? [event.total] : []))
  assert.deepEqual(totals, [100n, 399n])
})

test('somebody at the provider was quicker: our refund fails, theirs is found, nothing goes back twice', async () => {
  const placed = await paid()
  await worker?.stop()
  await house.refundAtProvider(placed.orderId)
  assert.equal((await house.giveBack(placed)).status, 'accepted')
  worker = await house.startWorker()
  await house.told('RefundFailed', placed.orderId)
  await assertBackOnce(placed)
})

test('a payer disputes: it is told by webhook, the film plays on, and nothing is given back meanwhile', async () => {
  const placed = await paid()
  await house.dispute(placed.orderId)
  const { amount, reason } = await house.told('DisputeOpened', placed.orderId)
  assert.deepEqual([amount, reason], [399n, 'fraudulent'])
  const asked = await house.giveBack(placed)
  assert.equal(asked.status === 'refused' && asked.problem, 'disputed')
  assert.equal((await house.play(placed)).status, 'accepted')
  await house.endDispute(placed.orderId, 'won')
  await house.told('DisputeWon', placed.orderId)
  assert.equal((await house.play(placed)).status, 'accepted')
})

test('a dispute that is lost takes the film, as the money went', async () => {
  const placed = await paid()
  await house.dispute(placed.orderId)
  await house.told('DisputeOpened', placed.orderId)
  await house.endDispute(placed.orderId, 'lost')
  assert.equal((await house.told('DisputeLost', placed.orderId)).total, 399n)
  await house.told('EntitlementRevoked', placed.orderId)
  const outcome = await house.play(placed)
  assert.equal(outcome.status === 'refused' && outcome.problem, 'not-entitled')
})

test('one that was opened and lost while nobody listened is told whole', async () => {
  const placed = await paid()
  await worker?.stop()
  await house.dispute(placed.orderId, 100)
  await house.endDispute(placed.orderId, 'lost')
  worker = await house.startWorker()
  await house.told('DisputeLost', placed.orderId)
  const told = house.types(placed.orderId).filter((type) => type.startsWith('Dispute'))
  assert.deepEqual(told, ['DisputeOpened', 'DisputeLost'])
  assert.equal((await house.play(placed)).status, 'accepted')
})

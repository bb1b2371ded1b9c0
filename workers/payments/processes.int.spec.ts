// The worker as a process on real Kafka, killed in the middle of purchases: each ends in one charge and one grant.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Placed } from './spec-house.ts'
import { kafkaHouse } from './spec-kafka.ts'
import { openSandbox } from './spec-sandbox.ts'

const open = () => kafkaHouse('sandbox', openSandbox)
let house: Awaited<ReturnType<typeof open>>
before(async () => {
  house = await open()
})
after(() => house?.stop())

const allPaid = async (orders: readonly Placed[]) => {
  for (const placed of orders) {
    await house.told('EntitlementGranted', placed.orderId)
    await house.assertPaidOnce(placed)
  }
}

test('killed in the middle of purchases, and its store lost once: one charge and one grant each', async () => {
  const cards = ['pm_success', 'pm_delay', 'pm_success', 'pm_delay', 'pm_success', 'pm_success']
  const first = await house.startProcess()
  const orders = await Promise.all(cards.map((card) => house.place(card)))
  await Promise.any(orders.map(({ orderId }) => house.told('PaymentAttached', orderId)))
  await house.endProcess(first, 'SIGKILL')
  const meanwhile = await house.place('pm_success')
  const second = await house.startProcess()
  await allPaid([...orders, meanwhile])

  const later = await Promise.all(cards.map((card) => house.place(card)))
  await Promise.any(later.map(({ orderId }) => house.told('PaymentAttached', orderId)))
  await house.endProcess(second, 'SIGKILL')
  rmSync(house.state, { recursive: true })
  const third = await house.startProcess()
  await allPaid(later)
  assert.equal(await house.endProcess(third, 'SIGTERM'), 0)
})

test('two processes share the orders; a declined card gives nothing; 3-D Secure is asked once', async () => {
  const both = [await house.startProcess(), await house.startProcess(join(house.folder, 'other'))]
  const good = await Promise.all(Array.from({ length: 8 }, () => house.place('pm_success')))
  const bad = await house.place('pm_declined')
  const asked = await house.place('pm_3ds')
  await allPaid(good)
  assert.equal((await house.told('PaymentFailed', bad.orderId)).reason, 'card-declined')
  const { actionUrl } = await house.told('PaymentActionRequired', asked.orderId)
  await fetch(actionUrl, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
  await allPaid([asked])
  await Promise.all(both.map((child) => house.endProcess(child, 'SIGTERM')))
})

// The worker as a process on real Kafka, killed in the middle of purchases: each ends in one charge and one grant.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { createLogger } from '../../platform/logger.ts'
import { kafkaLog, type Log, registryCodec, topicsOf } from '../../runtime/index.ts'
import { freshInstallation } from '../../test/installation.ts'
import { type House, openHouse, type Placed } from './spec-house.ts'

let env: Record<string, string>
let log: Log
let house: House
const settings = { MATINEE_LOG_LEVEL: 'info', MATINEE_PUBLIC_URL: 'http://shop.example' }
const children = new Set<ChildProcess>()

before(async () => {
  env = await freshInstallation('payments')
  const installation = env.MATINEE_INSTALLATION ?? ''
  const partitions = Number(env.MATINEE_PARTITIONS ?? 4)
  const logger = createLogger('payments spec', 'silent')
  const topicPrefix = env.MATINEE_TOPIC_PREFIX ?? ''
  log = await kafkaLog({ brokers: env.MATINEE_KAFKA ?? '', clientId: 'spec', installation, topicPrefix, logger })
  await log.createTopics(topicsOf(partitions))
  const codec = await registryCodec({ url: env.MATINEE_REGISTRY ?? '' })
  await codec.prepare()
  house = await openHouse(log, codec, { partitions, installation })
})
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  await house?.stop()
  await log?.close()
})

/** Resolves when /readyz of the process says so; `state` is its folder, the installation's unless given. */
const startProcess = async (state = env.MATINEE_STATE ?? ''): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, ...env, ...house.env, ...settings, MATINEE_STATE: state },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /"url":"([^"]+)".*looks after orders/.exec(line)?.[1]
    if (!url) continue
    child.stdout.resume()
    const end = Date.now() + 60_000
    while (!(await fetch(`${url}/readyz`)).ok) {
      assert.ok(Date.now() < end, 'never ready')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return child
  }
  throw new Error('the worker ended before it was ready')
}

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
  const exited = once(child, 'exit') as Promise<[number | null]>
  child.kill(signal)
  return (await exited)[0]
}

const allPaid = async (orders: readonly Placed[]) => {
  for (const placed of orders) {
    await house.told('EntitlementGranted', placed.orderId)
    await house.assertPaidOnce(placed)
  }
}

test('killed in the middle of purchases, and its store lost once: one charge and one grant each', async () => {
  const cards = ['pm_success', 'pm_delay', 'pm_success', 'pm_delay', 'pm_success', 'pm_success']
  const first = await startProcess()
  const orders = await Promise.all(cards.map((card) => house.place(card)))
  await Promise.any(orders.map(({ orderId }) => house.told('PaymentAttached', orderId)))
  await end(first, 'SIGKILL')
  const meanwhile = await house.place('pm_success')
  const second = await startProcess()
  await allPaid([...orders, meanwhile])

  const later = await Promise.all(cards.map((card) => house.place(card)))
  await Promise.any(later.map(({ orderId }) => house.told('PaymentAttached', orderId)))
  await end(second, 'SIGKILL')
  rmSync(join(env.MATINEE_STATE ?? '', 'payments'), { recursive: true })
  const third = await startProcess()
  await allPaid(later)
  assert.equal(await end(third, 'SIGTERM'), 0)
})

test('two processes share the orders; a declined card gives nothing; 3-D Secure is asked once', async () => {
  const both = [await startProcess(), await startProcess(join(house.folder, 'other'))]
  const good = await Promise.all(Array.from({ length: 8 }, () => house.place('pm_success')))
  const bad = await house.place('pm_declined')
  const asked = await house.place('pm_3ds')
  await allPaid(good)
  assert.equal((await house.told('PaymentFailed', bad.orderId)).reason, 'card-declined')
  const { actionUrl } = await house.told('PaymentActionRequired', asked.orderId)
  await fetch(actionUrl, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' })
  await allPaid([asked])
  await Promise.all(both.map((child) => end(child, 'SIGTERM')))
})

// On Kafka, transactions ask once who coordinates them.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { Log } from '../log.ts'
import { specLog } from './spec-log.ts'

type Broker = {
  findGroupCoordinator(asked: { coordinatorType: number }): Promise<unknown>
}

/** kafkajs' own class, as every client of this process has it. */
const { prototype: broker } = createRequire(import.meta.url)('kafkajs/src/broker/index.js') as { prototype: Broker }

const at = { topic: 't', partition: 0 }
const record = { partition: 0, key: 'k', value: Buffer.from('v'), headers: {} }
const TRANSACTION = 1

const opened = async (log: Log) => {
  const writer = await log.transactional('one', at)
  return { ...writer, [Symbol.asyncDispose]: () => writer.close() }
}

test('one question for many transactions', async (t) => {
  await using kafka = await specLog('coordinators')
  const { log } = kafka
  await log.createTopics([{ topic: 't', partitions: 1, durable: false, settings: {} }])
  const { findGroupCoordinator: find } = broker
  t.after(() => Object.assign(broker, { findGroupCoordinator: find }))
  let asked = 0
  broker.findGroupCoordinator = function (about) {
    if (about.coordinatorType === TRANSACTION) asked++
    return find.call(this, about)
  }

  await using writer = await opened(log)
  const before = asked
  for (let i = 0; i < 10; i++) await writer.commit([record])
  assert.ok(before > 0)
  assert.equal(asked, before, 'it knows')
  assert.equal((await log.ends(at)).committed, (await log.ends(at)).end)
})

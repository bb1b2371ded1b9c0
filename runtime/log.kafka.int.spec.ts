// Kafka passes the contract of the log; throw-away groups are gone when they are closed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { eventually } from './eventually.ts'
import { kafkaClient } from './kafka/client.ts'
import { specLog } from './kafka/spec-log.ts'
import { logContract } from './log.contract.ts'

logContract('Kafka', async () => (await specLog('contract')).log)

test('reading on one’s own leaves no group behind', async (t) => {
  await using kafka = await specLog('groups')
  const { log, brokers, prefix } = kafka
  const admin = kafkaClient({
    brokers: brokers.split(','),
    clientId: 'groups',
    logger: pino({ level: 'silent' }),
  }).admin()
  await admin.connect()
  t.after(() => admin.disconnect())
  const groups = async () => (await admin.listGroups()).groups.filter(({ groupId }) => groupId.startsWith(prefix))

  await log.createTopics([{ topic: 't', partitions: 1, durable: false, settings: {} }])
  const appender = await log.appender()
  const record = { partition: 0, key: 'k', value: Buffer.from('v'), headers: {} }
  await appender.append('t', [record])
  const tail = await log.tail(['t'], 'end', () => undefined)
  await log.read({ topic: 't', partition: 0 }, 0n, 1n, () => undefined)
  assert.ok((await groups()).length >= 1, 'the tail is in a group')
  await Promise.all([tail.close(), appender.close()])
  await eventually('no group is left', async () => (await groups()).length === 0)
})

test('what is appended in one tick travels in one batch', async () => {
  await using kafka = await specLog('batches')
  const { log } = kafka
  const settings = { 'message.timestamp.type': 'LogAppendTime' }
  await log.createTopics([{ topic: 't', partitions: 1, durable: false, settings }])
  const appender = await log.appender()
  const record = { partition: 0, key: 'k', value: Buffer.from('v'), headers: {} }
  await appender.append('t', [record])
  await Promise.all(Array.from({ length: 200 }, () => appender.append('t', [record])))
  await appender.close()
  const times: number[] = []
  await log.read({ topic: 't', partition: 0 }, 1n, 201n, (list) => void times.push(...list.map((r) => r.timestamp)))
  // The broker stamps a batch, not a record.
  assert.deepEqual([times.length, new Set(times).size], [200, 1])
})

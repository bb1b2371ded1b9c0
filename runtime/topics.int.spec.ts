// Every topic stands on the broker as the catalogue wants it: read back by a client of its own (protocol 3, 22).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import kafkajs from 'kafkajs'
import { pino } from 'pino'
import { eventually } from './eventually.ts'
import { kafkaClient } from './kafka/client.ts'
import { type SpecLog, specLog } from './kafka/spec-log.ts'
import { WrongTopic } from './log.ts'
import { topicsOf } from './topics.ts'

const PARTITIONS = 3
const { TOPIC } = kafkajs.ConfigResourceTypes
let spec: SpecLog
let admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>
before(async () => {
  spec = await specLog('topics')
  admin = kafkaClient({
    brokers: spec.brokers.split(','),
    clientId: 'topics',
    logger: pino({ level: 'silent' }),
  }).admin()
  await admin.connect()
  await spec.log.createTopics(topicsOf(PARTITIONS))
})
after(async () => {
  await spec.log.close()
  await admin.disconnect()
})

const settingsOf = async (name: string): Promise<ReadonlyMap<string, string>> => {
  const resources = [{ type: TOPIC, name }]
  const answer = await admin.describeConfigs({ includeSynonyms: false, resources })
  const entries = answer.resources[0]?.configEntries ?? []
  return new Map(entries.map(({ configName, configValue }) => [configName, configValue]))
}
const settings = async (bare: string) => {
  const all = await settingsOf(`${spec.prefix}${bare}`)
  return (...names: string[]) => names.map((name) => all.get(name))
}

test('commands are never deleted by time and have the time of the log', async () => {
  const of = await settings('commands.commerce')
  assert.deepEqual(of('retention.ms', 'cleanup.policy', 'message.timestamp.type', 'flush.messages'), [
    '-1',
    'delete',
    'LogAppendTime',
    '1',
  ])
  assert.deepEqual(of('unclean.leader.election.enable'), ['false'])
})

test('events are kept for ever; those with money or people are flushed at each message', async () => {
  for (const topic of ['commerce', 'identity', 'catalogue', 'media'])
    assert.deepEqual((await settings(topic))('retention.ms', 'cleanup.policy'), ['-1', 'delete'], topic)
  assert.deepEqual((await settings('commerce'))('flush.messages'), ['1'])
  assert.deepEqual((await settings('identity'))('flush.messages'), ['1'])
  assert.notEqual((await settings('catalogue'))('flush.messages')[0], '1')
})

test('facts are kept for ever, replies for an hour, and of recommendations the newest', async () => {
  assert.deepEqual((await settings('playback'))('retention.ms'), ['-1'])
  assert.deepEqual((await settings('replies.commerce'))('retention.ms'), ['3600000'])
  assert.deepEqual((await settings('recommendations'))('cleanup.policy'), ['compact'])
})

test('the transaction log is flushed too, and is otherwise what the broker made it', async () => {
  const all = await settingsOf('__transaction_state')
  const names = ['flush.messages', 'cleanup.policy', 'compression.type', 'segment.bytes']
  assert.deepEqual(
    names.map((name) => all.get(name)),
    ['1', 'compact', 'uncompressed', '104857600'],
  )
})

test('every topic has the partitions of the installation', async () => {
  const { topics } = await admin.fetchTopicMetadata({ topics: topicsOf(PARTITIONS).map((t) => spec.prefix + t.topic) })
  for (const { name, partitions } of topics) assert.equal(partitions.length, PARTITIONS, name)
})

test('a setting that somebody changed is set back', async () => {
  const name = `${spec.prefix}commands.media`
  const configEntries = [{ name: 'retention.ms', value: '1000' }]
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: TOPIC, name, configEntries }],
  })
  await eventually('the change is there', async () => (await settingsOf(name)).get('retention.ms') === '1000')
  await spec.log.createTopics(topicsOf(PARTITIONS))
  assert.deepEqual((await settings('commands.media'))('retention.ms', 'message.timestamp.type'), [
    '-1',
    'LogAppendTime',
  ])
})

test('another count of partitions is refused, with every topic that differs', async () => {
  const wrong = spec.log.createTopics(topicsOf(PARTITIONS + 1))
  await assert.rejects(
    wrong,
    (error) => error instanceof WrongTopic && /commerce has 3 .*; .* has 3/.test(error.message),
  )
})

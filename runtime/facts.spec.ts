// Facts: each to its partition, with its type and time, told where it stands; none when one does not fit.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryCodec } from './codec.ts'
import { metaOf } from './envelope.ts'
import { happened } from './event.ts'
import { openFacts } from './facts.ts'
import type { LogRecord } from './log.ts'
import { memoryLog } from './memory-log.ts'
import { partitionOf } from './partition.ts'

const PARTITIONS = 3
const id = (n: number) => `5a1c2f9e-6f0b-4b9e-9d58-2f4b0a7c1d${String(n).padStart(2, '0')}`
const registered = (n: number) =>
  ({ type: 'PersonRegistered', at: 1_000 + n, personId: id(n), roles: ['viewer'], simulated: false }) as const

const setUp = async () => {
  const log = memoryLog()
  await log.createTopics([{ topic: 'people', partitions: PARTITIONS, durable: false, settings: {} }])
  const codec = memoryCodec()
  await codec.prepare()
  const facts = await openFacts({ log, codec, partitions: PARTITIONS })
  const read = async (partition: number) => {
    const at = { topic: 'people', partition }
    const all: LogRecord[] = []
    await log.read(at, 0n, (await log.ends(at)).committed, (list) => void all.push(...list))
    return all
  }
  return { codec, facts, read }
}

test('each fact stands in its key’s partition, where the answer says, with its own time', async () => {
  const { codec, facts, read } = await setUp()
  const items = Array.from({ length: 9 }, (_, n) => ({ key: id(n), data: registered(n), headers: { simulated: '1' } }))
  const positions = await facts.append('people', items)
  for (const [n, { topic, partition, offset }] of positions.entries()) {
    assert.deepEqual([topic, partition], ['people', partitionOf(id(n), PARTITIONS)])
    const record = (await read(partition)).find((one) => one.offset === offset)
    assert.ok(record)
    assert.deepEqual(happened(codec, record).event, registered(n))
    assert.equal(metaOf(record).simulated, true)
  }
})

test('one that does not fit its schema keeps all from being written', async () => {
  const { facts, read } = await setUp()
  const wrong = { ...registered(1), personId: 'nobody' }
  const items = [registered(0), wrong].map((data) => ({ key: data.personId, data }))
  await assert.rejects(facts.append('people', items), /PersonRegistered: personId/)
  const all = await Promise.all([0, 1, 2].map(read))
  assert.equal(all.flat().length, 0)
})

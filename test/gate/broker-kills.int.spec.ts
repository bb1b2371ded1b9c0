// The broker is killed under 24 transactional producers: nothing hangs afterwards, and what was acknowledged is there once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { logger } from '../../runtime/deciders/house.ts'
import { eventually } from '../../runtime/eventually.ts'
import { kafkaLog } from '../../runtime/kafka/kafka-log.ts'
import { Fenced, type Log, type LogRecord, type TransactionalWriter } from '../../runtime/log.ts'
import { type Broker, startBroker } from './broker.ts'

const PRODUCERS = 24
const kills = Number(process.env.MATINEE_PROOF_KILLS ?? 2)

let broker: Broker
let log: Log
before(async () => {
  broker = await startBroker()
  const names = { clientId: 'kills', installation: 'kills', topicPrefix: 'kills.' }
  log = await kafkaLog({ ...names, brokers: broker.address, logger })
  await log.createTopics([{ topic: 't', partitions: PRODUCERS, durable: true, settings: {} }])
})
after(async () => {
  await log?.close()
  await broker?.close()
})

const at = (partition: number) => ({ topic: 't', partition })
const partitions = Array.from({ length: PRODUCERS }, (_, p) => p)

/** One owner per partition that commits without a pause; after an error it opens anew, as a decider does. */
const produce = () => {
  const acked = partitions.map(() => new Map<string, bigint>())
  const seen = { unknown: 0, opened: 0 }
  let going = true
  let number = 0
  const one = async (partition: number) => {
    let writer: TransactionalWriter | undefined
    while (going)
      try {
        writer ??= await log.transactional(`kills.${partition}`, at(partition))
        seen.opened++
        while (going) {
          const text = `${number++}`
          const first = await writer.commit([{ partition, key: 'k', value: Buffer.from(text), headers: {} }])
          acked[partition]?.set(text, first)
        }
      } catch (error) {
        assert.ok(!(error instanceof Fenced), 'nobody else owns it')
        seen.unknown++
        await writer?.close()
        writer = undefined
        await wait(100)
      }
    await writer?.close()
  }
  const all = Promise.all(partitions.map(one))
  all.catch(() => undefined)
  const stop = async () => {
    going = false
    await all
  }
  const total = () => acked.reduce((sum, { size }) => sum + size, 0)
  const more = async (count: number) => {
    const wanted = total() + count
    await eventually(`${count} more commits`, () => total() >= wanted, 60_000)
  }
  return { acked, seen, total, more, stop }
}

test(`after each of ${kills} kills every partition can be read to its end`, { timeout: kills * 60_000 }, async () => {
  const load = produce()
  for (let kill = 0; kill < kills; kill++) {
    await load.more(500)
    await broker.kill()
    await broker.start()
    // Every id is fenced again before anything is committed; then nothing may hang.
    await load.more(500)
  }
  await load.stop()
  assert.ok(load.seen.unknown > 0, 'kills were met inside transactions')
  for (const partition of partitions) {
    const { committed } = await eventually(`partition ${partition} does not hang`, async () => {
      const ends = await log.ends(at(partition))
      return ends.committed === ends.end && ends
    })
    const all: LogRecord[] = []
    await log.read(at(partition), 0n, committed, (list) => void all.push(...list))
    const there = new Map(all.map((r) => [r.value.toString(), r.offset]))
    assert.equal(there.size, all.length, `a record stands twice in ${partition}`)
    for (const [text, offset] of load.acked[partition] ?? []) assert.equal(there.get(text), offset, `lost ${text}`)
  }
  console.log(`${load.total()} commits, ${kills} kills, ${JSON.stringify(load.seen)}`)
})

// Power loss under load on one broker: what was answered is there, nothing hangs, and all goes on (H4, protocol 22).
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { logger, openHouse } from '../../runtime/deciders/house.ts'
import { kafkaLog } from '../../runtime/kafka/kafka-log.ts'
import { commandTopic, replyTopic } from '../../runtime/topics.ts'
import { startBroker } from './broker.ts'
import { type Fate, type Kind, kafkaFrames } from './kafka-frames.ts'
import { checkAll, startLoad } from './load.ts'
import { cutToFlushed, tellingFlushes } from './power.ts'

const PARTITIONS = 3

test('the power fails while a transaction is open', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-power-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  let fate: (kind: Kind) => Fate = () => 'pass'
  const broker = await startBroker({
    folder,
    wire: kafkaFrames({ fate: (kind) => fate(kind) }),
    differing: { logSettings: tellingFlushes(join(folder, 'log4j2.properties')) },
  })
  after(() => broker.close())
  const names = { clientId: 'power', installation: 'power', topicPrefix: 'power.' }
  const log = await kafkaLog({ ...names, brokers: broker.proxied, logger })
  after(() => log.close())
  const house = await openHouse(log, PARTITIONS)
  after(() => house.close())
  // As the product makes them: what decides is flushed, answers to repeats are not.
  const settings = { 'message.timestamp.type': 'LogAppendTime' }
  await log.createTopics([
    { topic: 'account', partitions: PARTITIONS, durable: true, settings: {} },
    { topic: commandTopic('account'), partitions: PARTITIONS, durable: true, settings },
    { topic: replyTopic('account'), partitions: PARTITIONS, durable: false, settings },
  ])
  await house.startRoom()
  const load = startLoad(await house.openClient())
  after(() => load.abandon())
  await load.more(300)

  const open = Promise.withResolvers<void>()
  fate = (kind) => {
    if (kind !== 'EndTxn') return 'pass'
    open.resolve()
    return 'lose'
  }
  await open.promise
  await broker.kill()
  fate = () => 'pass'
  const lost = cutToFlushed(join(folder, 'kafka', 'log'), readFileSync(broker.logFile, 'utf8'))
  assert.ok(
    [...lost.keys()].some((name) => name.includes('replies')),
    'what is not flushed was lost',
  )
  console.log(`cut: ${JSON.stringify(Object.fromEntries(lost))}`)
  await broker.start()
  await load.more(300)
  await load.stop()
  const records = await checkAll(house, load)
  console.log(`${load.answered.size} commands, ${records} records, ${JSON.stringify(load.seen)}`)
})

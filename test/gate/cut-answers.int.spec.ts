// The gate, on answers that come in part or not at all: a connection that breaks in the middle of one leaves nothing of it
// behind, and a broker that did not say what it can is asked again.
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { eventually } from '../../runtime/eventually.ts'
import { kafkaLog } from '../../runtime/kafka/kafka-log.ts'
import { type Log, type NewRecord, NotSent, UnknownOutcome } from '../../runtime/log.ts'
import { type Broker, startBroker } from './broker.ts'

const logger = pino({ level: process.env.MATINEE_LOG_LEVEL ?? 'silent' })

/** What becomes of the next answer: its first bytes come and the connection ends, other bytes come, or none. */
let cutAfter: number | undefined
let garbage: Buffer | undefined
let silent = false
let cuts = 0
let swallowed = 0
let broker: Broker
let log: Log

const wire = (client: Socket, server: Socket) => {
  client.pipe(server)
  server.on('data', (bytes: Buffer) => {
    if (silent) {
      swallowed++
      return
    }
    if (garbage) {
      client.write(garbage)
      garbage = undefined
      return
    }
    if (cutAfter === undefined) return client.write(bytes)
    const part = bytes.subarray(0, cutAfter)
    cutAfter = undefined
    cuts++
    client.write(part, () => client.destroy())
    return
  })
}

before(async () => {
  broker = await startBroker({ wire })
  const installation = 'cut-answers'
  const topicPrefix = `${installation}.`
  log = await kafkaLog({ brokers: broker.proxied, clientId: installation, installation, topicPrefix, logger })
  await log.createTopics([{ topic: 't', partitions: 1, durable: false, settings: {} }])
})
after(async () => {
  await log?.close()
  await broker?.close()
})

const record = (text: string): NewRecord => ({ partition: 0, key: text, value: Buffer.from(text), headers: {} })

test('the answer after one that was cut in the middle is read from its beginning', async () => {
  const appender = await log.appender()
  await appender.append('t', [record('first')])
  for (const bytes of [1, 3, 4, 5, 7, 8, 11, 13, 20, 30]) {
    cutAfter = bytes
    const before = cuts
    await eventually(`cut after ${bytes} bytes, and appended`, async () => {
      await appender.append('t', [record(`${bytes}`)]).catch(() => undefined)
      return cuts > before || undefined
    })
    await appender.append('t', [record(`after ${bytes}`)])
  }
  await appender.close()
})

test('an answer that is none ends its connection, not the process', async () => {
  const appender = await log.appender()
  for (const bytes of ['ffffffff', '00000000', '00000002ffff']) {
    garbage = Buffer.from(bytes, 'hex')
    await eventually('it came', async () => {
      await appender.append('t', [record(bytes)]).catch(() => undefined)
      return garbage === undefined
    })
    await appender.append('t', [record(`after ${bytes}`)])
  }
  await appender.close()
})

test('a broker that went silent while it was asked what it can is asked again', { timeout: 120_000 }, async () => {
  const appender = await log.appender()
  await appender.append('t', [record('before')])
  silent = true
  await broker.proxy.set('refuse')
  await broker.proxy.set('pass')
  const meanwhile = appender.append('t', [record('meanwhile')]).catch(() => undefined)
  await eventually('it is asked, and asked again', () => swallowed >= 2)
  silent = false
  await meanwhile
  await eventually('it appends again', async () =>
    appender.append('t', [record('again')]).then(
      () => true,
      () => undefined,
    ),
  )
  await appender.close()
})

test('an appender that is closed while an answer does not come says that it is in doubt, in time', async () => {
  const appender = await log.appender()
  await appender.append('t', [record('before')])
  silent = true
  const inDoubt = appender.append('t', [record('in doubt')])
  const before = swallowed
  await eventually('it was handed over', () => swallowed > before)
  await broker.proxy.set('refuse')
  const began = Date.now()
  const closing = appender.close()
  await assert.rejects(inDoubt, UnknownOutcome)
  await assert.rejects(appender.append('t', [record('too late')]), NotSent)
  await closing
  // Without an end of its own it would try for 30 s; how long exactly is not what this is about.
  assert.ok(Date.now() - began < 20_000)
  silent = false
  await broker.proxy.set('pass')
})

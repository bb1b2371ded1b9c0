// Deciders as real processes in one group: one leaves, one dies, one is stopped past its session and wakes up.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type House, logger, openHouse } from '../../runtime/deciders/house.ts'
import { eventually } from '../../runtime/eventually.ts'
import { kafkaLog } from '../../runtime/kafka/kafka-log.ts'
import type { Log } from '../../runtime/log.ts'
import { type RoomProcess, startRoom } from '../room-process.ts'
import { type Broker, startBroker } from './broker.ts'
import { type Fate, type Kind, kafkaFrames } from './kafka-frames.ts'
import { checkAll, type Load, startLoad } from './load.ts'

const PARTITIONS = 4
const INVALID_PRODUCER_EPOCH = 47
const PRODUCER_FENCED = 90

let fate: (kind: Kind) => Fate = () => 'pass'
/** Error codes with which the broker answered the ends of transactions that went through the proxy. */
const endings: number[] = []
let broker: Broker
let log: Log
let house: House
let load: Load
const processes = new Map<string, RoomProcess>()

before(async () => {
  const wire = kafkaFrames({
    fate: (kind) => fate(kind),
    // EndTxn Response (Version: 1) => size correlation_id throttle_time_ms error_code
    answered: (kind, frame) => void (kind === 'EndTxn' && endings.push(frame.readInt16BE(12))),
  })
  broker = await startBroker({ wire })
  log = await kafkaLog({
    brokers: broker.address,
    clientId: 'owners',
    installation: 'owners',
    topicPrefix: 'owners.',
    logger,
  })
  house = await openHouse(log, PARTITIONS)
  load = startLoad(await house.openClient())
})
after(async () => {
  load?.abandon()
  for (const one of processes.values()) await one.stop()
  await house?.close()
  await log?.close()
  await broker?.close()
})

/** `through` the proxy or straight; its local stores are kept over its lives. */
const start = async (name: string, through: 'proxied' | 'address' = 'address') => {
  const folder = join(house.folder, name)
  const env = {
    GATE_BROKERS: broker[through],
    GATE_NAME: 'owners',
    GATE_STATE: folder,
    GATE_PARTITIONS: String(PARTITIONS),
    GATE_INSTALLATION: house.installation,
  }
  const one = await startRoom('test/gate/deciders.fixture.ts', { env, logs: join(house.folder, `${name}-logs`) })
  processes.set(name, one)
  return one
}

type Detail = Readonly<Record<string, Readonly<{ state: string }>>>
const holds = async (name: string): Promise<readonly string[]> => {
  const answer = await fetch(`${processes.get(name)?.url}/readyz`)
  const { services } = (await answer.json()) as { services: { deciders: { detail: { account: string } } } }
  const detail = JSON.parse(services.deciders.detail.account) as Detail
  return Object.keys(detail).filter((partition) => detail[partition]?.state === 'deciding')
}
const share = (name: string, count: number) =>
  eventually(`${name} decides ${count} partitions`, async () => (await holds(name)).length === count, 40_000)

test('two share; when one leaves by SIGTERM the other has all at once, and shares again when it is back', async () => {
  await start('a', 'proxied')
  await share('a', PARTITIONS)
  await start('b')
  await Promise.all([share('a', 2), share('b', 2)])
  await load.more(100)
  assert.deepEqual(await processes.get('a')?.stop(), { code: 0, signal: null })
  await share('b', PARTITIONS)
  await load.more(100)
  await start('a', 'proxied')
  await Promise.all([share('a', 2), share('b', 2)])
  await load.more(100)
})

test('one is killed under load: its partitions go to the other', async () => {
  await processes.get('b')?.kill()
  await share('a', PARTITIONS)
  await load.more(100)
  await start('b')
  await Promise.all([share('a', 2), share('b', 2)])
  await load.more(100)
})

test('one is stopped inside a commit past its session: the other goes on, and the zombie is refused when it wakes', async () => {
  const a = processes.get('a') as RoomProcess
  const held = Promise.withResolvers<void>()
  const woken = Promise.withResolvers<'pass'>()
  fate = (kind) => {
    if (kind !== 'EndTxn') return 'pass'
    held.resolve()
    return woken.promise
  }
  await held.promise
  process.kill(a.pid, 'SIGSTOP')
  endings.length = 0
  try {
    await share('b', PARTITIONS)
    await load.more(100)
    fate = () => 'pass'
    woken.resolve('pass')
    const answer = await eventually('the broker answers the zombie', () => endings[0] ?? false)
    assert.ok([INVALID_PRODUCER_EPOCH, PRODUCER_FENCED].includes(answer), `the zombie's commit was answered ${answer}`)
  } finally {
    process.kill(a.pid, 'SIGCONT')
  }
  await Promise.all([share('a', 2), share('b', 2)])
  await load.more(100)
})

test('then everything is as it must be: each command decided once, each answer true', async () => {
  await load.stop()
  const records = await checkAll(house, load)
  console.log(`${load.answered.size} commands, ${records} records, ${JSON.stringify(load.seen)}`)
  assert.ok(load.seen.pending > 0, 'some waited for a takeover')
})

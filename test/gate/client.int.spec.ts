// The gate that a Kafka client must pass, as the port uses it: answers and requests of every kind are lost on the way.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { openHouse } from '../../runtime/deciders/house.ts'
import { eventually } from '../../runtime/eventually.ts'
import { kafkaLog } from '../../runtime/kafka/kafka-log.ts'
import { Fenced, type Log, type LogRecord, type NewRecord, UnknownOutcome } from '../../runtime/log.ts'
import { type Broker, startBroker } from './broker.ts'
import { type Fate, type Kind, kafkaFrames } from './kafka-frames.ts'
import { checkAll, startLoad } from './load.ts'

const logger = pino({ level: process.env.MATINEE_LOG_LEVEL ?? 'silent' })

/** Asked for every request that goes through the proxy. */
let fate: (kind: Kind) => Fate = () => 'pass'
const lost = new Map<string, number>()
let broker: Broker

before(async () => {
  const wire = kafkaFrames({
    fate: (kind) => fate(kind),
    lost: (kind, what) => void lost.set(`${what} ${kind}`, (lost.get(`${what} ${kind}`) ?? 0) + 1),
  })
  broker = await startBroker({ wire })
})
after(() => broker?.close())

const open = (name: string, brokers: string) =>
  kafkaLog({ brokers, clientId: name, installation: name, topicPrefix: `${name}.`, logger })

/** The same topics twice: through the proxy, and straight. */
const both = async (t: { after(work: () => Promise<void>): void }, name: string) => {
  fate = () => 'pass'
  const [faulty, straight] = [await open(name, broker.proxied), await open(name, broker.address)]
  t.after(async () => {
    fate = () => 'pass'
    await Promise.all([faulty.close(), straight.close()])
  })
  await straight.createTopics([{ topic: 't', partitions: 1, durable: false, settings: {} }])
  return { faulty, straight }
}

const at = { topic: 't', partition: 0 }
const record = (text: string, key = `key of ${text}`): NewRecord => ({
  partition: 0,
  key,
  value: Buffer.from(text),
  headers: {},
})
const readAll = async (log: Log): Promise<readonly LogRecord[]> => {
  const { committed } = await eventually('nothing hangs', async () => {
    const ends = await log.ends(at)
    return ends.committed === ends.end && ends
  })
  const all: LogRecord[] = []
  await log.read(at, 0n, committed, (list) => void all.push(...list))
  return all
}
const texts = (list: readonly LogRecord[]) => list.map(({ value }) => value.toString())

/** Every n-th request of this kind. */
const everyNth = (wanted: Kind, n: number, what: 'lose' | 'lose-answer'): ((kind: Kind) => Fate) => {
  let seen = 0
  return (kind) => (kind === wanted && ++seen % n === 0 ? what : 'pass')
}

const lossy = (): ((kind: Kind) => Fate) => {
  const [answers, requests] = [everyNth('Produce', 40, 'lose-answer'), everyNth('Produce', 31, 'lose')]
  return (kind) => {
    const [one, other] = [answers(kind), requests(kind)]
    return one === 'pass' ? other : one
  }
}

test('acknowledged is present, where the log said, under lost sends and answers with sends that overlap', async (t) => {
  const { faulty, straight } = await both(t, 'acks')
  const appender = await faulty.appender()
  const acked = new Map<string, bigint>()
  const doubtful = new Set<string>()
  fate = lossy()
  const sender = async (name: number) => {
    for (let i = 0; i < 120; i++) {
      const text = `${name}-${i}`
      await appender.append('t', [record(text)]).then(
        ([offset = -1n]) => acked.set(text, offset),
        (error: unknown) => {
          assert.ok(error instanceof UnknownOutcome, String(error))
          doubtful.add(text)
        },
      )
    }
  }
  await Promise.all([1, 2, 3, 4, 5].map(sender))
  fate = () => 'pass'
  await appender.close()
  const all = await readAll(straight)
  const there = new Map(all.map((r) => [r.offset, r.value.toString()]))
  for (const [text, offset] of acked) assert.equal(there.get(offset), text, `${text} at ${offset}`)
  for (const text of texts(all)) assert.ok(acked.has(text) || doubtful.has(text), `nobody sent ${text}`)
  for (const what of ['lose-answer', 'lose']) assert.ok((lost.get(`${what} Produce`) ?? 0) >= 3, `${what} was seen`)
})

const writerKinds: readonly Kind[] = ['FindCoordinator', 'InitProducerId', 'AddPartitionsToTxn', 'Produce', 'EndTxn']

test('a transactional writer under loss of every kind of request: committed is there once, whole and in order', async (t) => {
  const { faulty, straight } = await both(t, 'writer')
  const committed: string[] = []
  const doubtful = new Set<string>()
  let number = 0
  /** Commits until it fails once, or `most` times. */
  const life = async (most: number) => {
    const writer = await faulty.transactional('writer.0', at).catch((error: unknown) => {
      assert.ok(error instanceof UnknownOutcome, String(error))
      return undefined
    })
    try {
      for (let i = 0; writer && i < most; i++) {
        const name = `${number++}`
        doubtful.add(name)
        const first = await writer.commit([record(`${name}/1`), record(`${name}/2`)])
        doubtful.delete(name)
        committed.push(`${first} ${name}`)
      }
    } catch (error) {
      assert.ok(error instanceof UnknownOutcome, String(error))
    } finally {
      await writer?.close()
    }
  }
  for (const what of ['lose', 'lose-answer'] as const)
    for (const kind of writerKinds) {
      const before = lost.get(`${what} ${kind}`) ?? 0
      let once = false
      fate = (asked) => {
        if (once || asked !== kind) return 'pass'
        once = true
        return what
      }
      await life(3)
      await life(3)
      assert.equal(lost.get(`${what} ${kind}`), before + 1, `${what} ${kind}`)
    }
  const all = await readAll(straight)
  const pairs = new Map<string, string[]>()
  for (const r of all) {
    const [name = '', part = ''] = r.value.toString().split('/')
    pairs.set(name, [...(pairs.get(name) ?? []), `${r.offset} ${part}`])
  }
  for (const [name, parts] of pairs) assert.equal(parts.length, 2, `${name} is torn or there twice: ${parts}`)
  for (const one of committed) {
    const [first = '', name = ''] = one.split(' ')
    assert.deepEqual(pairs.get(name), [`${first} 1`, `${BigInt(first) + 1n} 2`], `acknowledged ${name}`)
  }
  const names = [...pairs.keys()]
  assert.deepEqual(
    names,
    names.toSorted((a, b) => Number(a) - Number(b)),
  )
  for (const name of names) assert.ok(doubtful.has(name) || committed.some((one) => one.endsWith(` ${name}`)))
})

test('nothing that was aborted is read, over many takeovers of open transactions', async (t) => {
  const { faulty, straight } = await both(t, 'aborted')
  const wanted: string[] = []
  for (let i = 0; i < 12; i++) {
    fate = () => 'pass'
    const writer = await faulty.transactional('aborted.0', at)
    await writer.commit([record(`ok ${i}`)])
    wanted.push(`ok ${i}`)
    // The records are there, their end is not: the next owner aborts them.
    fate = everyNth('EndTxn', 1, 'lose')
    await assert.rejects(writer.commit([record(`BAD ${i}`), record(`BAD ${i} too`)]), UnknownOutcome)
    await writer.close()
  }
  fate = () => 'pass'
  await (await faulty.transactional('aborted.0', at)).close()
  assert.deepEqual(texts(await readAll(straight)), wanted)
  // Also when reading begins inside an aborted transaction.
  const { end } = await straight.ends(at)
  for (let from = 0n; from < end; from++) {
    const seen: LogRecord[] = []
    await straight.read(at, from, end, (list) => void seen.push(...list))
    assert.ok(!texts(seen).some((text) => text.startsWith('BAD')), `from ${from}: ${texts(seen)}`)
  }
})

test('commit and fence at the same moment: what the commit says is what the new owner reads', async (t) => {
  const { straight } = await both(t, 'race')
  const outcomes = { committed: 0, refused: 0 }
  let owner = await straight.transactional('race.0', at)
  let from = 0n
  for (let i = 0; i < 60; i++) {
    const before = owner
    // Either may be the slower one: a fence connects first, a commit is more requests.
    const head = (Math.random() - 0.5) * 24
    const racing = Promise.all([
      sleep(Math.max(0, head)).then(() => straight.transactional('race.0', at)),
      sleep(Math.max(0, -head))
        .then(() => before.commit([record(`${i} a`), record(`${i} b`)]))
        .then(
          () => 'committed' as const,
          (error: unknown) => {
            assert.ok(error instanceof Fenced || error instanceof UnknownOutcome, String(error))
            return 'refused' as const
          },
        ),
    ])
    const [next, said] = await racing
    const { committed } = await straight.ends(at)
    const seen: LogRecord[] = []
    await straight.read(at, from, committed, (list) => void seen.push(...list))
    assert.deepEqual(texts(seen), said === 'committed' ? [`${i} a`, `${i} b`] : [], `round ${i}: ${said}`)
    outcomes[said]++
    from = committed
    await before.close()
    owner = next
  }
  await owner.close()
  assert.ok(outcomes.committed > 0 && outcomes.refused > 0, JSON.stringify(outcomes))
})

const roomKinds: readonly Kind[] = [
  ...writerKinds,
  'Fetch',
  'Heartbeat',
  'Metadata',
  'ListOffsets',
  'OffsetFetch',
  'JoinGroup',
  'SyncGroup',
]

test('deciders under loss of every kind of request: each command is decided once and answered as it stands', async (t) => {
  const { faulty, straight } = await both(t, 'room')
  await using house = await openHouse(straight, 2)
  await house.startRoom({ log: faulty, stateDir: `${house.folder}/through-the-proxy` })
  const client = await house.openClient(faulty)
  const load = startLoad(client)
  t.after(() => load.abandon())
  for (const what of ['lose', 'lose-answer'] as const)
    for (const kind of roomKinds) {
      const before = lost.get(`${what} ${kind}`) ?? 0
      let once = false
      fate = (asked) => {
        if (once || asked !== kind) return 'pass'
        once = true
        return what
      }
      // Some are sent only when all begins anew: a lost fetch makes the group be joined again.
      const joining = ['JoinGroup', 'SyncGroup', 'OffsetFetch', 'ListOffsets', 'FindCoordinator', 'InitProducerId']
      if (joining.includes(kind)) {
        const inner = fate
        let fetchLost = false
        fate = (asked) => {
          if (asked === 'EndTxn' && !fetchLost) {
            fetchLost = true
            return 'lose'
          }
          return inner(asked)
        }
      }
      await eventually(`${what} ${kind}`, () => (lost.get(`${what} ${kind}`) ?? 0) > before, 30_000)
      fate = () => 'pass'
      await load.more(20)
    }
  await load.stop()
  await checkAll(house, load)
})

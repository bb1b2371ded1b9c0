// Poison messages of a projection: laid aside with its key, everything else goes on, nothing counts twice or overtakes.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import fc from 'fast-check'
import { pino } from 'pino'
import { codecOn, memoryCodec, type RecordName, UnknownSchemaId } from './codec.ts'
import { openDeadLetters } from './dead-letters.ts'
import { headersOf } from './envelope.ts'
import { happened } from './event.ts'
import { eventually } from './eventually.ts'
import type { Following } from './follow.ts'
import { idOf } from './ids.ts'
import type { LogRecord } from './log.ts'
import { memoryLog } from './memory-log.ts'
import { memoryProjectionStore } from './memory-projection-store.ts'
import { partitionOf } from './partition.ts'
import { defineProjection } from './projection.ts'
import { RegistryFailed } from './registry.ts'
import { runProjection } from './run-projection.ts'

const PARTITIONS = 2
const logger = pino({ level: 'silent' })
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Shelf = Readonly<{ titles: readonly string[] }>
/** Titles that the handler cannot take, until somebody mends it. */
const broken = new Set<string>()
const shelves = defineProjection<Shelf>()({
  name: 'shelves',
  version: 1,
  key: (event) => event.filmId,
  on: {
    FilmDrafted: (row, { title }) => {
      if (broken.has(title)) throw new Error(`no room for ${title}`)
      return { titles: [...(row?.titles ?? []), title] }
    },
  },
})

const plain = memoryCodec()
/** As a registry would answer: `down` it does not, `missing` it says that there is no such id. */
const codecBehind = (state: { down: boolean; missing: boolean }) => {
  const ids = new Map<number, RecordName>()
  return codecOn({
    register: async (name) => {
      const value = plain.encode('FilmDrafted', { filmId: film(0), sellerId: film(0), title: '' })
      const id = name === 'FilmDrafted' ? value.readInt32BE(1) : 1_000 + ids.size
      ids.set(id, name)
      return id
    },
    writer: async (id) => {
      if (state.down) throw new RegistryFailed('no answer')
      throw state.missing ? new UnknownSchemaId(id) : new Error('not asked for here')
    },
  })
}

const film = (n: number) => idOf('film', n)
/** Films of one partition, and so each other's neighbours. */
const [a, b, c] = Array.from({ length: 50 }, (_, n) => film(n)).filter((id) => partitionOf(id, PARTITIONS) === 0) as [
  string,
  string,
  string,
]

const open = async () => {
  broken.clear()
  const log = memoryLog()
  const registry = { down: false, missing: true }
  const codec = codecBehind(registry)
  await codec.prepare()
  const topic = (name: string) => ({ topic: name, partitions: PARTITIONS, durable: false, settings: {} })
  await log.createTopics([topic('catalogue'), topic('deadletters')])
  const appender = await log.appender()
  const store = memoryProjectionStore()
  let written = 0
  const append = async (key: string, value: Buffer) => {
    const headers = headersOf({ type: 'FilmDrafted', eventId: idOf('event', ++written), occurredAt: written })
    const [offset = -1n] = await appender.append('catalogue', [
      { partition: partitionOf(key, PARTITIONS), key, value, headers },
    ])
    return offset
  }
  const write = (key: string, title: string) =>
    append(key, codec.encode('FilmDrafted', { filmId: key, sellerId: key, title }))
  const run = async (more = {}): Promise<Following> => {
    const deadLetters = await openDeadLetters({ log, codec, logger })
    closing.push(deadLetters.close)
    const fast = { backoff: { first: 1, most: 2 }, lookEvery: 5, tries: 3 }
    const one = await runProjection({ log, codec, projection: shelves, store, logger, deadLetters, ...fast, ...more })
    closing.push(one.stop)
    return one
  }
  const said = async () => {
    const all: LogRecord[] = []
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const at = { topic: 'deadletters', partition }
      await log.read(at, 0n, (await log.ends(at)).committed, (records) => void all.push(...records))
    }
    return all.map((record) => happened(codec, record).event)
  }
  const letters = async () => {
    const open = new Map<string, Extract<Awaited<ReturnType<typeof said>>[number], { type: 'RecordParked' }>>()
    for (const event of await said())
      if (event.type === 'RecordParked') open.set(event.letterId, event)
      else if (event.type === 'RecordSettled') open.delete(event.letterId)
    return [...open.values()]
  }
  const letter = (offset: bigint) =>
    eventually('the letter', async () => (await letters()).find((one) => BigInt(one.sourceOffset) === offset))
  let asks = 0
  const ask = async (type: 'RetryAsked' | 'DropAsked', offset: bigint) => {
    const { place, letterId } = await letter(offset)
    const askId = `ask ${++asks}`
    const data = { place, letterId, askId, operatorId: film(0), reason: 'it was mended' }
    const headers = headersOf({ type, eventId: idOf(askId), occurredAt: 1 })
    const partition = partitionOf(place, PARTITIONS)
    await appender.append('deadletters', [{ partition, key: place, value: codec.encode(type, data), headers }])
    return askId
  }
  const titles = (key: string) => (store.rows('shelves', 1).get(key) as Shelf | undefined)?.titles ?? []
  const shows = (key: string, ...wanted: string[]) =>
    eventually(`${wanted} are there`, () => titles(key).join() === wanted.join())
  return { log, codec, registry, store, append, write, run, said, letters, letter, ask, titles, shows }
}

test('a handler that throws: its key waits behind it, the others go on, the log says why with the bytes', async () => {
  const { write, run, shows, titles, letter, letters, log, codec } = await open()
  broken.add('bad')
  await write(a, 'one')
  const at = await write(a, 'bad')
  await write(b, 'other')
  await write(a, 'two')
  const one = await run()
  await one.ready
  await shows(b, 'other')
  assert.deepEqual(titles(a), ['one'])
  const found = await letter(at)
  const { consumer, sourceTopic, sourcePartition, recordKey, cause, error, tries, headers } = found
  assert.deepEqual([consumer, sourceTopic, sourcePartition, recordKey], ['shelves_v1', 'catalogue', 0, a])
  assert.deepEqual([cause, error, tries, headers.type], ['FAILED', 'Error: no room for bad', 3, 'FilmDrafted'])
  const bytes: Buffer[] = []
  await log.read(
    { topic: 'catalogue', partition: 0 },
    at,
    at + 1n,
    ([record]) => void bytes.push(record?.value ?? Buffer.alloc(0)),
  )
  assert.deepEqual(Buffer.from(found.value ?? '', 'base64'), bytes[0])
  assert.ok(codec.decode(bytes[0] as Buffer))
  const waiting = await eventually('both told', async () => (await letters()).length === 2 && letters())
  assert.deepEqual(waiting.map((one) => one.cause).sort(), ['FAILED', 'WAITS'])
  assert.deepEqual([one.health().ok, one.parked(), one.lag()], [true, 2, 0n])
})

test('bytes that are no record, and an id that the registry does not know, are laid aside; an outage is waited out', async () => {
  const { append, write, run, shows, letter, registry, letters } = await open()
  const garbage = await append(a, Buffer.from('no record'))
  const unknown = await append(b, Buffer.from([0, 0x7f, 0, 0, 1, 9]))
  await write(c, 'fine')
  registry.down = true
  const one = await run()
  const fault = await eventually('tried often', () => one.faults().find(({ tries }) => tries > 20))
  assert.deepEqual([fault.givenUp, one.parked()], [false, 0])
  assert.deepEqual(await letters(), [])
  registry.down = false
  await shows(c, 'fine')
  assert.equal((await letter(garbage)).cause, 'UNDECODABLE')
  const { cause, error } = await letter(unknown)
  assert.equal(cause, 'UNKNOWN_SCHEMA')
  assert.match(error, /schema id/)
})

test('a retry applies the record and then what waited, in order; one that fails again says so and waits on', async () => {
  const { write, run, shows, titles, letter, letters, ask } = await open()
  broken.add('bad').add('worse')
  const bad = await write(a, 'bad')
  const worse = await write(a, 'worse')
  await write(a, 'last')
  const one = await run()
  await one.ready
  const askId = await ask('RetryAsked', bad)
  const again = await eventually('told again', async () => {
    const found = await letter(bad)
    return found.askId === askId && found
  })
  assert.equal(again.tries, 4)
  broken.delete('bad')
  await ask('RetryAsked', bad)
  await shows(a, 'bad')
  const next = await eventually('the next one has its turn, and fails', async () => {
    const found = await letter(worse)
    return found.cause === 'FAILED' && found
  })
  assert.equal(next.error, 'Error: no room for worse')
  await write(a, 'even later')
  broken.clear()
  await ask('RetryAsked', worse)
  await shows(a, 'bad', 'worse', 'last', 'even later')
  await eventually('nothing is open', async () => (await letters()).length === 0 && one.parked() === 0)
  await write(a, 'after')
  await shows(a, 'bad', 'worse', 'last', 'even later', 'after')
  assert.deepEqual(titles(b), [])
})

test('a drop gives the record up, for good: a version that is folded anew passes over it too', async () => {
  const { write, run, shows, ask, said, store, letters } = await open()
  broken.add('bad')
  const bad = await write(a, 'bad')
  await write(a, 'next')
  const one = await run()
  await one.ready
  await ask('DropAsked', bad)
  await shows(a, 'next')
  const settled = await eventually('both are settled', async () => {
    const found = (await said()).flatMap((event) => (event.type === 'RecordSettled' ? [event] : []))
    return found.length === 2 && found
  })
  assert.deepEqual(
    settled.map(({ outcome, askId }) => [outcome, askId]),
    [
      ['DROPPED', 'ask 1'],
      ['APPLIED', null],
    ],
  )
  await one.stop()
  const rows = store.rows('shelves', 1) as Map<string, unknown>
  rows.clear()
  await store.apply('shelves', 1, { topic: 'catalogue', partition: 0, from: 2n, next: 0n }, async () => undefined)
  await run()
  await shows(a, 'next')
  assert.deepEqual(await letters(), [])
})

test('what is laid aside is kept over a restart and found by another member', async () => {
  const { write, run, shows, titles, ask } = await open()
  broken.add('bad')
  const bad = await write(a, 'bad')
  await write(a, 'two')
  const one = await run()
  await one.ready
  await one.stop()
  await write(a, 'three')
  await write(b, 'other')
  const two = await run()
  await two.ready
  await shows(b, 'other')
  assert.deepEqual([titles(a), two.parked()], [[], 3])
  const three = await run()
  await eventually('a share each', () => two.holds().length === 1 && three.holds().length === 1)
  broken.clear()
  await ask('RetryAsked', bad)
  await shows(a, 'bad', 'two', 'three')
})

test('an ask that stood on the log while nobody ran is done at the next start, once', async () => {
  const { write, run, shows, ask, letter } = await open()
  broken.add('bad')
  const bad = await write(a, 'bad')
  const one = await run()
  await one.ready
  await letter(bad)
  await one.stop()
  broken.clear()
  await ask('RetryAsked', bad)
  const two = await run()
  await shows(a, 'bad')
  await two.stop()
  await run()
  await write(a, 'next')
  await shows(a, 'bad', 'next')
})

test('a retry that was applied and whose answer was lost is not applied again', async () => {
  const { write, run, shows, letter, ask, store } = await open()
  broken.add('bad')
  const bad = await write(a, 'bad')
  await write(a, 'two')
  await run()
  await letter(bad)
  broken.clear()
  store.failNext(1, new Error('committed or not'), 'after')
  await ask('RetryAsked', bad)
  await shows(a, 'bad', 'two')
  await write(a, 'three')
  await shows(a, 'bad', 'two', 'three')
})

test('no more are laid aside than there is room for: the partition stops, and goes on when there is room', async () => {
  const { write, run, shows, titles, ask } = await open()
  broken.add('bad')
  const bad = await write(a, 'bad')
  await write(a, 'two')
  await write(b, 'one')
  await write(a, 'three')
  await write(b, 'two')
  const one = await run({ mostParked: 2 })
  const fault = await eventually('it stops', () => one.faults().find(({ givenUp }) => givenUp))
  assert.match(fault.error, /2 records of catalogue\/0 are parked, and no more may be/)
  assert.deepEqual([fault.offset, one.health().ok], [3n, false])
  await shows(b, 'one')
  assert.deepEqual(titles(a), [])
  await ask('DropAsked', bad)
  await shows(a, 'two', 'three')
  await shows(b, 'one', 'two')
  await eventually('healthy', () => one.health().ok)
})

test('whatever happens when: each key has its titles once and in order, but for those given up', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ write: fc.integer({ min: 0, max: 2 }), bad: fc.boolean() }) },
    fc.constantFrom('restart', 'lost answer', 'failed write', 'mend', 'retry', 'drop'),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
      const { write, run, store, letters, ask, titles } = await open()
      const keys = [a, b, c] as const
      const wanted = new Map<string, string[]>(keys.map((key) => [key, []]))
      const givenUp = new Set<string>()
      const titleAt = new Map<number, string>()
      const heads = async () => (await letters()).filter(({ cause }) => cause !== 'WAITS')
      let one = await run()
      for (const [i, it] of steps.entries()) {
        if (it === 'restart') {
          await one.stop()
          one = await run()
        } else if (it === 'lost answer') store.failNext(1, new Error('gone'), 'after')
        else if (it === 'failed write') store.failNext(2, new Error('gone'), 'before')
        else if (it === 'mend') broken.clear()
        else if (it === 'retry' || it === 'drop') {
          const [head] = await heads()
          if (head) await ask(it === 'retry' ? 'RetryAsked' : 'DropAsked', BigInt(head.sourceOffset))
        } else {
          const key = keys[it.write] as string
          const title = `${i}`
          if (it.bad) broken.add(title)
          wanted.get(key)?.push(title)
          titleAt.set(Number(await write(key, title)), title)
        }
      }
      broken.clear()
      await eventually('all is applied or given up', async () => {
        for (const head of await heads()) await ask('RetryAsked', BigInt(head.sourceOffset)).catch(() => undefined)
        const stands = (await store.positions('shelves', 1)).get('catalogue/0') ?? 0n
        return stands === BigInt(titleAt.size) && one.parked() === 0 && (await letters()).length === 0
      })
      for (const key of keys) {
        const missing = (wanted.get(key) ?? []).filter((title) => !titles(key).includes(title))
        for (const title of missing) givenUp.add(title)
        const kept = (wanted.get(key) ?? []).filter((title) => !givenUp.has(title))
        assert.deepEqual(titles(key), kept)
      }
      if (!steps.includes('drop')) assert.equal(givenUp.size, 0)
      await one.stop()
    }),
    { numRuns: 40, endOnFailure: true },
  )
})

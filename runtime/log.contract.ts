// What every log must do, whatever it runs on: one suite for Kafka and for memory.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { eventually } from './eventually.ts'
import { Fenced, type Log, type LogRecord, type NewRecord, NotSent, TooLarge, WrongKey, WrongTopic } from './log.ts'
import { member, record, records, texts } from './log-given.ts'

const PARTITIONS = 4

/** `open` gives a log whose topics and groups meet no other run's. */
export const logContract = (name: string, open: () => Promise<Log>): void => {
  describe(`log contract: ${name}`, () => {
    let log: Log
    before(async () => {
      log = await open()
    })
    after(() => log.close())

    const newTopic = async () => {
      const topic = `t-${randomUUID().slice(0, 8)}`
      await log.createTopics([{ topic, partitions: PARTITIONS, durable: false, settings: { 'retention.ms': '-1' } }])
      return topic
    }
    const readAll = async (topic: string, partition = 0, from = 0n) => {
      const { committed } = await log.ends({ topic, partition })
      const all: LogRecord[] = []
      await log.read({ topic, partition }, from, committed, (list) => void all.push(...list))
      return all
    }
    const transaction = async (topic: string, list: readonly NewRecord[], id = `${topic}.0`) => {
      const writer = await log.transactional(id, { topic, partition: 0 })
      const first = await writer.commit(list)
      await writer.close()
      return first
    }

    test('what was appended is read: key, value, headers, place and time', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      const began = Date.now()
      const headers = { type: 'X', actor: 'ünï' }
      const offsets = await appender.append(topic, [record('a', 1), record('b', 2, headers), record('c', 1)])
      await appender.close()
      assert.deepEqual(offsets, [0n, 0n, 1n])
      assert.deepEqual(texts(await readAll(topic, 1)), ['a', 'c'])
      const [b] = await readAll(topic, 2)
      assert.deepEqual([b?.topic, b?.partition, b?.offset, b?.key, b?.headers], [topic, 2, 0n, 'key of b', headers])
      assert.ok(b && b.timestamp >= began - 1_000 && b.timestamp <= Date.now() + 1_000)
    })

    test('calls made together keep their order, and each gets its own offsets', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      const offsets = await Promise.all(records(50, 'r').map((r) => appender.append(topic, [r])))
      await appender.close()
      const all = await readAll(topic)
      for (const [i, [offset]] of offsets.entries())
        assert.equal(all.find((r) => r.offset === offset)?.value.toString(), `r${i}`)
      assert.equal(all.length, 50)
    })

    test('a transaction is read whole, and its end is reached past the control record', async () => {
      const topic = await newTopic()
      assert.equal(await transaction(topic, records(3, 'a')), 0n)
      const second = await transaction(topic, records(2, 'b'))
      const ends = await eventually('the commit is visible', async () => {
        const seen = await log.ends({ topic, partition: 0 })
        return seen.committed === seen.end && seen.end > second + 2n - 1n && seen
      })
      const all = await readAll(topic)
      assert.deepEqual(texts(all), ['a0', 'a1', 'a2', 'b0', 'b1'])
      assert.equal(all[3]?.offset, second)
      assert.ok(ends.end > second + 1n)
    })

    test('a read is half open and may begin at a control record', async () => {
      const topic = await newTopic()
      await transaction(topic, records(3, 'a'))
      await transaction(topic, records(3, 'b'))
      await eventually('both are visible', async () => (await readAll(topic)).length === 6)
      const seen: string[] = []
      await log.read({ topic, partition: 0 }, 1n, 2n, (list) => void seen.push(...texts(list)))
      await log.read({ topic, partition: 0 }, 3n, 4n, (list) => void seen.push(...texts(list)))
      await log.read({ topic, partition: 0 }, 2n, 2n, (list) => void seen.push(...texts(list)))
      assert.deepEqual(seen, ['a1'])
    })

    test('a read that fails tells it', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      await appender.append(topic, [record('a')])
      await appender.close()
      const failing = log.read({ topic, partition: 0 }, 0n, 1n, () => {
        throw new Error('cannot use this')
      })
      await assert.rejects(failing, /cannot use this/)
    })

    test('a newer owner fences the older one, which commits nothing', async () => {
      const topic = await newTopic()
      const id = `${topic}.0`
      const zombie = await log.transactional(id, { topic, partition: 0 })
      await zombie.commit([record('by the first')])
      const owner = await log.transactional(id, { topic, partition: 0 })
      const { committed } = await log.ends({ topic, partition: 0 })
      const seen: string[] = []
      await log.read({ topic, partition: 0 }, 0n, committed, (list) => void seen.push(...texts(list)))
      assert.deepEqual(seen, ['by the first'], 'all that the older owner committed is visible once it is fenced')

      await assert.rejects(zombie.commit([record('by the zombie')]), Fenced)
      await owner.commit([record('by the second')])
      await Promise.all([zombie.close(), owner.close()])
      await eventually('both are visible', async () => (await readAll(topic)).length >= 2)
      assert.deepEqual(texts(await readAll(topic)), ['by the first', 'by the second'])
    })

    test('a fence holds for its own id only, and a refused writer stays refused', async () => {
      const topic = await newTopic()
      const other = await log.transactional(`${topic}.1`, { topic, partition: 1 })
      const zombie = await log.transactional(`${topic}.0`, { topic, partition: 0 })
      const owner = await log.transactional(`${topic}.0`, { topic, partition: 0 })
      await assert.rejects(zombie.commit([record('first')]), Fenced)
      await assert.rejects(zombie.commit([record('second')]))
      await other.commit([record('elsewhere', 1)])
      await owner.commit([record('by the owner')])
      await Promise.all([other, zombie, owner].map((writer) => writer.close()))
      await eventually('it is visible', async () => (await readAll(topic)).length === 1)
      assert.deepEqual([texts(await readAll(topic)), texts(await readAll(topic, 1))], [['by the owner'], ['elsewhere']])
    })

    test('a key that would show what was aborted is not taken, and nothing of the call is written', async () => {
      const topic = await newTopic()
      const wrong = { ...record('wrong'), key: '\0\0\0\0' }
      const appender = await log.appender()
      await assert.rejects(appender.append(topic, [record('before'), wrong]), WrongKey)
      await appender.close()
      const writer = await log.transactional(`${topic}.0`, { topic, partition: 0 })
      await assert.rejects(writer.commit([record('before'), wrong]), WrongKey)
      await writer.commit([record('after')])
      await writer.close()
      await eventually('it is visible', async () => (await readAll(topic)).length === 1)
      assert.deepEqual(texts(await readAll(topic)), ['after'])
    })

    test('nothing is appended for nothing, and nothing after the close', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      assert.deepEqual(await appender.append(topic, []), [])
      await appender.close()
      await assert.rejects(appender.append(topic, [record('late')]), NotSent)
      assert.equal((await log.ends({ topic, partition: 0 })).end, 0n)
    })

    test('too large is said, by record and by batch', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      await assert.rejects(appender.append(topic, [record('x'.repeat(3_000_000))]), TooLarge)
      await appender.append(topic, [record('small')])
      await appender.close()
      const writer = await log.transactional(`${topic}.0`, { topic, partition: 0 })
      await assert.rejects(writer.commit(records(40, 'y'.repeat(100_000))), TooLarge)
      await writer.close()
      await transaction(topic, [record('after')])
      await eventually('it goes on', async () => (await readAll(topic)).length === 2)
    })

    test('a tail from the end sees all that is committed later, and nothing before', async () => {
      const topic = await newTopic()
      await transaction(topic, records(2, 'before'))
      await eventually('visible', async () => (await readAll(topic)).length === 2)
      const seen: LogRecord[] = []
      const tail = await log.tail([topic], 'end', (list) => void seen.push(...list))
      const { end } = await log.ends({ topic, partition: 0 })
      assert.equal(tail.position({ topic, partition: 0 }), end)
      await transaction(topic, records(2, 'after'))
      const appender = await log.appender()
      await appender.append(topic, [record('elsewhere', 3)])
      await appender.close()
      await eventually('three records', () => seen.length === 3)
      assert.deepEqual(texts(seen).sort(), ['after0', 'after1', 'elsewhere'])
      await eventually('past the control record', async () => {
        const now = await log.ends({ topic, partition: 0 })
        return tail.position({ topic, partition: 0 }) === now.end
      })
      await tail.close()
    })

    test('a tail from an offset begins there', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      await appender.append(topic, records(5, 'r', 2))
      await appender.close()
      const seen: LogRecord[] = []
      const tail = await log.tail(
        [topic],
        (at) => (at.partition === 2 ? 3n : 0n),
        (list) => void seen.push(...list),
      )
      await eventually('two records', () => seen.length >= 2)
      assert.deepEqual(texts(seen), ['r3', 'r4'])
      await tail.close()
    })

    test('a tail of one partition hears nothing of the others', async () => {
      const topic = await newTopic()
      const seen: LogRecord[] = []
      const tail = await log.tail(
        [topic],
        () => 0n,
        (list) => void seen.push(...list),
        1,
      )
      const appender = await log.appender()
      await appender.append(topic, [record('not this', 0), record('this', 1), record('nor this', 2)])
      await appender.append(topic, [record('and this', 1)])
      await appender.close()
      await eventually('two records', () => seen.length >= 2)
      assert.deepEqual(texts(seen), ['this', 'and this'])
      assert.equal(tail.position({ topic, partition: 0 }), undefined)
      await tail.close()
    })

    test('a group of one has every partition; records flow when it says from where', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      await appender.append(topic, [...records(3, 'a', 0), ...records(3, 'b', 1)])
      const one = member(({ partition }) => (partition === 1 ? undefined : 1n))
      const subscription = await log.subscribe(`g-${topic}`, [topic], one.handler)
      assert.deepEqual([...one.held.keys()].sort(), [0, 1, 2, 3])
      await eventually('partition 0 from 1', () => one.of(0).length === 2)
      assert.deepEqual(texts(one.seen), ['a1', 'a2'])
      one.held.get(1)?.from(2n)
      await eventually('partition 1 from 2', () => one.of(1).length === 1)
      await eventually('its position', () => one.positions.get(1) === 3n)
      assert.equal(await subscription.stillOurs(topic, 1), true)
      await subscription.close()
      assert.deepEqual(one.revoked.sort(), [0, 1, 2, 3])
      await appender.close()
    })

    test('a slow handler holds up its own partition only', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      const gate = Promise.withResolvers<void>()
      const one = member()
      const calls: number[] = []
      const subscription = await log.subscribe(`g-${topic}`, [topic], {
        ...one.handler,
        onRecords: async (t, partition, list) => {
          calls.push(partition)
          await one.handler.onRecords(t, partition, list)
          if (partition === 0) await gate.promise
        },
      })
      await appender.append(topic, [record('first')])
      await eventually('the first is being handled', () => one.of(0).length === 1)
      await appender.append(topic, [record('second'), record('other', 1)])
      await eventually('the other partition flows', () => one.of(1).length === 1)
      await appender.append(topic, [record('another', 1)])
      await eventually('and goes on', () => one.of(1).length === 2)
      assert.equal(one.of(0).length, 1)
      gate.resolve()
      await eventually('then the second', () => one.of(0).length === 2)
      assert.deepEqual(calls.filter((p) => p === 0).length, 2)
      await subscription.close()
      await appender.close()
    })

    test('what a handler failed on comes again', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      await appender.append(topic, records(2, 'r'))
      await appender.close()
      const one = member()
      let failures = 0
      const subscription = await log.subscribe(`g-${topic}`, [topic], {
        ...one.handler,
        onRecords: async (...args) => {
          if (failures++ === 0) throw new Error('once')
          await one.handler.onRecords(...args)
        },
      })
      await eventually('both', () => one.seen.length >= 2)
      assert.deepEqual(texts(one.seen), ['r0', 'r1'])
      await subscription.close()
    })

    test('members share; each record goes on at exactly one place when one joins and when one leaves', async () => {
      const topic = await newTopic()
      const group = `g-${topic}`
      const appender = await log.appender()
      const write = (prefix: string) =>
        appender.append(
          topic,
          Array.from({ length: PARTITIONS }, (_, p) => record(`${prefix}${p}`, p)),
        )
      let start = 0n
      const first = member(() => start)
      const one = await log.subscribe(group, [topic], first.handler)
      await write('a')
      await eventually('all at the first', () => first.seen.length === 4)

      const second = member(() => 1n)
      const two = await log.subscribe(group, [topic], second.handler)
      await eventually('half each', () => first.held.size === 2 && second.held.size === 2)
      assert.deepEqual(first.revoked.toSorted(), [...second.held.keys()].sort())
      await write('b')
      await eventually('the rest', () => first.seen.length + second.seen.length === 8)
      const [moved = -1] = second.held.keys()
      assert.equal(await one.stillOurs(topic, moved), false)
      assert.equal(await two.stillOurs(topic, moved), true)

      start = 2n
      await two.close()
      await eventually('all back', () => first.held.size === 4)
      await write('c')
      await eventually('the last four', () => first.seen.length + second.seen.length === 12)
      const all = [...first.seen, ...second.seen].map((r) => `${r.partition}@${r.offset}`)
      assert.equal(new Set(all).size, 12, 'no record twice')
      await one.close()
      await appender.close()
    })

    test('the group remembers an offset for the next member', async () => {
      const topic = await newTopic()
      const group = `g-${topic}`
      const first = member()
      const one = await log.subscribe(group, [topic], first.handler)
      assert.equal(first.held.get(2)?.groupOffset, undefined)
      one.commitGroupOffset(topic, 2, 7n)
      await one.close()
      const second = member()
      const two = await log.subscribe(group, [topic], second.handler)
      assert.deepEqual([second.held.get(2)?.groupOffset, second.held.get(3)?.groupOffset], [7n, undefined])
      await two.close()
    })

    test('deleted records are gone, and reading from below begins with the first that is there', async () => {
      const topic = await newTopic()
      const appender = await log.appender()
      await appender.append(topic, records(5, 'r'))
      await appender.close()
      await log.deleteBefore({ topic, partition: 0 }, 3n)
      assert.equal(await log.start({ topic, partition: 0 }), 3n)
      assert.deepEqual(texts(await readAll(topic)), ['r3', 'r4'])
      const one = member()
      const subscription = await log.subscribe(`g-${topic}`, [topic], one.handler)
      await eventually('the two', () => one.seen.length === 2)
      assert.deepEqual(texts(one.seen), ['r3', 'r4'])
      await subscription.close()
    })

    test('a topic is made once; another count of partitions is refused, and so is an unknown topic', async () => {
      const topic = await newTopic()
      const wanted = { topic, partitions: PARTITIONS, durable: false, settings: { 'retention.ms': '-1' } }
      await log.createTopics([wanted])
      assert.equal(await log.partitions(topic), PARTITIONS)
      await assert.rejects(log.createTopics([{ ...wanted, partitions: PARTITIONS + 1 }]), WrongTopic)
      await assert.rejects(log.partitions('nowhere'), WrongTopic)
      await assert.rejects(log.ends({ topic: 'nowhere', partition: 0 }), WrongTopic)
    })
  })
}

// The log in memory, for unit specs: the same promises as Kafka's, offsets of control records included.
import { setImmediate as turn } from 'node:timers/promises'
import {
  type Appender,
  Fenced,
  hasWrongKey,
  type Log,
  type LogRecord,
  type NewRecord,
  NotSent,
  TooLarge,
  type TopicPartition,
  type TransactionalWriter,
  WrongKey,
  WrongTopic,
} from './log.ts'
import { type MemoryPartition, memoryPartition } from './memory-partition.ts'
import { type Follower, follow, memoryGroups } from './memory-readers.ts'

export type MemoryLog = Log &
  Readonly<{
    /**
     * Leaves a transaction of this id open that no fence ends: what a broker may do after a crash (H1). Nothing of one
     * whose writer, when it is told, is no longer the newest of its id: what a fenced one writes is refused.
     */
    hang(id: string, at: TopicPartition, records: readonly NewRecord[], by?: TransactionalWriter): void
    /** From now on nothing can be handed over, or again. */
    cut(isCut: boolean): void
  }>

const sizeOf = ({ key, value, headers }: NewRecord): number =>
  Object.entries(headers).reduce((sum, [name, text]) => sum + name.length + text.length, key.length + value.length)

/** `now` gives the records' time, ms since 1970; `maxBytes` is the largest batch taken. */
export const memoryLog = ({ now = Date.now, maxBytes = 1_048_576 } = {}): MemoryLog => {
  const topics = new Map<string, readonly MemoryPartition[]>()
  const newest = new Map<string, TransactionalWriter>()
  const followers = new Set<Follower>()
  let isCut = false

  const partitionsOf = (topic: string): readonly MemoryPartition[] => {
    const found = topics.get(topic)
    if (!found) throw new WrongTopic(`there is no topic '${topic}': create it first`)
    return found
  }
  const partition = ({ topic, partition: number }: TopicPartition): MemoryPartition => {
    const found = partitionsOf(topic)[number]
    if (!found) throw new WrongTopic(`there is no partition ${topic}/${number}`)
    return found
  }
  const checkSize = (records: readonly NewRecord[]) => {
    const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0)
    if (bytes > maxBytes) throw new TooLarge(`${bytes} bytes in ${records.length} records; the log takes ${maxBytes}`)
  }
  const followFrom: typeof follow = (...args) => {
    const follower = follow(...args)
    followers.add(follower)
    return follower
  }
  const groups = memoryGroups({ partitionsOf, followFrom })

  const transactional = async (id: string, at: TopicPartition): Promise<TransactionalWriter> => {
    const target = partition(at)
    await turn()
    const writer: TransactionalWriter = {
      commit: async (records) => {
        if (hasWrongKey(records)) throw new WrongKey()
        await turn()
        if (newest.get(id) !== writer) throw new Fenced(`a newer owner holds ${id}`)
        checkSize(records)
        if (records.some((record) => record.partition !== at.partition))
          throw new WrongTopic(`${id} writes to ${at.topic}/${at.partition} only (protocol 1)`)
        return target.commit(id, records, now())
      },
      close: async () => undefined,
    }
    newest.set(id, writer)
    return writer
  }

  const appender = async (): Promise<Appender> => {
    let isOpen = true
    return {
      append: async (topic, records) => {
        if (hasWrongKey(records)) throw new WrongKey()
        await turn()
        if (!isOpen) throw new NotSent('the appender is closed')
        if (isCut) throw new NotSent('the log cannot be reached')
        checkSize(records)
        return records.map((record) => partition({ topic, partition: record.partition }).append(record, now()))
      },
      close: async () => {
        isOpen = false
      },
    }
  }

  return {
    read: async (at, from, until, each) => {
      const source = partition(at)
      if (from >= until) return
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const follower = followFrom(source, from, {
        records: async (records) => {
          const wanted = records.filter(({ offset }) => offset < until)
          if (wanted.length) await each(wanted)
        },
        position: (next) => next >= until && resolve(),
        failed: reject,
      })
      await promise.finally(follower.stop)
    },
    tail: async (names, from, each, only) => {
      const all = names.flatMap((topic) => partitionsOf(topic).map((_, number) => ({ topic, partition: number })))
      const own = all.filter((at) => only === undefined || at.partition === only)
      let turnOf: Promise<unknown> = Promise.resolve()
      let isOpen = true
      const inOrder = (records: readonly LogRecord[]) => {
        const mine = turnOf.then(() => each(records))
        turnOf = mine.catch(() => undefined)
        return mine
      }
      const readers = own.map((at) => {
        const source = partition(at)
        const start = from === 'end' ? source.committed() : from(at)
        return { at, follower: followFrom(source, start, { records: inOrder }) }
      })
      return {
        position: (at) =>
          readers.find((r) => r.at.topic === at.topic && r.at.partition === at.partition)?.follower.next(),
        isFollowing: () => isOpen,
        close: async () => {
          isOpen = false
          await Promise.all(readers.map(({ follower }) => follower.stop()))
        },
      }
    },
    subscribe: groups.subscribe,
    ends: async (at) => ({ committed: partition(at).committed(), end: partition(at).end() }),
    start: async (at) => partition(at).start(),
    since: async (at, time) => {
      const source = partition(at)
      const found = source.slice(0n, source.committed()).find(({ timestamp }) => timestamp >= time)
      return found?.offset ?? source.committed()
    },
    partitions: async (topic) => partitionsOf(topic).length,
    transactional,
    appender,
    createTopics: async (wanted) => {
      for (const { topic, partitions } of wanted) {
        const there = topics.get(topic)?.length ?? partitions
        if (there !== partitions) throw new WrongTopic(`${topic} has ${there} partitions, wanted ${partitions}`)
        if (!topics.has(topic))
          topics.set(
            topic,
            Array.from({ length: partitions }, (_, number) => memoryPartition({ topic, partition: number })),
          )
      }
    },
    deleteBefore: async (at, offset) => partition(at).deleteBefore(offset),
    close: async () => void (await Promise.all([...followers].map((follower) => follower.stop()))),
    hang: (id, at, records, by) => {
      if (!by || newest.get(id) === by) partition(at).hang(id, records, now())
    },
    cut: (cut) => {
      isCut = cut
    },
  }
}

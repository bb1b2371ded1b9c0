// Dead letters on the log: consumers tell what they laid aside, operators ask, consumers answer (F11).
import type { Logger } from 'pino'
import { type Backoff, untilDone } from './backoff.ts'
import { type Codec, learned } from './codec.ts'
import { openDesk, parkedOf } from './dead-letter-desk.ts'
import { letterIdOf, type Parcel, placeOf, recordsOf, smaller } from './dead-letter-records.ts'
import { type AnyEvent, happened } from './event.ts'
import { type Log, type LogRecord, type Tail, TooLarge, type TopicPartition } from './log.ts'
import type { Ask, Parked, Parking } from './parking.ts'
import { partitionOf } from './partition.ts'

export const DEAD_LETTERS = 'deadletters'

export type DeadLetters = Readonly<{
  /** Resolves when it stands on the log; what was told before may be told again. Throws NotSent or UnknownOutcome. */
  tell(consumer: string, at: TopicPartition, parking: Parking): Promise<void>
  /** What the log says is laid aside, by offset: for consumers that keep it nowhere else. */
  parked(consumer: string, at: TopicPartition): Promise<readonly Parked[]>
  wasDropped(consumer: string, at: TopicPartition, offset: bigint): Promise<boolean>
  /** Calls back for each ask that was not answered, now and later. Returns how to end that. */
  asks(consumer: string, at: TopicPartition, onAsk: (ask: Ask) => void): () => void
  close(): Promise<void>
}>

export type DeadLetterOptions = Readonly<{ log: Log; codec: Codec; logger: Logger }>

const LOOK_EVERY = 20
const LOOKED_FOR = 1_000
const again: Backoff = { first: 500, most: 30_000 }

/**
 * One per process. Costs nothing until there is a first letter: only then the topic is followed, from its start (it holds
 * what went wrong, so it is short).
 */
export const openDeadLetters = async ({ log, codec, logger }: DeadLetterOptions): Promise<DeadLetters> => {
  const partitions = await log.partitions(DEAD_LETTERS)
  const appender = await log.appender()
  const desk = openDesk()
  let following: Promise<Tail> | undefined
  const ending = new AbortController()
  const { signal } = ending

  const noted = async (records: readonly LogRecord[]): Promise<void> => {
    await learned(
      codec,
      records.map(({ value }) => value),
    )
    for (const record of records)
      try {
        desk.note(happened(codec, record).event, record)
      } catch (error) {
        logger.error({ offset: String(record.offset), err: String(error) }, 'a dead letter cannot be read')
      }
  }

  const follow = (): Promise<Tail> => {
    following ??= log.tail([DEAD_LETTERS], () => 0n, noted)
    following.catch(() => {
      following = undefined
    })
    return following
  }

  const placeOnLog = (consumer: string, at: TopicPartition): TopicPartition => ({
    topic: DEAD_LETTERS,
    partition: partitionOf(placeOf(consumer, at), partitions),
  })

  let looked: Readonly<{ at: number; found: Promise<boolean> }> | undefined
  /** Many ask at once when partitions are given out: one look serves all of them. */
  const isAnythingTold = (): Promise<boolean> => {
    if (looked && Date.now() - looked.at < LOOKED_FOR) return looked.found
    const all = Array.from({ length: partitions }, (_, partition) => log.ends({ topic: DEAD_LETTERS, partition }))
    const found = Promise.all(all).then((ends) => ends.some(({ committed }) => committed > 0n))
    looked = { at: Date.now(), found }
    found.catch(() => {
      looked = undefined
    })
    return found
  }

  /** Whether anything was ever said about the place; if so, all of it has been read then. */
  const isRead = async (consumer: string, at: TopicPartition): Promise<boolean> => {
    const own = placeOnLog(consumer, at)
    const { committed } = await log.ends(own)
    if (committed === 0n) return false
    const tail = await follow()
    while (!signal.aborted && (tail.position(own) ?? 0n) < committed)
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY))
    return true
  }

  /** However long the log does not answer: an ask that is never heard leaves its record aside for ever. */
  const hear = async (isNeeded: () => Promise<boolean>): Promise<void> => {
    const follows = async () => {
      if (await isNeeded()) await follow()
    }
    await untilDone(follows, again, signal, (error, attempt) =>
      logger.warn({ attempt, err: String(error) }, 'dead letters cannot be read: trying again'),
    )
  }

  const append = async (parcel: Parcel): Promise<void> => {
    const partition = partitionOf(parcel.data.place, partitions)
    const record = (data: AnyEvent) => ({
      partition,
      key: parcel.data.place,
      value: codec.encode(data.type, data),
      headers: parcel.headers,
    })
    try {
      await appender.append(DEAD_LETTERS, [record(parcel.data)])
    } catch (error) {
      const less = error instanceof TooLarge ? smaller(parcel.data) : undefined
      if (!less) throw error
      await appender.append(DEAD_LETTERS, [record(less)])
    }
  }

  /** The bytes of these letters, from where they were told; of those too large for that, from where they stand. */
  const fetch = async (own: TopicPartition, at: TopicPartition, offsets: ReadonlySet<bigint>) => {
    const found: Parked[] = []
    if (!offsets.size) return found
    const all = [...offsets].sort((a, b) => Number(a - b))
    const [first = 0n, last = 0n] = [all[0], all.at(-1)]
    const bare: Parked[] = []
    await log.read(own, first, last + 1n, (records) => {
      for (const record of records) {
        if (!offsets.has(record.offset)) continue
        const { event } = happened(codec, record)
        if (event.type !== 'RecordParked') continue
        const parked = parkedOf(event)
        if (event.value === null) bare.push(parked)
        else found.push(parked)
      }
    })
    for (const one of bare) {
      const { offset } = one.record
      await log.read(at, offset, offset + 1n, ([record]) => {
        if (record) found.push({ ...one, record })
      })
    }
    return found.sort((a, b) => Number(a.record.offset - b.record.offset))
  }

  return {
    tell: async (consumer, at, parking) => {
      for (const parcel of recordsOf(consumer, at, parking)) await append(parcel)
      // Somebody may ask from now on.
      void hear(async () => true)
    },
    parked: async (consumer, at) => {
      if (!(await isRead(consumer, at))) return []
      return fetch(placeOnLog(consumer, at), at, desk.openAt(placeOf(consumer, at)))
    },
    wasDropped: async (consumer, at, offset) =>
      (await isRead(consumer, at)) && desk.wasDropped(letterIdOf(consumer, at, offset)),
    asks: (consumer, at, onAsk) => {
      const end = desk.listen(placeOf(consumer, at), onAsk)
      // What is told from now on is told by this process, which follows then.
      void hear(isAnythingTold)
      return end
    },
    close: async () => {
      ending.abort()
      await appender.close()
      await (await following?.catch(() => undefined))?.close()
    },
  }
}

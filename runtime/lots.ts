// Where consumers keep what they laid aside: beside their rows, or, when they have no store, on the log alone.
import type { Logger } from 'pino'
import { untilDone } from './backoff.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { LogRecord } from './log.ts'
import { isParking, type Lot, type Parked, type Parking, type Settled } from './parking.ts'

export type LotOptions = Readonly<{
  deadLetters: DeadLetters
  /** the group */
  consumer: string
  concerns(record: LogRecord): boolean
  most?: number | undefined
  /** earlier groups of the same consumer: what was given up for them is given up here too */
  formerly?: readonly string[] | undefined
}>

const shared = ({ deadLetters, consumer, concerns, most, formerly = [] }: LotOptions) => ({
  concerns,
  ...(most === undefined ? {} : { most }),
  wasDropped: async (topic: string, partition: number, offset: bigint) => {
    for (const one of [consumer, ...formerly])
      if (await deadLetters.wasDropped(one, { topic, partition }, offset)) return true
    return false
  },
  asks: (topic: string, partition: number, onAsk: Parameters<DeadLetters['asks']>[2]) =>
    deadLetters.asks(consumer, { topic, partition }, onAsk),
})

export type LogLot = Lot & Readonly<{ keep(topic: string, partition: number, parking: Parking): Promise<void> }>

/**
 * For consumers whose position is the group's offset: `keep` is called at the end of `apply`, before the offset moves.
 * After a crash in between both are done again, as their effects are.
 */
export const logLot = (options: LotOptions): LogLot => ({
  ...shared(options),
  parked: (topic, partition) => options.deadLetters.parked(options.consumer, { topic, partition }),
  keep: async (topic, partition, parking) => {
    if (isParking(parking)) await options.deadLetters.tell(options.consumer, { topic, partition }, parking)
  },
})

/** A change that the log was not told of yet. `change` tells it from a later one of the same record. */
export type Untold = Readonly<{ offset: bigint; change: number }> &
  (Readonly<{ parked: Parked }> | Readonly<{ settled: Settled }>)

/** What was laid aside, in the consumer's own store. Its `apply` writes there, in the transaction of rows and position. */
export type ParkedStore = Readonly<{
  /** By offset. */
  parked(topic: string, partition: number): Promise<readonly Parked[]>
  untold(topic: string, partition: number): Promise<readonly Untold[]>
  /** What is settled may be forgotten then. */
  told(topic: string, partition: number, changes: readonly Untold[]): Promise<void>
}>

const again = { first: 200, most: 30_000 }

/** For consumers with a store: what it holds is the truth, the log is told afterwards, until it has heard everything. */
export const storeLot = (
  options: LotOptions & Readonly<{ store: ParkedStore; logger: Logger; signal: AbortSignal }>,
): Lot => {
  const { deadLetters, consumer, store, logger, signal } = options
  const telling = new Map<string, Promise<void>>()

  const tellAll = async (topic: string, partition: number): Promise<void> => {
    while (!signal.aborted) {
      const changes = await store.untold(topic, partition)
      if (!changes.length) return
      const park = changes.flatMap((one) => ('parked' in one ? [one.parked] : []))
      const settle = changes.flatMap((one) => ('settled' in one ? [one.settled] : []))
      await deadLetters.tell(consumer, { topic, partition }, { park, settle })
      await store.told(topic, partition, changes)
    }
  }
  const insist = (topic: string, partition: number) =>
    untilDone(
      () => tellAll(topic, partition),
      again,
      signal,
      (error, attempt) => {
        if (attempt === 1)
          logger.warn({ consumer, topic, partition, err: String(error) }, 'dead letters wait to be told')
      },
    )

  return {
    ...shared(options),
    parked: store.parked,
    kept: (topic, partition) => {
      const name = `${topic}/${partition}`
      const next = (telling.get(name) ?? Promise.resolve()).then(() => insist(topic, partition))
      telling.set(name, next)
    },
  }
}

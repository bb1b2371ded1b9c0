// Which records a stream processor failed at, how often, and what an operator asked: kept over its new beginnings.
import type { Logger } from 'pino'
import { backOff } from '../backoff.ts'
import type { DeadLetters } from '../dead-letters.ts'
import type { Ask, Cause, Parked, Parking } from '../parking.ts'
import { errorText, isOutage, kindOf, type Poisonous } from '../poison.ts'
import type { Dead, ParkedRecords } from './parked.ts'
import { placeOf } from './sources.ts'

export type Asked = Readonly<{ source: string; ask: Ask }>

export type Blame = Readonly<{
  dead(source: string): Dead
  /** Counts a failure; true when a record is condemned by it: it is laid aside when all begins again. */
  note(source: string, error: Poisonous): boolean
  nextAsk(): Asked | undefined
  /** Done, or there was nothing to do. */
  answered(asked: Asked): void
  /** The record that was asked for cannot be applied: says so. Another one is condemned, and the ask is tried again. */
  failed(asked: Asked, parked: Parked, error: Poisonous): void
  /** Tells the log what a transaction has changed. */
  tell(changes: ReadonlyMap<string, Parking>): void
  /** After a takeover: tells what the log does not know yet. */
  reconcile(parked: ParkedRecords): void
  close(): void
}>

export type BlameOptions = Readonly<{
  deadLetters: DeadLetters
  /** the processor with its version, and the partition of the output */
  consumer: string
  sources: readonly string[]
  tries: number
  logger: Logger
  signal: AbortSignal
  /** An ask came. */
  wake(): void
}>

const again = { first: 200, most: 30_000 }

export const openBlame = (options: BlameOptions): Blame => {
  const { deadLetters, consumer, sources, tries, logger, signal, wake } = options
  const counts = new Map<string, number>()
  const condemned = new Map<string, Map<bigint, Cause>>()
  const asks = new Map<string, Asked>()
  let telling: Promise<void> = Promise.resolve()

  const condemn = (source: string, offset: bigint, why: unknown, times: number) => {
    const known = condemned.get(source) ?? new Map<bigint, Cause>()
    condemned.set(source, known)
    known.set(offset, { kind: kindOf(why), error: errorText(why), tries: times, at: Date.now() })
  }

  const inTurn = (work: () => Promise<void>) => {
    telling = telling.then(async () => {
      for (let attempt = 1; !signal.aborted; attempt++)
        try {
          return await work()
        } catch (error) {
          if (attempt === 1) logger.warn({ consumer, err: String(error) }, 'dead letters wait to be told')
          await backOff(attempt, again, signal)
        }
    })
  }
  const tell = (source: string, parking: Parking) => inTurn(() => deadLetters.tell(consumer, placeOf(source), parking))

  const listening = sources.map((source) =>
    deadLetters.asks(consumer, placeOf(source), (ask) => {
      asks.set(ask.askId, { source, ask })
      wake()
    }),
  )

  return {
    dead: (source) => condemned.get(source) ?? new Map(),
    note: (source, { causes }) => {
      let isCondemned = false
      for (const [offset, why] of causes) {
        if (isOutage(why)) continue
        const name = `${source}@${offset}`
        const times = (counts.get(name) ?? 0) + 1
        counts.set(name, times)
        if (times < tries) continue
        counts.delete(name)
        condemn(source, offset, why, times)
        isCondemned = true
      }
      return isCondemned
    },
    nextAsk: () => asks.values().next().value,
    answered: ({ source, ask }) => {
      asks.delete(ask.askId)
      condemned.get(source)?.delete(ask.offset)
    },
    failed: ({ source, ask }, parked, { causes }) => {
      for (const [offset, why] of causes) if (offset !== ask.offset) condemn(source, offset, why, 1)
      if (!causes.has(ask.offset)) return
      asks.delete(ask.askId)
      const why = causes.get(ask.offset)
      const cause = { kind: kindOf(why), error: errorText(why), tries: (parked.cause?.tries ?? 0) + 1, at: Date.now() }
      tell(source, { park: [{ record: parked.record, cause, askId: ask.askId }], settle: [] })
    },
    tell: (changes) => {
      for (const [source, parking] of changes) tell(source, parking)
    },
    reconcile: (parked) => {
      const held = sources.map((source) => [source, parked.all(source)] as const)
      for (const [source, ours] of held)
        inTurn(async () => {
          const known = await deadLetters.parked(consumer, placeOf(source))
          const told = new Set(known.map(({ record }) => record.offset))
          const kept = new Set(ours.map(({ record }) => record.offset))
          const park = ours.filter(({ record }) => !told.has(record.offset))
          const gone = known.filter(({ record }) => !kept.has(record.offset))
          const settle = gone.map(({ record }) => ({ offset: record.offset, outcome: 'APPLIED' }) as const)
          if (park.length || settle.length) await deadLetters.tell(consumer, placeOf(source), { park, settle })
        })
    },
    close: () => {
      for (const end of listening) end()
    },
  }
}

// Outcomes that are not in the store yet, as the bytes that it will hold: thousands of them would else be so many objects
// that the collector carries about.
import { type Remembering, remembering } from '../store-change.ts'
import { decodeOutcome, mostBytesOf, rememberedAt, type StoredOutcome, writeOutcome } from './stored-outcome.ts'

type Decided = Readonly<{
  commandId: string
  source: string | undefined
  /** ms since 1970 */
  at: number
  outcome: Omit<StoredOutcome, 'last'>
}>

export type KeptOutcomes = Readonly<{
  /** `last` is the offset of its last record. */
  add(decided: Decided, last: bigint): void
  has(commandId: string): boolean
  get(commandId: string): StoredOutcome | undefined
  size(): number
  /** For a change; nothing may be added after that. */
  remembering: Remembering
}>

export const keptOutcomes = (): KeptOutcomes => {
  const own = remembering()
  const { values, times } = own
  const places = new Map<string, number>()
  return {
    add: ({ commandId, source, at, outcome }, last) => {
      places.set(commandId, values.size())
      values.addBytes(commandId, mostBytesOf(outcome), (bytes, start) => writeOutcome(outcome, last, bytes, start))
      times.push(rememberedAt(at, source))
    },
    has: (commandId) => places.has(commandId),
    get: (commandId) => {
      const place = places.get(commandId)
      return place === undefined ? undefined : decodeOutcome(values.value(place) as Buffer)
    },
    size: () => places.size,
    remembering: own,
  }
}

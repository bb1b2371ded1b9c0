// What is to be written to a keyed store, as plain data: another thread can do it.
import { type Gathered, gathered, type Part } from './store-part.ts'

/** One step along a source (`topic/partition`): from the next offset that the writer knows to the one after its work. */
export type Move = Readonly<{ source: string; from: bigint | undefined; next: bigint }>

/** What is remembered under an id, with a time by which it can be forgotten, ms since 1970. */
export type Remembered = Readonly<{ values: Part; times: readonly number[] }>

export type Change = Readonly<{
  moves: readonly Move[]
  puts: Part
  /** put where nothing is there */
  firsts: Part
  remembered: Remembered
  metas: readonly (readonly [name: string, value: string])[]
  forget: Readonly<{ before: number; limit: number }> | undefined
}>

/** A StoreWriter that notes; nothing is read. Each key and each id at most once. */
export type ChangeWriter = Readonly<{
  put(key: string, value: unknown): void
  /** Put, unless there is a value. */
  putFirst(key: string, value: unknown): void
  forgetBefore(before: number, limit: number): void
  setMeta(name: string, value: string): void
}>

/** Ids with their values and times, before they are part of a change. */
export type Remembering = Readonly<{ values: Gathered; times: number[] }>

export const remembering = (): Remembering => ({ values: gathered(), times: [] })

export const changeOf = (
  moves: readonly Move[],
  work: (write: ChangeWriter) => void,
  { values, times }: Remembering = remembering(),
): Change => {
  const [puts, firsts] = [gathered(), gathered()]
  const metas: (readonly [string, string])[] = []
  let forget: Change['forget']
  work({
    put: puts.add,
    putFirst: firsts.add,
    setMeta: (...one) => void metas.push(one),
    forgetBefore: (before, limit) => {
      forget = { before, limit }
    },
  })
  return {
    moves,
    puts: puts.part(),
    firsts: firsts.part(),
    remembered: { values: values.part(), times },
    metas,
    forget,
  }
}

/** What need not be copied for another thread: it is gone here then. */
export const buffersOf = ({ puts, firsts, remembered }: Change): readonly ArrayBuffer[] =>
  [puts, firsts, remembered.values].map(({ bytes }) => bytes.buffer)

// When what was kept goes to the local store: soon, one write at a time, and no decision runs further ahead than one more.
import type { Change } from '../store-change.ts'
import type { StoreWriting } from '../store-writing.ts'
import type { Keeper } from './keep.ts'

export type Writes = Readonly<{
  /** Something was kept: it is written within `writeEvery`, or begun now when there is much of it. */
  soon(): void
  /** Resolves when there is room to keep more: at once, unless the disk is slower than the decisions. */
  room(): Promise<void>
  /** Resolves when everything kept is in the file, or a write failed: then nothing more is written. */
  all(): Promise<void>
  /** Throws why a write failed (protocol 5): another owner wrote, the disk is full, the thread died. */
  check(): void
}>

export type WritesOptions = Readonly<{
  keeper: Keeper
  writing: StoreWriting
  /** ms */
  writeEvery: number
  /** so many records of the log are in the file now */
  onWritten(records: number): void
  onFailed(error: Error): void
}>

export const storeWrites = ({ keeper, writing, writeEvery, onWritten, onFailed }: WritesOptions): Writes => {
  let timer: NodeJS.Timeout | undefined
  let inFlight: Promise<void> | undefined
  let failed: Error | undefined

  const begin = (change: Change) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    inFlight = promise
    writing.write(change, (error) => {
      inFlight = undefined
      if (error) {
        failed = error
        onFailed(error)
      } else {
        onWritten(keeper.written())
        if (!keeper.isEmpty()) soon()
      }
      resolve()
    })
  }
  const now = () => {
    clearTimeout(timer)
    timer = undefined
    const change = inFlight || failed ? undefined : keeper.take()
    if (change) begin(change)
  }
  const soon = () => {
    if (writeEvery === 0 || keeper.isFull()) now()
    else timer ??= setTimeout(now, writeEvery)
  }

  return {
    soon,
    room: async () => {
      while (inFlight && keeper.isFull()) await inFlight
    },
    all: async () => {
      do {
        await inFlight
        now()
      } while (inFlight)
    },
    check: () => {
      if (failed) throw failed
    },
  }
}

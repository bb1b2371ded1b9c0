// Commands that wait to be decided: contiguous, bounded; whoever brings too many waits (protocol 12).
import type { LogRecord } from '../log.ts'

export type CommandQueue = Readonly<{
  /** Everything up to here was decided or is waiting. */
  last(): bigint
  length(): number
  /** Adds what follows on, skips what is known; resolves when there is room for more. Returns false at a gap. */
  add(records: readonly LogRecord[]): Promise<boolean>
  front(most: number): readonly LogRecord[]
  /** Takes everything up to an offset out: it is decided. */
  dropTo(offset: bigint): void
  /** Resolves when something waits, when woken or stopped. */
  filled(): Promise<void>
  /** Whoever waits for commands is to look at something else. */
  wake(): void
  stop(): void
}>

export const commandQueue = (position: bigint, bound: number): CommandQueue => {
  let waiting: LogRecord[] = []
  let last = position
  let arrival = Promise.withResolvers<void>()
  let room = Promise.withResolvers<void>()
  let stopped = false
  let woken = false

  return {
    last: () => last,
    length: () => waiting.length,
    add: async (records) => {
      for (const record of records) {
        if (record.offset <= last) continue
        if (record.offset !== last + 1n) return false
        waiting.push(record)
        last = record.offset
      }
      arrival.resolve()
      while (waiting.length >= bound && !stopped) await room.promise
      return true
    },
    front: (most) => waiting.slice(0, most),
    dropTo: (offset) => {
      const left = waiting.findIndex((record) => record.offset > offset)
      waiting = left < 0 ? [] : waiting.slice(left)
      if (offset > last) last = offset
      room.resolve()
      room = Promise.withResolvers()
    },
    filled: async () => {
      while (waiting.length === 0 && !stopped && !woken) {
        arrival = Promise.withResolvers()
        await arrival.promise
      }
      woken = false
    },
    wake: () => {
      woken = true
      arrival.resolve()
    },
    stop: () => {
      stopped = true
      arrival.resolve()
      room.resolve()
    },
  }
}

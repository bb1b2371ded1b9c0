// What was read ahead of a stream processor, per source; bounded, taken in turns so that no source starves another.
import type { LogRecord } from '../log.ts'

export type Inbox = Readonly<{
  /** Resolves when there is room for more. */
  offer(records: readonly LogRecord[]): Promise<void>
  /** The next batch, all of one source. */
  take(most: number): readonly LogRecord[] | undefined
  /** How many wait, of one source or of all. */
  size(source?: string): number
  /** When records of this source last came, by the wall clock; 0: never. */
  lastOffered(source: string): number
  /** Resolves when something waits, at the latest after `ms`, or when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** Ends a wait: there is something else to do. */
  wake(): void
  /** Lets go whoever waits for room; what comes from now on is dropped. */
  close(): void
}>

const ROOM = 5_000

export const openInbox = (now: () => number): Inbox => {
  const waiting = new Map<string, LogRecord[]>()
  const last = new Map<string, number>()
  let total = 0
  let wake: (() => void) | undefined
  let isClosed = false
  let room = Promise.withResolvers<void>()

  return {
    offer: async (records) => {
      if (isClosed) return
      for (const record of records) {
        const source = `${record.topic}/${record.partition}`
        const list = waiting.get(source)
        if (list) list.push(record)
        else waiting.set(source, [record])
        last.set(source, now())
      }
      total += records.length
      wake?.()
      while (total >= ROOM && !isClosed) await room.promise
    },
    take: (most) => {
      const [next] = waiting
      if (!next) return undefined
      const [source, list] = next
      waiting.delete(source)
      const batch = list.slice(0, most)
      const rest = list.slice(most)
      // To the end of the row.
      if (rest.length) waiting.set(source, rest)
      total -= batch.length
      if (total < ROOM) {
        room.resolve()
        room = Promise.withResolvers<void>()
      }
      return batch
    },
    size: (source) => (source === undefined ? total : (waiting.get(source)?.length ?? 0)),
    lastOffered: (source) => last.get(source) ?? 0,
    wait: (ms, signal) => {
      if (total > 0 || signal.aborted) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', resolve as () => void, { once: true })
      wake = resolve
      return promise.finally(() => {
        clearTimeout(timer)
        signal.removeEventListener('abort', resolve as () => void)
      })
    },
    wake: () => wake?.(),
    close: () => {
      isClosed = true
      waiting.clear()
      total = 0
      room.resolve()
    },
  }
}

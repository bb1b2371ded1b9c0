// For specs: a log that fails when told to, and counts what is read. Everything else is the log it wraps.
import type { Ends, Log, LogRecord, NewRecord, TopicPartition } from './log.ts'

/** Set any of these at any time. What a commit hook throws, the writer throws. */
export type Faults = {
  /** nothing is written when it throws */
  beforeCommit?: ((id: string, records: readonly NewRecord[]) => void | Promise<void>) | undefined
  /** it is written, and the writer says otherwise */
  afterCommit?: ((id: string, records: readonly NewRecord[]) => void | Promise<void>) | undefined
  beforeAppend?: ((topic: string) => void | Promise<void>) | undefined
  afterAppend?: ((topic: string) => void | Promise<void>) | undefined
  ends?: ((at: TopicPartition, real: Ends) => Ends) | undefined
  onRead?: ((at: TopicPartition, records: readonly LogRecord[]) => void) | undefined
  onOpen?: ((id: string) => void | Promise<void>) | undefined
}

export const faultyLog = (log: Log, faults: Faults): Log => ({
  ...log,
  ends: async (at) => {
    const real = await log.ends(at)
    return faults.ends?.(at, real) ?? real
  },
  read: (at, from, until, each) =>
    log.read(at, from, until, (records) => {
      faults.onRead?.(at, records)
      return each(records)
    }),
  transactional: async (id, at) => {
    await faults.onOpen?.(id)
    const writer = await log.transactional(id, at)
    return {
      ...writer,
      commit: async (records) => {
        await faults.beforeCommit?.(id, records)
        const first = await writer.commit(records)
        await faults.afterCommit?.(id, records)
        return first
      },
    }
  },
  appender: async () => {
    const appender = await log.appender()
    return {
      ...appender,
      append: async (topic, records) => {
        await faults.beforeAppend?.(topic)
        const offsets = await appender.append(topic, records)
        await faults.afterAppend?.(topic)
        return offsets
      },
    }
  },
})

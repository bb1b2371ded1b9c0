// Names on the broker: every topic and group has the installation's prefix there, and nowhere else.
import type { LogRecord } from '../log.ts'

export type Names = Readonly<{
  prefix: string
  full(name: string): string
  bare(name: string): string
  bareRecord(record: LogRecord): LogRecord
}>

export const namesWith = (prefix: string): Names => {
  const bare = (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name)
  return {
    prefix,
    full: (name) => prefix + name,
    bare,
    bareRecord: (record) => (prefix ? { ...record, topic: bare(record.topic) } : record),
  }
}

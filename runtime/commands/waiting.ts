// Who waits for which attempt, and what has come for it so far (protocol 16, H8: attempt id and command id must both match).
import type { LogRecord } from '../log.ts'
import type { Outcome } from './outcome.ts'

export type Arrived = Readonly<{ commandId: string; records: readonly LogRecord[]; tell: (outcome: Outcome) => void }>

type Waiter = {
  readonly commandId: string
  readonly records: LogRecord[]
  readonly tell: (outcome: Outcome) => void
}

export type Waiting = Readonly<{
  count(): number
  add(attemptId: string, commandId: string, tell: (outcome: Outcome) => void): void
  remove(attemptId: string): void
  /** Takes a record in; returns the whole of a command when this was its last. */
  take(record: LogRecord): Arrived | undefined
}>

export const waitingFor = (isLast: (record: LogRecord) => boolean): Waiting => {
  const waiters = new Map<string, Waiter>()
  return {
    count: () => waiters.size,
    add: (attemptId, commandId, tell) => void waiters.set(attemptId, { commandId, records: [], tell }),
    remove: (attemptId) => void waiters.delete(attemptId),
    take: (record) => {
      const attemptId = record.headers['attempt-id'] ?? ''
      const waiter = waiters.get(attemptId)
      if (!waiter || waiter.commandId !== record.headers['command-id']) return undefined
      waiter.records.push(record)
      if (!isLast(record)) return undefined
      waiters.delete(attemptId)
      return waiter
    },
  }
}

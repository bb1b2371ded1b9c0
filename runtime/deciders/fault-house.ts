// For specs of faults: a house on a log that fails when told to, and what a room says about its partitions.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { eventually } from '../eventually.ts'
import { type Faults, faultyLog } from '../faulty-log.ts'
import type { LogRecord } from '../log.ts'
import { memoryLog } from '../memory-log.ts'
import type { Service } from '../service.ts'
import { openHouse } from './house.ts'

export const at = { topic: 'account', partition: 0 }

export const setUp = async (t: TestContext) => {
  const log = memoryLog()
  const faults: Faults = {}
  const house = await openHouse(log)
  t.after(house.close)
  return { log, faults, faulty: faultyLog(log, faults), house }
}

/** Every commit waits, before it is written or with its answer: `reached` when the first one does, until `goOn`. */
export const holdCommits = (faults: Faults, when: 'beforeCommit' | 'afterCommit') => {
  const reached = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  faults[when] = async () => {
    reached.resolve()
    await held.promise
  }
  return { reached: reached.promise, goOn: () => held.resolve() }
}

export type Detail = Readonly<{
  state: string
  reason?: string
  position: string
  takeovers: number
  recordsRead: number
}>
export const detailsOf = (room: Service) => (room.health().detail?.account ?? {}) as Readonly<Record<number, Detail>>
export const detailOf = (room: Service): Detail => detailsOf(room)[0] as Detail

export const typesOf = (records: readonly LogRecord[]) => records.map(({ headers }) => headers.type)

/** Why the partition stopped, once it has. */
export const stoppedReason = async (room: Service): Promise<string> => {
  const detail = await eventually('the partition stops', () => {
    const seen = detailOf(room)
    return seen.state === 'stopped' && seen
  })
  assert.equal(room.health().ok, false)
  return detail.reason ?? ''
}

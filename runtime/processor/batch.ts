// A batch of one source as the engine takes it: decoded events, and how far its event time has come.
import type { Codec } from '../codec.ts'
import { metaOf } from '../envelope.ts'
import { type Happened, happenedOf } from '../event.ts'
import type { LogRecord } from '../log.ts'

export type InputBatch = Readonly<{ events: readonly Happened[]; latest: number | undefined }>

export const batchOf = async (
  codec: Codec,
  records: readonly LogRecord[],
  names: ReadonlySet<string>,
): Promise<InputBatch> => {
  const latest = records.reduce<number | undefined>((most, record) => {
    const { occurredAt } = metaOf(record)
    return most === undefined || occurredAt > most ? occurredAt : most
  }, undefined)
  return { events: await happenedOf(codec, records, names), latest }
}

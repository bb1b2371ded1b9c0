// A batch of one source as the engine takes it: decoded events, and how far its event time has come.
import type { Codec } from '../codec.ts'
import { type Happened, happenedOf } from '../event.ts'
import type { LogRecord } from '../log.ts'

export type InputBatch = Readonly<{ events: readonly Happened[]; latest: number | undefined }>

export const batchOf = async (
  codec: Codec,
  records: readonly LogRecord[],
  names: ReadonlySet<string>,
): Promise<InputBatch> => {
  const latest = records.reduce<number | undefined>((most, { headers, timestamp }) => {
    const at = Number(headers['occurred-at'] ?? timestamp)
    return most === undefined || at > most ? at : most
  }, undefined)
  return { events: await happenedOf(codec, records, names), latest }
}

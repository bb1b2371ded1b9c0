// How far this room has seen the log: views are asked for no less.
import type { Commands, Log } from '../../runtime/index.ts'

/**
 * A log whose tails are noted. `lastRecord` is the offset of the last record that came by, or where the tail began:
 * the log's own position also counts control records, which a view catches up with only when nothing else happens.
 */
export const noting = (log: Log) => {
  const last = new Map<string, bigint>()
  const noted: Log = {
    ...log,
    tail: (topics, from, each) =>
      log.tail(topics, from, (records) => {
        for (const { topic, partition, offset } of records) last.set(`${topic}/${partition}`, offset)
        return each(records)
      }),
  }
  return {
    log: noted,
    lastRecord: (commands: Pick<Commands, 'latest'>, topic: string, partition: number): bigint =>
      last.get(`${topic}/${partition}`) ?? commands.latest(topic, partition) - 1n,
  }
}

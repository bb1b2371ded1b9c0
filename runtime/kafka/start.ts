// Where reading can begin: kafkajs would jump somewhere without a word when an offset is out of range (H12).
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { TopicPartition } from '../log.ts'
import { later } from '../offset.ts'
import type { Places } from './places.ts'

const ASK_AGAIN = 5_000

/**
 * The offset itself, or the first one still there when that lies above it. An offset beyond the end means that the log
 * was recreated or restored: nothing is read until it is there, and the log says so.
 */
export const firstThere = async (
  places: Places,
  logger: Logger,
  at: TopicPartition,
  offset: bigint,
  isWanted: () => boolean,
): Promise<bigint> => {
  while (isWanted())
    try {
      const [start, { end }] = await Promise.all([places.start(at), places.ends(at)])
      if (offset <= end) return later(offset, start)
      logger.error(
        { ...at, wanted: offset.toString(), end: end.toString() },
        'the position lies beyond the end of the partition: was the topic recreated, or restored from a backup?',
      )
      await wait(ASK_AGAIN, undefined, { ref: false })
    } catch (error) {
      logger.warn({ ...at, err: error }, 'cannot find out where the partition begins; again soon')
      await wait(500)
    }
  return offset
}

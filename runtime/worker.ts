// Side effects on events: at least once, in order within a partition, tried again until they succeed.
import type { Logger } from 'pino'
import type { RecordName } from '../schemas/generated/catalogue.ts'
import type { Codec } from './codec.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { Meta } from './envelope.ts'
import { type EventNamed, happenedOf, topicsFor, typeOf } from './event.ts'
import { type Following, type FollowOptions, follow } from './follow.ts'
import { limit } from './limit.ts'
import type { Log } from './log.ts'
import { logLot } from './lots.ts'

/**
 * Must be repeatable: after a crash or a takeover it runs again for the same event. `signal` is aborted when the
 * partition goes to another member or the worker stops; end soon then, and reject: the event is not done.
 */
export type Effect<Name extends RecordName> = (
  event: EventNamed<Name>,
  meta: Meta,
  signal: AbortSignal,
) => Promise<void>

export type WorkerSpec<Name extends RecordName> = Pick<
  FollowOptions,
  'backoff' | 'stallAfter' | 'lookEvery' | 'stopWithin' | 'tries' | 'isOutage'
> &
  Readonly<{
    /** The group: its offset is where the worker stands. Another name begins again at the first record. */
    name: string
    log: Log
    codec: Codec
    /** only for the protocol's own records (CommandRejected …), which stand on many topics */
    topics?: readonly string[]
    on: Readonly<{ [N in Name]: Effect<N> }>
    logger: Logger
    /** Where an event goes whose effect fails `tries` times (10); without it that is tried for ever. */
    deadLetters?: DeadLetters | undefined
    /** Effects at the same time, each of another partition. */
    concurrency?: number
  }>

const TRIES = 10

/**
 * Runs one effect at a time per partition and commits the group's offset after it. A new group begins at the first
 * record. An effect that rejects is tried again, with longer and longer waits: its partition waits, the others go on, and
 * `health()` names it. After `tries` (about a minute and a half) its event is laid aside, and those of its key wait
 * behind it; what is an outage is tried for ever (`isOutage` tells what the runtime does not know as such). An effect may
 * take minutes; whatever shall end it for good is its own to decide (it sends a command that says so, and resolves).
 */
export const runWorker = async <Name extends RecordName>(spec: WorkerSpec<Name>): Promise<Following> => {
  const { name, codec, on, concurrency = 4, deadLetters, tries = TRIES } = spec
  const names = new Set<string>(Object.keys(on))
  const atOnce = limit(concurrency)
  const lot = deadLetters && logLot({ deadLetters, consumer: name, concerns: (record) => names.has(typeOf(record)) })

  return follow({
    backoff: { first: 250, most: 30_000 },
    ...spec,
    tries: lot && tries,
    lot,
    group: name,
    topics: topicsFor([...names], spec.topics),
    batchSize: 1,
    patient: true,
    start: async ({ groupOffset }) => groupOffset,
    apply: async ({ topic, partition, records, parking }, signal) => {
      for (const one of await happenedOf(codec, records, names)) {
        await atOnce(signal, () => on[one.event.type as Name](one.event as EventNamed<Name>, one.meta, signal))
        // Aborted while it waited or ran: nobody knows whether it is done, so the next owner does it again.
        signal.throwIfAborted()
      }
      await lot?.keep(topic, partition, parking)
    },
  })
}

// Process managers (protocol 21): an event of one context becomes commands to others, each under an id of its own.
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { records as catalogue, type RecordName } from '../schemas/generated/catalogue.ts'
import { type Codec, type FieldsOf, learned } from './codec.ts'
import type { DeadLetters } from './dead-letters.ts'
import { envelopeOf, headersOf, type Meta } from './envelope.ts'
import { type EventNamed, type Happened, happened, topicsFor, typeOf } from './event.ts'
import { type Following, type FollowOptions, follow } from './follow.ts'
import { idOf } from './ids.ts'
import type { Appender, Log, LogRecord, NewRecord } from './log.ts'
import { logLot } from './lots.ts'
import { partitionOf } from './partition.ts'
import { isPlanted } from './planted.ts'
import { Poisonous } from './poison.ts'

type CommandNamed<Name extends RecordName> = Name extends RecordName ? Readonly<{ type: Name }> & FieldsOf<Name> : never

/** A command to be sent. `step` names it among those of the same event; without it, its place in the list does. */
export type Send = Readonly<{ context: string; key: string; command: CommandNamed<RecordName>; step?: string }>

export type ProcessSpec<Name extends RecordName> = Readonly<{
  /** Part of the commands' ids: a process that is renamed sends everything again. */
  name: string
  topics?: readonly string[]
  /** Pure: it is asked again after a restart, and must answer the same. */
  on: Readonly<{ [N in Name]: (event: EventNamed<N>, meta: Meta) => readonly Send[] }>
}>

export type Process = Readonly<{
  name: string
  topics: readonly string[]
  names: ReadonlySet<string>
  sends(happened: Happened): readonly Send[]
}>

/** `defineProcess({ name, on: { SourceUploaded: (event) => [{ context: 'media', key, command }] } })`. Throws NoTopic. */
export const defineProcess = <Name extends RecordName>({ name, topics, on }: ProcessSpec<Name>): Process => {
  const names = new Set<string>(Object.keys(on))
  return {
    name,
    names,
    topics: topicsFor([...names], topics),
    sends: ({ event, meta }) => on[event.type as Name](event as EventNamed<Name>, meta),
  }
}

/** A command's id follows from the process, the event and the step: however often it is sent, it is decided once. */
export const stepId = (process: string, eventId: string, step: string | number): string =>
  idOf('process', process, isPlanted('step-with-new-id') ? randomUUID() : eventId, step)

export type RunProcess = Pick<FollowOptions, 'backoff' | 'stallAfter' | 'lookEvery' | 'batchSize' | 'tries'> &
  Readonly<{ log: Log; codec: Codec; process: Process; logger: Logger; deadLetters?: DeadLetters | undefined }>

/**
 * Sends the commands of each source partition in the order of its events, without transactions (H15). After a crash the
 * last ones are sent again under the same ids, with the event's place in the header `source`: the target drops them.
 * An event of which no commands can be made, after `tries` (5), is laid aside, and those of its key wait behind it.
 */
export const runProcess = async (options: RunProcess): Promise<Following> => {
  const { log, codec, process, deadLetters, tries = 5 } = options
  const concerns = (record: LogRecord) => process.names.has(typeOf(record))
  const lot = deadLetters && logLot({ deadLetters, consumer: process.name, concerns })
  const appender = await log.appender()
  const counts = new Map<string, Promise<number>>()

  const partitionsOf = (topic: string): Promise<number> => {
    const count = counts.get(topic) ?? log.partitions(topic)
    counts.set(topic, count)
    count.catch(() => counts.delete(topic))
    return count
  }

  const following = follow({
    backoff: { first: 100, most: 30_000 },
    ...options,
    tries: lot && tries,
    lot,
    name: process.name,
    group: process.name,
    topics: process.topics,
    batchSize: options.batchSize ?? 200,
    start: async ({ groupOffset }) => groupOffset,
    apply: async ({ topic, partition, records, parking }) => {
      await send(appender, partitionsOf, await commandsOfAll(process, codec, records.filter(concerns)))
      await lot?.keep(topic, partition, parking)
    },
  })
  return { ...following, stop: () => following.stop().finally(() => appender.close()) }
}

type Outgoing = Readonly<{ topic: string; key: string; value: Buffer; headers: NewRecord['headers'] }>

/** Throws Poisonous with every event of which none can be made. */
const commandsOfAll = async (process: Process, codec: Codec, records: readonly LogRecord[]) => {
  await learned(
    codec,
    records.map(({ value }) => value),
  )
  const causes = new Map<bigint, unknown>()
  const commands = records.flatMap((record) => {
    try {
      return commandsOf(process, codec, record)
    } catch (error) {
      causes.set(record.offset, error)
      return []
    }
  })
  if (causes.size) throw new Poisonous(causes)
  return commands
}

const commandsOf = (process: Process, codec: Codec, record: LogRecord): readonly Outgoing[] => {
  const cause = happened(codec, record)
  const { correlationId, simulated, traceparent } = envelopeOf(record.headers)
  const { eventId, topic, partition, offset } = cause.meta
  return process.sends(cause).map(({ context, key, command, step }, index) => {
    const commandId = stepId(process.name, eventId, step ?? index)
    const headers = headersOf({
      type: command.type,
      commandId,
      attemptId: randomUUID(),
      // What is sent follows from the event: the same id is never another body.
      bodyHash: commandId,
      correlationId: correlationId ?? eventId,
      causationId: eventId,
      source: `${topic}/${partition}/${offset}`,
      simulated,
      traceparent,
    })
    if (catalogue[command.type]['x-kind'] !== 'command') throw new Error(`${command.type} is not a command`)
    return { topic: `commands.${context}`, key, value: codec.encode(command.type, command), headers }
  })
}

/** One topic after the other; each keeps its order. Rejects when any is not certainly there: then all are sent again. */
const send = async (
  appender: Appender,
  partitionsOf: (topic: string) => Promise<number>,
  commands: readonly Outgoing[],
): Promise<void> => {
  for (const [topic, list] of Map.groupBy(commands, (one) => one.topic)) {
    const partitions = await partitionsOf(topic)
    const records = list.map(({ key, value, headers }) => ({
      partition: partitionOf(key, partitions),
      key,
      value,
      headers,
    }))
    await appender.append(topic, records)
  }
}

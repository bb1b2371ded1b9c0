// From a record on the log to what a handler is given: the event with its time, and what stands beside it.
import { type RecordName, records } from '../schemas/generated/catalogue.ts'
import { BadBytes, type Codec, isUnknown, learned, type RecordTypes } from './codec.ts'
import { type Meta, metaOf } from './envelope.ts'
import type { LogRecord } from './log.ts'
import { Poisonous } from './poison.ts'

/** An event of any of these names. */
export type EventNamed<Name extends RecordName> = RecordTypes[Name]
export type AnyEvent = RecordTypes[RecordName]

export type Happened<Name extends RecordName = RecordName> = Readonly<{ event: EventNamed<Name>; meta: Meta }>

/** The record's type as its header says, without decoding. */
export const typeOf = (record: LogRecord): string => record.headers.type ?? ''

/**
 * The event as its handlers take it: `at` (on commands `now`) is the envelope's time.
 * Throws BadBytes when the header and the bytes do not agree, and SchemaIdNotLearned.
 */
export const happened = (codec: Codec, record: LogRecord): Happened => {
  const decoded = codec.decode(record.value)
  const meta = metaOf(record)
  if (isUnknown(decoded) || decoded.type !== typeOf(record))
    throw new BadBytes(`${meta.position} says ${typeOf(record)}, its bytes are ${decoded.type}`)
  const time = records[decoded.type]['x-kind'] === 'command' ? 'now' : 'at'
  return { event: { ...decoded, [time]: meta.occurredAt } as AnyEvent, meta }
}

/** Decodes those that have one of these types, in order, all of one partition. Throws Poisonous with every fault. */
export const happenedOf = async (
  codec: Codec,
  all: readonly LogRecord[],
  names: ReadonlySet<string>,
): Promise<readonly Happened[]> => {
  const wanted = all.filter((record) => names.has(typeOf(record)))
  await learned(
    codec,
    wanted.map(({ value }) => value),
  )
  const found: Happened[] = []
  const causes = new Map<bigint, unknown>()
  for (const record of wanted)
    try {
      found.push(happened(codec, record))
    } catch (error) {
      causes.set(record.offset, error)
    }
  if (causes.size) throw new Poisonous(causes)
  return found
}

/** A handler is written for a type that no topic of its own carries. */
export class NoTopic extends Error {
  override name = 'NoTopic'
}

/** The topics on which records of these names stand. The protocol's own records stand on many: name those topics. */
export const topicsFor = (names: readonly string[], given?: readonly string[]): readonly string[] => {
  const own = names.map((name) => {
    const schema: Readonly<Record<string, unknown>> | undefined = records[name as RecordName]
    if (!schema) throw new NoTopic(`there is no record ${name} in schemas/`)
    return schema['x-topic'] as string | undefined
  })
  const found = own.filter((topic) => topic !== undefined)
  if (found.length < own.length && !given)
    throw new NoTopic(`${names[own.indexOf(undefined)]} has no topic: give topics`)
  return [...new Set([...found, ...(given ?? [])])].sort()
}

/** A command without its time, which the decider's room gives it. */
export type Timeless<C> = C extends { now: number } ? Omit<C, 'now'> : never

// The envelope: what every record says about itself, in headers. Names are lower case, values text.
import type { Headers, LogRecord } from './log.ts'
import { positionText } from './position.ts'

/** The n-th of the records that one command left, from 1. */
export type Part = Readonly<{ number: number; of: number }>

export type Envelope = Readonly<{
  /** the record's short name */
  type: string
  eventId?: string | undefined
  /** 1, 2, 3 … per key; not on the protocol's own records */
  streamVersion?: number | undefined
  commandId?: string | undefined
  attemptId?: string | undefined
  /** of what the client sent */
  bodyHash?: string | undefined
  /** where the command stands in commands.*: the highest one committed is the position (protocol 2) */
  commandOffset?: bigint | undefined
  part?: Part | undefined
  correlationId?: string | undefined
  causationId?: string | undefined
  /** ms since 1970 */
  occurredAt?: number | undefined
  /** made by the simulated audience */
  simulated?: boolean | undefined
  traceparent?: string | undefined
  /** personId */
  actor?: string | undefined
  /** on commands: refused when appended later than this, ms since 1970 (protocol 13) */
  notAfter?: number | undefined
  /** topic/partition/offset of the event that a process manager or worker answers (protocol 21) */
  source?: string | undefined
}>

type Write<T> = (value: T) => string
type Read<T> = (text: string) => T | undefined
type Field<T> = readonly [header: string, write: Write<T>, read: Read<T>]

const same = (text: string) => text
const wholeNumber: Read<number> = (text) => (/^\d{1,16}$/.test(text) ? Number(text) : undefined)
const partOf: Read<Part> = (text) => {
  const [, number, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []
  return number && of ? { number: Number(number), of: Number(of) } : undefined
}

const fields: { readonly [K in keyof Envelope]-?: Field<NonNullable<Envelope[K]>> } = {
  type: ['type', same, same],
  eventId: ['event-id', same, same],
  streamVersion: ['stream-version', String, wholeNumber],
  commandId: ['command-id', same, same],
  attemptId: ['attempt-id', same, same],
  bodyHash: ['body-hash', same, same],
  commandOffset: ['command-offset', String, (text) => (/^\d{1,19}$/.test(text) ? BigInt(text) : undefined)],
  part: ['part', ({ number, of }) => `${number}/${of}`, partOf],
  correlationId: ['correlation-id', same, same],
  causationId: ['causation-id', same, same],
  occurredAt: ['occurred-at', String, wholeNumber],
  simulated: ['simulated', (yes) => (yes ? '1' : '0'), (text) => text === '1'],
  traceparent: ['traceparent', same, same],
  actor: ['actor', same, same],
  notAfter: ['not-after', String, wholeNumber],
  source: ['source', same, same],
}

const names = Object.keys(fields) as readonly (keyof Envelope)[]
const table = Object.values(fields) as readonly Field<unknown>[]

/**
 * What is undefined, and `simulated: false`, leaves no header; nor does what the reader knows without: a part that is
 * the whole, and a correlation or cause that is the command itself. Each header costs the client some microseconds.
 */
export const headersOf = (envelope: Envelope): Headers => {
  const headers: Record<string, string> = {}
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as keyof Envelope
    const value = envelope[name]
    if (value === undefined || value === false || isImplied(envelope, name)) continue
    const [header, write] = table[i] as Field<unknown>
    headers[header] = write(value)
  }
  return headers
}

const isImplied = (envelope: Envelope, name: keyof Envelope): boolean => {
  if (name === 'part') return envelope.part?.of === 1
  if (name === 'correlationId' || name === 'causationId') return envelope[name] === envelope.commandId
  return false
}

/** Headers that are missing or are not what they should be are undefined, or what they imply; a missing type is ''. */
export const envelopeOf = (headers: Headers): Envelope => {
  const envelope: Record<string, unknown> = { type: '' }
  for (let i = 0; i < names.length; i++) {
    const [header, , read] = table[i] as Field<unknown>
    const text = headers[header]
    if (text !== undefined) envelope[names[i] as string] = read(text)
  }
  const { commandId } = envelope
  if (commandId !== undefined) {
    envelope.part ??= WHOLE
    envelope.correlationId ??= commandId
    envelope.causationId ??= commandId
  }
  return envelope as Envelope
}

/** Of an envelope this alone. */
export const occurredAtOf = (headers: Headers): number | undefined => {
  const text = headers[fields.occurredAt[0]]
  return text === undefined ? undefined : wholeNumber(text)
}

const WHOLE: Part = { number: 1, of: 1 }

/** What a handler is told about an event, beside the event. */
export type Meta = Readonly<{
  topic: string
  partition: number
  offset: bigint
  /** `topic/partition@offset` of this record */
  position: string
  key: string
  eventId: string
  streamVersion: number
  commandId: string
  simulated: boolean
  /** ms since 1970 */
  occurredAt: number
}>

/** A record without an event id (a fact from elsewhere) has its position as id; without a time, the log's. */
export const metaOf = ({ topic, partition, offset, key, headers, timestamp }: LogRecord): Meta => {
  const position = positionText({ topic, partition, offset })
  const { eventId, streamVersion, commandId, simulated, occurredAt } = envelopeOf(headers)
  return {
    topic,
    partition,
    offset,
    position,
    key,
    eventId: eventId ?? position,
    streamVersion: streamVersion ?? 0,
    commandId: commandId ?? '',
    simulated: simulated ?? false,
    occurredAt: occurredAt ?? timestamp,
  }
}

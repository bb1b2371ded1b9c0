// From records of an event partition to its local store: what a takeover reads is what the decider had (protocol 10, 23).
import { type Envelope, envelopeOf } from '../envelope.ts'
import type { LogRecord } from '../log.ts'
import type { StoreWriter } from '../store.ts'
import { type AnyDecider, isProtocolRecord, PROTOCOL_RECORDS, type RecordCodec } from './decider.ts'
import { putRow, type Row, rememberOutcome, rowOf, type Standing } from './partition-store.ts'
import type { OutcomeRecord } from './stored-outcome.ts'

/** The log is not as this code or this store can read it: a person has to look. Nothing is decided meanwhile. */
export class CannotDecide extends Error {
  override name = 'CannotDecide'
}

export type Folding = Readonly<{ decider: AnyDecider; codec: RecordCodec }>

/** Parts of commands whose last part was not read yet; it may come in the next batch of records. */
export type OpenParts = Map<string, OutcomeRecord[]>

const where = ({ topic, partition, offset }: LogRecord) => `${topic}/${partition}@${offset}`

const evolved = ({ decider, codec }: Folding, store: StoreWriter, record: LogRecord, envelope: Envelope): Row => {
  const row = rowOf(store, record.key) ?? { version: 0, time: 0, state: decider.initial }
  const version = row.version + 1
  if (envelope.streamVersion !== version)
    throw new CannotDecide(`${where(record)} has stream version ${envelope.streamVersion}, expected ${version}`)
  const decoded = codec.decode(record.value)
  if ('unknown' in decoded)
    throw new CannotDecide(`${where(record)} is a ${decoded.type}, which this code does not know: run a newer one`)
  const at = envelope.occurredAt ?? record.timestamp
  return { version, time: Math.max(row.time, at), state: decider.evolve(row.state, { ...decoded, at }) }
}

/** An event that cannot be applied is never skipped. */
const evolvedOrStop: typeof evolved = (folding, store, record, envelope) => {
  try {
    return evolved(folding, store, record, envelope)
  } catch (error) {
    if (error instanceof CannotDecide) throw error
    throw new CannotDecide(`${where(record)}, a ${envelope.type}, cannot be applied: ${error}`, { cause: error })
  }
}

const rememberPart = (store: StoreWriter, record: LogRecord, envelope: Envelope, open: OpenParts): void => {
  const { commandId, part, bodyHash, source } = envelope
  // What expired was not decided: the same id may come again.
  if (commandId === undefined || envelope.type === PROTOCOL_RECORDS.expired) return
  const at = envelope.occurredAt ?? record.timestamp
  const parts = open.get(commandId) ?? []
  parts.push({ type: envelope.type, at, value: record.value })
  if (part && part.number < part.of) {
    open.set(commandId, parts)
    return
  }
  open.delete(commandId)
  rememberOutcome(store, commandId, at, source, { bodyHash, last: record.offset, records: parts })
}

/** Applies records in order; the schemas of their values must have been learned. Throws CannotDecide. */
export const foldRecords = (
  folding: Folding,
  store: StoreWriter,
  records: readonly LogRecord[],
  standing: Standing,
  open: OpenParts,
): Standing => {
  let { position, eventId, lastOffset } = standing
  for (const record of records) {
    const envelope = envelopeOf(record.headers)
    if (!isProtocolRecord(envelope.type)) putRow(store, record.key, evolvedOrStop(folding, store, record, envelope))
    rememberPart(store, record, envelope, open)
    if (envelope.commandOffset !== undefined && envelope.commandOffset > position) position = envelope.commandOffset
    eventId = envelope.eventId ?? ''
    lastOffset = record.offset
  }
  return { ...standing, position, eventId, lastOffset }
}

// A batch of commands to a batch of records: every rule between reading a command and writing its outcome (protocol 12-14).
import { type Envelope, envelopeOf, headersOf } from '../envelope.ts'
import { eventIdOf, idOf } from '../ids.ts'
import type { LogRecord, NewRecord } from '../log.ts'
import { partitionOf } from '../partition.ts'
import { isPlanted } from '../planted.ts'
import { type AnyDecider, isRefusal, type Message, PROTOCOL_RECORDS, type RecordCodec } from './decider.ts'
import type { Row } from './partition-store.ts'
import type { OutcomeRecord, StoredOutcome } from './stored-outcome.ts'

/** What was decided before: state, and the commands whose outcome is known. */
export type Kept = Readonly<{ row(key: string): Row | undefined; knows(commandId: string): boolean }>

export type BatchInput = Readonly<{
  decider: AnyDecider
  codec: RecordCodec
  kept: Kept
  partition: number
  partitions: number
  /** in order, contiguous, their schemas learned */
  commands: readonly LogRecord[]
  /** of output; one command may have more */
  maxBytes: number
  /** offset of the command whose output the log did not take (protocol 18) */
  tooLarge: bigint | undefined
}>

/** Sent again with an id that is known: to be answered with the outcome there is, when that is committed. */
export type Repeat = Readonly<{ commandId: string; attemptId: string | undefined; bodyHash: string | undefined }>

/** What a command leaves: `records[from]` up to, not including, `records[to]` of the batch. */
export type Decided = Readonly<{
  commandId: string
  source: string | undefined
  at: number
  from: number
  to: number
  outcome: Omit<StoredOutcome, 'last'>
  /** an expired command is not decided: its id stays unknown */
  isFinal: boolean
}>

export type Batch = Readonly<{
  /** commands covered, from the front */
  taken: number
  /** offset of the last command covered */
  last: bigint
  /** highest command offset that a record carries: the position once they are committed (protocol 2) */
  position: bigint
  records: readonly NewRecord[]
  rows: ReadonlyMap<string, Row>
  decided: readonly Decided[]
  repeats: readonly Repeat[]
  /** log time of the first and the last command */
  times: readonly [first: number, last: number]
}>

type Output = Readonly<{
  records: readonly OutcomeRecord[]
  row: Row | undefined
  /** version of the first event; undefined for the protocol's own records */
  version: number | undefined
  isFinal: boolean
}>

const DETAIL = 500

const protocolRecord = (codec: RecordCodec, type: string, at: number, data: object, isFinal = true): Output => ({
  records: [{ type, at, value: codec.encode(type, { at, ...data }) }],
  row: undefined,
  version: undefined,
  isFinal,
})

const failed = (codec: RecordCodec, at: number, commandType: string, error: unknown): Output => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return protocolRecord(codec, PROTOCOL_RECORDS.failed, at, { commandType, detail: text.slice(0, DETAIL) })
}

const decideOne = ({ decider, codec }: BatchInput, command: Message, now: number, row: Row): Output => {
  const commandType = command.type
  const decision = decider.decide({ ...command, now } as Message, row.state)
  if (isRefusal(decision)) {
    const { type: problem, detail } = decision
    return protocolRecord(codec, PROTOCOL_RECORDS.rejected, now, { commandType, problem, detail })
  }
  if (decision.length === 0) return protocolRecord(codec, PROTOCOL_RECORDS.nothing, now, { commandType })
  const time = decision.reduce((latest, { at }) => Math.max(latest, at), row.time)
  const state = decision.reduce((before, event) => decider.evolve(before, event), row.state)
  const records = decision.map((event) => ({ type: event.type, at: event.at, value: codec.encode(event.type, event) }))
  return {
    records,
    row: { version: row.version + decision.length, time, state },
    version: row.version + 1,
    isFinal: true,
  }
}

/** Everything that may be wrong with one command ends in a record of its own (protocol 13, 14). */
const outputOf = (input: BatchInput, record: LogRecord, envelope: Envelope, now: number, row: Row): Output => {
  const { codec, partition, partitions, tooLarge } = input
  const { notAfter, type: commandType } = envelope
  if (partitionOf(record.key, partitions) !== partition) {
    const detail = `The command stands in partition ${partition}; its key belongs to another one.`
    return protocolRecord(codec, PROTOCOL_RECORDS.rejected, now, { commandType, problem: 'misrouted', detail })
  }
  if (notAfter !== undefined && record.timestamp > notAfter)
    return protocolRecord(codec, PROTOCOL_RECORDS.expired, now, { commandType, notAfter }, false)
  if (record.offset === tooLarge) return failed(codec, now, commandType, new Error('what it leads to is too large'))
  try {
    const command = codec.decode(record.value)
    if ('unknown' in command) return failed(codec, now, commandType, new Error('this decider does not know it'))
    return decideOne(input, command, now, row)
  } catch (error) {
    return failed(codec, now, commandType, error)
  }
}

/** A command without an id has its place for one. */
export const commandIdIn = ({ topic, partition, offset, headers }: LogRecord): string =>
  headers['command-id'] ?? idOf('nameless', topic, partition, offset)

const headersFor = (
  commandId: string,
  envelope: Envelope,
  record: LogRecord,
  output: Output,
  index: number,
): NewRecord['headers'] => {
  const { attemptId, bodyHash, correlationId, simulated, traceparent, actor, source } = envelope
  const part = output.records[index]
  // Of what expired there may be several: it does not take the ids of the outcome to come.
  const eventId = output.isFinal ? eventIdOf(commandId, index) : idOf('expired', commandId, record.offset)
  return headersOf({
    type: part?.type ?? '',
    eventId,
    streamVersion: output.version === undefined ? undefined : output.version + index,
    commandId,
    attemptId,
    bodyHash,
    commandOffset: record.offset,
    part: { number: index + 1, of: output.records.length },
    correlationId: correlationId ?? commandId,
    causationId: commandId,
    occurredAt: part?.at,
    simulated,
    traceparent,
    actor,
    source,
  })
}

const bytesOf = ({ key, value, headers }: NewRecord): number => {
  let bytes = key.length + value.length
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0)
  return bytes
}

/** Decides commands from the front until the output is full. Pure: nothing is written, the store is only read. */
export const decideBatch = (input: BatchInput): Batch => {
  const { decider, kept, partition, commands, maxBytes } = input
  const rows = new Map<string, Row>()
  const outcomes = new Map<string, Omit<StoredOutcome, 'last'>>()
  const records: NewRecord[] = []
  const decided: Decided[] = []
  const repeats: Repeat[] = []
  let bytes = 0
  let taken = 0
  let position = -1n

  for (const record of commands) {
    const envelope = envelopeOf(record.headers)
    const { attemptId, bodyHash } = envelope
    const commandId = commandIdIn(record)
    const isKnown = outcomes.has(commandId) || kept.knows(commandId)
    if (isKnown && !isPlanted('no-deduplication')) {
      repeats.push({ commandId, attemptId, bodyHash })
      taken++
      continue
    }
    const row = rows.get(record.key) ?? kept.row(record.key) ?? { version: 0, time: 0, state: decider.initial }
    const now = Math.max(record.timestamp, row.time)
    const output = outputOf(input, record, envelope, now, row)
    const written = output.records.map(({ value }, index) => ({
      partition,
      key: record.key,
      value,
      headers: headersFor(commandId, envelope, record, output, index),
    }))
    const size = written.reduce((sum, one) => sum + bytesOf(one), 0)
    if (taken > 0 && bytes + size > maxBytes) break

    bytes += size
    taken++
    position = record.offset
    const outcome = { bodyHash, records: output.records }
    const from = records.length
    records.push(...written)
    if (output.row) rows.set(record.key, output.row)
    if (output.isFinal) outcomes.set(commandId, outcome)
    const { source } = envelope
    const at = output.records.at(-1)?.at ?? now
    decided.push({ commandId, source, at, from, to: records.length, outcome, isFinal: output.isFinal })
  }

  const first = commands[0]
  const last = commands[taken - 1]
  return {
    taken,
    last: last?.offset ?? -1n,
    position,
    records,
    rows,
    decided,
    repeats,
    times: [first?.timestamp ?? 0, last?.timestamp ?? 0],
  }
}

// What a transaction of a stream processor writes: what was said, or a mark that it moved on; the last one has the journal.
import { randomUUID } from 'node:crypto'
import type { Codec } from '../codec.ts'
import { headersOf } from '../envelope.ts'
import type { NewRecord } from '../log.ts'
import type { Processor } from './definition.ts'
import type { Emitted } from './engine.ts'
import { journalHeaders, type Step } from './journal.ts'

const outputOf = (
  codec: Codec,
  partition: number,
  said: Emitted,
  part: Readonly<{ number: number; of: number }>,
): NewRecord => ({
  partition,
  key: said.key,
  value: codec.encode(said.record.type, said.record),
  headers: headersOf({
    type: said.record.type,
    // Drawn, not derived: that it is said once follows from the journal, not from its id.
    eventId: randomUUID(),
    occurredAt: said.at,
    causationId: said.causedBy,
    simulated: said.simulated,
    part: part.of > 1 ? part : undefined,
  }),
})

/** The key is the same at each, so that a compacted topic keeps one of them per partition. */
const movedOn = (codec: Codec, { name, version }: Processor, partition: number): NewRecord => ({
  partition,
  key: `moved-on/${partition}`,
  value: codec.encode('ProcessorMovedOn', { processor: name, version }),
  headers: headersOf({ type: 'ProcessorMovedOn', eventId: randomUUID(), occurredAt: Date.now() }),
})

export const transactionOf = (
  codec: Codec,
  processor: Processor,
  partition: number,
  said: readonly Emitted[],
  steps: readonly Step[],
): readonly NewRecord[] => {
  const records = said.map((one, i) => outputOf(codec, partition, one, { number: i + 1, of: said.length }))
  const all = records.length ? records : [movedOn(codec, processor, partition)]
  const journal = journalHeaders({ processor: processor.name, version: processor.version, steps })
  return all.map((record, i) =>
    i === all.length - 1 ? { ...record, headers: { ...record.headers, ...journal } } : record,
  )
}

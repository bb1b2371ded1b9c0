// For specs: processorSpec(processor).given(...events).until(time).then(...records), without a log.
import assert from 'node:assert/strict'
import type { Meta } from '../envelope.ts'
import { type AnyEvent, type Happened, topicsFor } from '../event.ts'
import { idOf } from '../ids.ts'
import { openStore } from '../store.ts'
import type { OutputRecord, Processor } from './definition.ts'
import { type Emitted, engineOf } from './engine.ts'
import { openState } from './state.ts'

/** An event, or an event with what its headers say beside it. */
export type GivenEvent = AnyEvent | Readonly<{ event: AnyEvent; meta: Partial<Meta> }>

export type ProcessorSpec = Readonly<{
  given(...events: GivenEvent[]): Readonly<{
    /** Event time moves on to `time` after the events, so that windows close and timers fire. */
    until(time: number): Said
  }> &
    Said
}>

type Said = Readonly<{
  /** What was said, in order. */
  then(...records: OutputRecord[]): void
  /** The same, for other checks. */
  said(): readonly Emitted[]
}>

/** Each event is a step of its own, in the order given, all from one partition; no partition is left out. */
export const processorSpec = (processor: Processor): ProcessorSpec => ({
  given: (...events) => {
    const said = (until?: number) => saidAfter(processor, events, until)
    return { ...answers(() => said()), until: (time) => answers(() => said(time)) }
  },
})

const answers = (said: () => readonly Emitted[]): Said => ({
  said,
  // biome-ignore lint/suspicious/noThenProperty: the last word of the spec; nobody awaits what stands before it
  then: (...records) =>
    assert.deepEqual(
      said().map(({ record }) => record),
      records,
    ),
})

const saidAfter = (processor: Processor, events: readonly GivenEvent[], until: number | undefined) => {
  const store = openStore({ file: ':memory:' })
  const sources = ['spec/0']
  const state = openState({ store, processor, sources, partitions: 1, atHand: 0 })
  const engine = engineOf({ processor, overlay: state.overlay, clock: state.clock, isOurs: () => true })
  const said = events.flatMap((given, i) => {
    const happened = happenedAt(given, i)
    const known = processor.names.has(happened.event.type) ? [happened] : []
    const emitted = [...engine.records('spec/0', known, happened.meta.occurredAt), ...engine.atCommit()]
    // Through the store each time, so that what cannot be kept is noticed.
    state.keep({ next: BigInt(i + 1), eventId: '' })
    return emitted
  })
  const last = until === undefined ? [] : [...engine.time(until), ...engine.atCommit()]
  store.close()
  return [...said, ...last]
}

const happenedAt = (given: GivenEvent, index: number): Happened => {
  const { event, meta } = 'event' in given ? given : { event: given, meta: {} }
  const topic = topicsFor([event.type], ['protocol'])[0] ?? ''
  return {
    event,
    meta: {
      topic,
      partition: 0,
      offset: BigInt(index),
      position: `${topic}/0@${index}`,
      key: '',
      eventId: idOf('spec', index),
      streamVersion: 0,
      commandId: '',
      simulated: false,
      occurredAt: 'now' in event ? event.now : event.at,
      ...meta,
    },
  }
}

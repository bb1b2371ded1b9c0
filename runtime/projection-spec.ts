// For specs: projectionSpec(projection).given(...events).then(rows), tried in every way in which events are delivered.
import assert from 'node:assert/strict'
import type { RecordName } from '../schemas/generated/catalogue.ts'
import type { Meta } from './envelope.ts'
import { type AnyEvent, type Happened, topicsFor } from './event.ts'
import { idOf } from './ids.ts'
import { memoryProjectionStore } from './memory-projection-store.ts'
import { foldRows, type Projection } from './projection.ts'
import { type Row, StalePosition } from './projection-store.ts'

/** An event, or an event with what its headers say beside it. */
export type Given = AnyEvent | Readonly<{ event: AnyEvent; meta: Partial<Meta> }>

export type ProjectionSpec<R> = Readonly<{
  given(...events: Given[]): Readonly<{
    /** The rows by key. Rejects when any way of delivery gives others. */
    then(rows: Readonly<Record<string, R>>): Promise<void>
  }>
}>

/**
 * Folds the events through a store, three times: each event in a batch of its own; all in one batch; each batch
 * delivered twice, as after a crash between the write and the group's offset. The rows must be the same. Handlers are
 * called twice with the same frozen row, and must answer the same: they may neither change it nor read a clock.
 */
export const projectionSpec = <R extends object>(projection: Projection<R>): ProjectionSpec<R> => ({
  given: (...events) => ({
    // biome-ignore lint/suspicious/noThenProperty: the last word of the spec; nobody awaits what stands before it
    then: async (rows) => {
      const list = events.map(happenedAt)
      const single = list.map((one) => [one])
      const wanted = new Map(Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1)))
      const ways = { 'one by one': single, 'in one batch': [list], 'each twice': single.flatMap((one) => [one, one]) }
      for (const [way, batches] of Object.entries(ways))
        assert.deepEqual(await rowsAfter(twiceCalled(projection), batches), wanted, `delivered ${way}`)
    },
  }),
})

const happenedAt = (given: Given, index: number): Happened => {
  const { event, meta } = 'event' in given ? given : { event: given, meta: {} }
  const topic = topicsFor([event.type], ['protocol'])[0] ?? ''
  const offset = BigInt(index)
  return {
    event,
    meta: {
      topic,
      partition: 0,
      offset,
      position: `${topic}/0@${offset}`,
      key: '',
      eventId: idOf('spec', index),
      streamVersion: index + 1,
      commandId: idOf('spec command', index),
      simulated: false,
      occurredAt: 'now' in event ? event.now : event.at,
      ...meta,
    },
  }
}

const twiceCalled = <R extends object>(projection: Projection<R>): Projection<R> => ({
  ...projection,
  fold: (row, one, key) => {
    const first = projection.fold(row, one, key)
    assert.deepEqual(projection.fold(row, one, key), first, `the handler of ${one.event.type} is not pure`)
    return first
  },
})

/** All batches as of one partition, so that a batch that comes again meets the position that it left. */
const rowsAfter = async <R extends object>(
  projection: Projection<R>,
  batches: readonly (readonly Happened[])[],
): Promise<ReadonlyMap<string, Row>> => {
  const store = memoryProjectionStore()
  const { name, version, names } = projection
  for (const batch of batches) {
    const first = batch[0]?.meta.offset
    const last = batch.at(-1)?.meta.offset
    if (first === undefined || last === undefined) continue
    const known = batch.filter(({ event }) => names.has(event.type as RecordName))
    const from = first === 0n ? undefined : first
    const work = { topic: 'spec', partition: 0, from, next: last + 1n }
    await store
      .apply(name, version, work, (rows) => foldRows(projection, known, rows))
      .catch((error: unknown) => {
        if (!(error instanceof StalePosition)) throw error
      })
  }
  return new Map([...store.rows(name, version)].sort(([a], [b]) => (a < b ? -1 : 1)))
}

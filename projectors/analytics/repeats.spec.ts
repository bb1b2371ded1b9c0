// Which play events count: each sequence number of a session once, however it comes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Happened, openStore } from '../../runtime/index.ts'
import { forgetAfter, including, rememberSeen, withoutRepeats } from './repeats.ts'

const heartbeat = (playbackId: string, sequence: number, occurredAt = 0) =>
  ({ event: { type: 'PlayHeartbeat', playbackId, sequence }, meta: { occurredAt } }) as unknown as Happened
const said = ({ event }: Happened) => {
  const { playbackId, sequence } = event as unknown as { playbackId: string; sequence: number }
  return `${playbackId}${sequence}`
}

/** Batch by batch on one store, as the projector does. */
const countedIn = (batches: readonly (readonly Happened[])[]): string[] => {
  const store = openStore({ file: ':memory:' })
  let next = 0n
  const counted = batches.flatMap((batch) => {
    const { fresh, changes } = withoutRepeats(batch, store)
    store.write([{ source: 'playback/0', from: next === 0n ? undefined : next, next: ++next }], (writer) =>
      rememberSeen(writer, changes),
    )
    return fresh.map(said)
  })
  store.close()
  return counted
}

test('ranges grow together', () => {
  const all = [3, 1, 2, 7, 5, 6].reduce<ReturnType<typeof including>>((ranges, n) => including(ranges ?? [], n), [])
  assert.deepEqual(all, [
    [1, 3],
    [5, 7],
  ])
  assert.equal(including(all ?? [], 2), undefined)
  assert.deepEqual(including(all ?? [], 4), [[1, 7]])
})

test('a repeat is dropped in the same batch and in a later one, in its own session only', () => {
  const batches = [
    [heartbeat('a', 1), heartbeat('a', 1), heartbeat('b', 1)],
    [heartbeat('a', 2), heartbeat('a', 1), heartbeat('b', 1)],
  ]
  assert.deepEqual(countedIn(batches), ['a1', 'b1', 'a2'])
})

test('whatever comes how often in which batches, each counts once, and the first time', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 12 })), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (events, size) => {
        const all = events.map(([playback, sequence]) => heartbeat(playback, sequence))
        const batches = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
          all.slice(i * size, (i + 1) * size),
        )
        assert.deepEqual(countedIn(batches), [...new Set(all.map(said))])
      },
    ),
  ))

test('a session that was silent for long is forgotten at the same event, whatever the batches are', () => {
  const events = [
    heartbeat('a', 1, 0),
    heartbeat('b', 1, forgetAfter),
    heartbeat('a', 1, forgetAfter),
    heartbeat('b', 2, forgetAfter + 1),
    heartbeat('a', 1, forgetAfter + 1),
  ]
  const wanted = ['a1', 'b1', 'b2', 'a1']
  for (const size of [1, 2, 3, 5])
    assert.deepEqual(
      countedIn(Array.from({ length: Math.ceil(5 / size) }, (_, i) => events.slice(i * size, (i + 1) * size))),
      wanted,
      `in batches of ${size}`,
    )
})

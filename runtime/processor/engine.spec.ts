import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metaOf } from '../envelope.ts'
import { openStore } from '../store.ts'
import { defineProcessor } from './definition.ts'
import { engineOf } from './engine.ts'
import { processorSpec } from './processor-spec.ts'
import { sessioned } from './sessions.ts'
import { openState } from './state.ts'
import { film, heartbeat, MINUTE, minutesOf } from './test-minutes.ts'
import { windowed } from './windows.ts'

const nowhere = { topic: 'a', partition: 0, offset: 0n, key: '', value: Buffer.alloc(0), headers: {}, timestamp: 0 }
const given = processorSpec(minutesOf(5 * MINUTE)).given
const beat = (sequence: number, at: number, film_ = 1, session = 1) => heartbeat({ session, film: film_, sequence, at })
const minute = (start: number, plays: number, revision = 1, film_ = 1) =>
  ({
    type: 'QoeMinute',
    filmId: film(film_),
    minute: start,
    revision,
    plays,
    failures: 0,
    startupMsMedian: null,
    startupMsP95: null,
    playedMs: plays * 1_000,
    stalledMs: 0,
    rebufferRatio: 0,
    simulatedPlays: 0,
  }) as const

test('a minute is said once all of it has come', () => {
  given(beat(1, 10_000), beat(2, 20_000), beat(3, 60_500)).then()
  given(beat(1, 10_000), beat(2, 20_000), beat(3, 61_000)).then(minute(0, 2))
  given(beat(1, 10_000), beat(2, 20_000)).until(MINUTE).then(minute(0, 2))
})

test('films are counted apart, an event that comes twice once', () =>
  given(beat(1, 10_000), beat(1, 10_000), beat(1, 15_000, 2, 2), beat(1, 10_000, 1, 3))
    .until(MINUTE)
    .then(minute(0, 1, 1, 2), minute(0, 2)))

test('a late event makes a revision while it is allowed, and goes to the side afterwards', () => {
  const on = [beat(1, 10_000), beat(2, 2 * MINUTE)]
  given(...on, beat(3, 30_000)).then(minute(0, 1), minute(0, 2, 2))
  const said = given(...on, beat(4, 10 * MINUTE), beat(3, 30_000)).said()
  assert.deepEqual(
    said.map(({ record }) => [record.type, 'minute' in record && record.minute]),
    [
      ['QoeMinute', 0],
      ['QoeMinute', 2 * MINUTE],
      ['IncidentClosed', false],
    ],
  )
})

test('what is said has the time of the window’s end, and the event that a handler answered', () => {
  const [closed] = given(beat(1, 10_000), beat(2, 3 * MINUTE)).said()
  assert.deepEqual([closed?.at, closed?.causedBy, closed?.key], [MINUTE, undefined, film(1)])
})

test('timers of a handler’s own; hopping windows; state by names', () => {
  const total = windowed<number>({
    name: 'hop',
    size: 2 * MINUTE,
    every: MINUTE,
    lateness: 0,
    empty: 0,
    onClose: ({ start, end }, n, { emit }) =>
      emit({ type: 'TrendingFilms', listId: `${start}-${end}`, items: [{ filmId: film(1), score: n }] }),
  })
  const everything = defineProcessor({
    name: 'all',
    version: 1,
    output: 'recommendations',
    key: () => 'all',
    windows: [total],
    time: { outOfOrder: 0 },
    on: {
      PlayHeartbeat: ({ filmId, at }, context) => {
        total.add(context, at, (n) => n + 1)
        context.state.put(`film ${filmId}`, (context.state.get<number>(`film ${filmId}`) ?? 0) + 1)
        if (at === 1) context.setTimer('report', 3 * MINUTE)
        if (at === 2) context.setTimer('never', 2 * MINUTE)
        if (at === 3) context.cancelTimer('never')
      },
    },
    onTimer: ({ name, at }, { state, emit }) =>
      emit({
        type: 'TrendingFilms',
        listId: `${name} ${at}`,
        items: state.range<number>('film ').map(([one, score]) => ({ filmId: one.slice(5), score })),
      }),
  })
  const lists = processorSpec(everything)
    .given(beat(1, 1), beat(2, 2, 2), beat(3, 3), beat(4, 70_000))
    .until(3 * MINUTE)
    .said()
    .map(({ record }) => record.type === 'TrendingFilms' && [record.listId, ...record.items.map(({ score }) => score)])
  // Those of one time in the order of their names.
  assert.deepEqual(lists, [
    ['-60000-60000', 3],
    ['0-120000', 4],
    ['report 180000', ...[film(1), film(2)].sort().map((one) => (one === film(1) ? 3 : 1))],
    ['60000-180000', 1],
  ])
})

test('a record of another topic is refused, and so is a topic that is not derived', () => {
  const wrong = (output: string) =>
    defineProcessor({
      name: 'wrong',
      version: 1,
      output,
      key: ({ filmId }) => filmId,
      on: {
        PlayHeartbeat: ({ filmId, at }, { emit }) =>
          emit({ type: 'IncidentClosed', filmId, incidentId: filmId, closedAt: at }),
      },
    })
  assert.throws(() => wrong('commerce'), /no derived topic/)
  assert.throws(() => processorSpec(wrong('recommendations')).given(beat(1, 1)).said(), /no record of recommendations/)
  assert.equal(processorSpec(wrong('qoe')).given(beat(1, 1)).said().length, 1)
})

test('an event too late for a window is told beside the output, once for each window, under no key of the output', () => {
  const minutes = windowed<number>({ name: 'minute', size: MINUTE, lateness: 0, empty: 0 })
  const processor = defineProcessor({
    name: 'quiet',
    version: 1,
    output: 'qoe',
    key: ({ filmId }) => filmId,
    windows: [minutes],
    time: { outOfOrder: 0 },
    on: { PlayHeartbeat: ({ at }, context) => minutes.add(context, at, (n) => n + 1) },
  })
  const said = processorSpec(processor)
    .given(beat(1, 10_000), beat(2, 2 * MINUTE), { event: beat(3, 20_000), meta: { eventId: 'it' } })
    .said()
  const about = { processor: 'quiet', key: film(1), window: 'minute', start: 0, end: MINUTE }
  assert.deepEqual(
    said.map(({ record, key, causedBy, at }) => ({ record, key, causedBy, at })),
    [
      {
        record: { type: 'EventTooLate', ...about, happenedAt: 20_000, watermark: 2 * MINUTE },
        ...{ key: 'late/it/minute/0', causedBy: 'it', at: 20_000 },
      },
    ],
  )
})

test('what is said at the commit is said once, as it was last', () => {
  const minutes = windowed<number>({
    name: 'minute',
    size: MINUTE,
    lateness: 0,
    empty: 0,
    onUpdate: ({ start }, n, key, emit) =>
      emit({ type: 'TrendingFilms', listId: `${key} ${start}`, items: [{ filmId: key, score: n }] }),
  })
  const processor = defineProcessor({
    name: 'updates',
    version: 1,
    output: 'recommendations',
    key: 'record',
    windows: [minutes],
    time: { outOfOrder: 0 },
    on: { PlayHeartbeat: ({ at }, context) => minutes.add(context, at, (n) => n + 1) },
  })
  const store = openStore({ file: ':memory:' })
  const state = openState({ store, processor, sources: ['a/0'], partitions: 1 })
  const engine = engineOf({ processor, overlay: state.overlay, clock: state.clock, isOurs: () => true })
  const happened = (key: string, at: number) => ({
    event: beat(1, at),
    meta: { ...metaOf({ ...nowhere, key }), occurredAt: at },
  })
  const said = () =>
    engine.atCommit().map(({ record, at }) => [...('items' in record ? record.items : []).map((i) => ({ ...i })), at])
  assert.deepEqual(engine.records('a/0', [happened('x', 1), happened('x', 2), happened('y', 3)], 3), [])
  // The window is dropped in the same transaction: what it held last is said all the same.
  engine.records('a/0', [happened('x', 4)], 2 * MINUTE)
  assert.equal(engine.waiting(), 2)
  assert.deepEqual(said(), [
    [{ filmId: 'x', score: 3 }, 4],
    [{ filmId: 'y', score: 1 }, 3],
  ])
  assert.deepEqual(said(), [])
})

test('sessions end after the gap, join when a late event stands between them, and say what they replace', () => {
  const visits = sessioned<number>({
    name: 'visit',
    gap: 10,
    lateness: 100,
    empty: 0,
    merge: (a, b) => a + b,
    onEnd: ({ start, end, revision, replaces }, n, { emit }) =>
      emit({
        type: 'TrendingFilms',
        listId: `${start}-${end} ${revision} ${replaces}`,
        items: [{ filmId: 'n', score: n }],
      }),
  })
  const processor = defineProcessor({
    name: 'visits',
    version: 1,
    output: 'recommendations',
    key: ({ filmId }) => filmId,
    windows: [visits],
    time: { outOfOrder: 0 },
    on: { PlayHeartbeat: ({ at }, context) => visits.add(context, at, (n) => n + 1) },
  })
  const told = (...times: number[]) =>
    processorSpec(processor)
      .given(...times.map((at, i) => beat(i, at)), beat(99, 1_000, 2))
      .said()
      .map(({ record }) =>
        record.type === 'TrendingFilms' ? `${record.listId}: ${record.items[0]?.score}` : record.type,
      )
  assert.deepEqual(told(100, 105, 115), ['100-115 1 : 3'])
  assert.deepEqual(told(100, 111), ['100-100 1 : 1', '111-111 1 : 1'])
  assert.deepEqual(told(100, 120, 110), ['100-100 1 : 1', '100-120 2 : 3'])
  assert.deepEqual(told(100, 120, 140, 110), ['100-100 1 : 1', '120-120 1 : 1', '100-120 2 120: 3', '140-140 1 : 1'])
  assert.deepEqual(told(100, 300, 95), ['100-100 1 : 1', 'EventTooLate', '300-300 1 : 1'])
})

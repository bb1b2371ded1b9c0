import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineProcessor } from './definition.ts'
import { processorSpec } from './processor-spec.ts'
import { film, heartbeat, MINUTE, minutesOf } from './test-minutes.ts'
import { windowed } from './windows.ts'

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

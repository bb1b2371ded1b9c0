import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processorSpec } from '../../runtime/index.ts'
import { qoe } from './processor.ts'

const minute = 60_000
const t0 = 20_000_000 * minute
const { given } = processorSpec(qoe)
const base = (session: number, sequence: number, at: number) =>
  ({ playbackId: `session-${session}`, viewerId: 'viewer', filmId: 'film', sequence, clientAt: at, at }) as const
const start = (session: number, at: number, startupMs = 500) =>
  ({
    type: 'PlayStarted',
    ...base(session, 1, at),
    positionMs: 0,
    startupMs,
    protocol: 'hls',
    player: 'x',
    height: 240,
  }) as const
const fail = (session: number, at: number) =>
  ({ type: 'PlayFailed', ...base(session, 1, at), positionMs: 0, startup: true, code: 'MANIFEST_LOAD' }) as const

const minutesSaid = (said: ReturnType<ReturnType<typeof given>['said']>) =>
  said.flatMap(({ record }) => (record.type === 'QoeMinute' ? [record] : []))

test('a minute is told early, and again when it is over', () => {
  const events = [start(1, t0 + 1_000), start(2, t0 + 2_000)]
  const said = minutesSaid(
    given(...events)
      .until(t0 + 2 * minute)
      .said(),
  )
  assert.deepEqual(
    said.map(({ revision, plays }) => [revision, plays]),
    [
      [0, 2],
      [1, 2],
    ],
  )
})

test('a batch that stands on the log twice counts once', () => {
  const events = [start(1, t0 + 1_000), start(1, t0 + 1_000), fail(2, t0 + 3_000), fail(2, t0 + 3_000)]
  const last = minutesSaid(
    given(...events)
      .until(t0 + 2 * minute)
      .said(),
  ).at(-1)
  assert.deepEqual([last?.plays, last?.failures], [2, 1])
})

test('an incident opens when a film begins to fail, and closes when it plays again', () => {
  const events = []
  let session = 0
  for (let second = 0; second < 3_600; second += 20) events.push(start(++session, t0 + second * 1_000))
  const bad = t0 + 60 * minute
  for (let second = 0; second < 60; second += 2) events.push(fail(++session, bad + second * 1_000))
  const good = bad + minute
  for (let second = 0; second < 300; second += 2) events.push(start(++session, good + second * 1_000))
  const incidents = given(...events)
    .until(good + 6 * minute)
    .said()
    .flatMap(({ record }) => (record.type === 'IncidentOpened' || record.type === 'IncidentClosed' ? [record] : []))
  assert.deepEqual(
    incidents.map(({ type }) => type),
    ['IncidentOpened', 'IncidentClosed'],
  )
  const [opened, closed] = incidents
  assert.equal(opened?.incidentId, closed?.incidentId)
  assert.ok(opened?.type === 'IncidentOpened' && opened.openedAt - bad <= 60_000 && opened.pValue < 0.001)
})

test('a film that fails and is then left alone does not keep its incident for ever', () => {
  const events = Array.from({ length: 30 }, (_, i) => fail(i, t0 + i * 1_000))
  const types = given(...events)
    .until(t0 + 10 * minute)
    .said()
    .map(({ record }) => record.type)
  assert.equal(types.filter((type) => type === 'IncidentOpened').length, 1)
  assert.equal(types.filter((type) => type === 'IncidentClosed').length, 1)
})

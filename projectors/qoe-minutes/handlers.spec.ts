// Minutes as rows: a higher revision replaces a lower one, never the other way round.
import { test } from 'node:test'
import { projectionSpec } from '../../runtime/index.ts'
import { qoeMinutes } from './handlers.ts'

const minute = {
  filmId: 'film',
  minute: 60_000,
  plays: 3,
  failures: 0,
  startupMsMedian: 200,
  startupMsP95: 900,
  playedMs: 30_000,
  stalledMs: 0,
  rebufferRatio: 0,
  simulatedPlays: 1,
}
const told = (revision: number, plays: number) =>
  ({ type: 'QoeMinute', at: revision, ...minute, revision, plays }) as const

test('the highest revision of a minute stands', () =>
  projectionSpec(qoeMinutes)
    .given(told(1, 3), told(3, 5), told(2, 4))
    .then({ 'film:60000': { ...minute, revision: 3, plays: 5 } }))

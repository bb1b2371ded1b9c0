// Minutes as they come live, late and revised.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { QoeMinute } from '../api/operator.ts'
import { withMinute } from './minutes.ts'

const minute = (filmId: string, at: number, revision = 1): QoeMinute => ({
  ...{ filmId, title: filmId, minute: new Date(at * 60_000).toISOString(), revision, plays: revision, failures: 0 },
  ...{ startupMsMedian: null, startupMsP95: null, rebufferRatio: 0, simulatedPlays: 0 },
})

test('the newest minute comes first', () => {
  const all = [minute('a', 1), minute('b', 3), minute('a', 2)].reduce(withMinute, [] as readonly QoeMinute[])
  assert.deepEqual(
    all.map((one) => one.minute.slice(14, 16)),
    ['03', '02', '01'],
  )
})

test('a later revision takes the place of an earlier one, whichever comes first', () => {
  const [early, late] = [minute('a', 1, 1), minute('a', 1, 2)]
  assert.deepEqual(withMinute(withMinute([], early), late), [late])
  assert.deepEqual(withMinute(withMinute([], late), early), [late])
})

test('only the newest sixty are kept', () => {
  const all = Array.from({ length: 80 }, (_, at) => minute('a', at)).reduce(withMinute, [] as readonly QoeMinute[])
  assert.equal(all.length, 60)
  assert.equal(all.at(-1)?.minute, minute('a', 20).minute)
})

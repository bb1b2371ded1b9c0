// 2,000 seeds of the simulated world: everything holds in each, and together they met everything that may go wrong.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explore, exploreSeeds, replay } from './explore.ts'
import type { Told } from './worker.ts'

const say = (line: string) => console.log(`# ${line}`)

test('the same seed is the same run, event by event, in another process too', async () => {
  const runs = await Promise.all(
    [1, 2].map(async () => {
      const all: Told[] = []
      await explore({ from: 1, to: 12, step: 1 }, (told) => void all.push(told))
      return all
    }),
  )
  assert.equal(runs[0]?.length, 12)
  assert.deepEqual(runs[0], runs[1])
  assert.equal(new Set(runs[0]?.map(({ hash }) => hash)).size, 12)
})

test('2,000 seeds', async (t) => {
  const { seeds, failed, seen, missing, events, seconds } = await exploreSeeds({ from: 1, to: 2_000, workers: 2, say })
  t.diagnostic(`${seeds} seeds, ${events} events, ${(seeds / seconds).toFixed(1)} seeds a second`)
  t.diagnostic([...seen].map(([sight, count]) => `${sight}: ${count}`).join(', '))
  assert.equal(seeds, 2_000)
  assert.deepEqual(
    failed.map((told) => `${replay(told)}: ${told.violations[0]}`),
    [],
  )
  assert.deepEqual(missing, [], 'what never happened was not tried')
})

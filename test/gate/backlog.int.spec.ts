// Readers that find several times as much to read hold no more of it at once. The proof: 1 M events against 100,000; here
// both are beyond where what waits to be collected has come to its level, and unbounded reading would still be seen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backlogOf } from './backlog.ts'

const long = Number(process.env.MATINEE_PROOF_BACKLOG ?? 0)
const sizes = long ? { little: long / 10, much: long } : { little: 150_000, much: 400_000 }
const most = 1.2
const rooms = ['projectors/main.ts', 'stream-processors/qoe/main.ts', 'stream-processors/recommendations/main.ts']

const [little, much] = [await backlogOf(sizes.little), await backlogOf(sizes.much)]

for (const main of rooms)
  test(`${main}: several times the backlog, the same memory`, { timeout: 3_600_000 }, async () => {
    const [before, after] = [await little.peakOf(main), await much.peakOf(main)]
    const ratio = after.megabytes / before.megabytes
    const said = [
      `${little.events} events ${before.megabytes.toFixed(0)} MB in ${before.seconds.toFixed(1)} s`,
      `${much.events} events ${after.megabytes.toFixed(0)} MB in ${after.seconds.toFixed(1)} s`,
    ].join(', ')
    console.log(`${main}: ${said}, ratio ${ratio.toFixed(2)}`)
    assert.ok(ratio <= most, said)
  })

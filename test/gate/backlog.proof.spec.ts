// Readers that find ten times as much to read hold no more of it at once. The proof: 1 M events against 100,000.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backlogOf } from './backlog.ts'

const long = Number(process.env.MATINEE_PROOF_BACKLOG ?? 60_000)
const most = 1.2
const rooms = ['projectors/main.ts', 'stream-processors/qoe/main.ts', 'stream-processors/recommendations/main.ts']

const [little, much] = [await backlogOf(long / 10), await backlogOf(long)]

for (const main of rooms)
  test(`${main}: ten times the backlog, the same memory`, { timeout: 3_600_000 }, async () => {
    const [before, after] = [await little.peakOf(main), await much.peakOf(main)]
    const ratio = after.megabytes / before.megabytes
    const said = [
      `${little.events} events ${before.megabytes.toFixed(0)} MB in ${before.seconds.toFixed(1)} s`,
      `${much.events} events ${after.megabytes.toFixed(0)} MB in ${after.seconds.toFixed(1)} s`,
    ].join(', ')
    console.log(`${main}: ${said}, ratio ${ratio.toFixed(2)}`)
    assert.ok(ratio <= most, said)
  })

// The bank of planted bugs: each is found by the same properties, unchanged, within the 2,000 seeds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bank } from './bank.ts'
import { searchBank, table } from './explore.ts'

test('every planted bug is found', async () => {
  const say = (line: string) => console.log(`# ${line}`)
  const detections = await searchBank(bank, { from: 1, to: 2_000, workers: 2, say })
  console.log(table(detections))
  assert.deepEqual(
    detections.filter(({ seed }) => seed === undefined).map(({ bug }) => bug),
    [],
  )
  assert.equal(detections.length, bank.length)
})

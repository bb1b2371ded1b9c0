import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPairs, median } from './pairs.ts'

test('medians', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 3]), 2.5)
})

test('the warm-up is not counted, pairs alternate, the ratio is of the medians', async () => {
  const order: string[] = []
  const give = (who: string, values: number[]) => async () => {
    order.push(who)
    return values.shift() ?? Number.NaN
  }
  const row = await inPairs({
    name: 'x',
    unit: 'ms',
    ours: give('o', [99, 2, 4, 6, 8, 10]),
    reference: give('r', [99, 1, 2, 3, 4, 10]),
    say: () => undefined,
  })
  assert.deepEqual(row, { name: 'x', ours: 6, reference: 3, ratio: 2, unit: 'ms', spread: [1, 2] })
  assert.equal(order.join(''), 'orroorroorro')
})

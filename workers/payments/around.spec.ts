// The bulkhead: no more at once than may be, all in their turn, and a failure gives its place back too.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { around, atMost } from './around.ts'

test('no more calls at once than may be, in the order they came, whether or not they fail', async () => {
  let running = 0
  let most = 0
  const begun: number[] = []
  const port = around(
    {
      name: 'slow',
      call: async (n: number): Promise<number> => {
        begun.push(n)
        most = Math.max(most, ++running)
        await new Promise(setImmediate)
        running--
        if (n % 3 === 0) throw new Error(`${n} fails`)
        return n
      },
    },
    atMost(4),
  )
  assert.equal(port.name, 'slow')
  const numbers = Array.from({ length: 20 }, (_, n) => n)
  const ended = await Promise.allSettled(numbers.map((n) => port.call(n)))
  assert.equal(most, 4)
  assert.deepEqual(begun, numbers)
  assert.deepEqual(
    ended.map(({ status }) => status),
    numbers.map((n) => (n % 3 === 0 ? 'rejected' : 'fulfilled')),
  )
  // Those who come again as soon as they are served find those who wait before them.
  const again = async (n: number) => {
    for (const _ of [1, 2, 3]) await port.call(n)
  }
  await Promise.all(Array.from({ length: 10 }, () => again(1)))
  assert.equal(most, 4)
})

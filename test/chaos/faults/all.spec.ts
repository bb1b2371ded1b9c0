// The order of faults follows from the seed, and a run of 1,000 has each kind at least 20 times.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../random.ts'
import { faults, rounds } from './all.ts'

const first = (count: number, seed: number): readonly string[] => {
  const taken: string[] = []
  for (const together of rounds(Object.keys(faults), randomFrom(seed))) {
    if (taken.length >= count) break
    taken.push(...together)
  }
  return taken
}

test('the same seed gives the same order, another one another', () => {
  assert.deepEqual(first(100, 1), first(100, 1))
  assert.notDeepEqual(first(100, 1), first(100, 2))
})

test('1,000 faults have each kind at least 20 times, 100 each at least twice', () => {
  const least = (count: number) =>
    Math.min(...Object.keys(faults).map((kind) => first(count, 3).filter((one) => one === kind).length))
  assert.ok(least(1_000) >= 20)
  assert.ok(least(100) >= 2)
})

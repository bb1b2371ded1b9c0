// The circuit as it is told through Redis: it stands while one worker says so, and lapses by itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { circuitIn, sayCircuitOpen, sayEvery } from './payments-circuit.ts'

/** Seconds and keys as Redis keeps them, by a clock of its own. */
const house = () => {
  let now = 0
  let reads = 0
  const kept = new Map<string, { value: string; until: number }>()
  const cache = {
    get: async (key: string) => {
      reads++
      const found = kept.get(key)
      return found && now < found.until ? found.value : undefined
    },
    set: async (key: string, value: string, seconds: number) =>
      void kept.set(key, { value, until: now + seconds * 1_000 }),
  }
  const pass = (ms: number) => {
    now += ms
  }
  return { cache, pass, circuit: circuitIn(cache, () => now), reads: () => reads }
}

test('nothing said is closed; what is said tells when the provider is tried next', async () => {
  const { cache, circuit, pass } = house()
  assert.equal(await circuit.openUntil(), undefined)
  await sayCircuitOpen(cache, 15_000)
  pass(1_000)
  assert.equal(await circuit.openUntil(), 15_000)
})

test('it is asked for once a second, however many ask', async () => {
  const { circuit, pass, reads } = house()
  await Promise.all([1, 2, 3].map(() => circuit.openUntil()))
  pass(999)
  await circuit.openUntil()
  assert.equal(reads(), 1)
  pass(1)
  await circuit.openUntil()
  assert.equal(reads(), 2)
})

test('of two workers one closes: it stands while the other says it, and lapses when nobody does', async () => {
  const { cache, circuit, pass } = house()
  for (let n = 0; n < 20; n++) {
    if (n < 5) await sayCircuitOpen(cache, 15_000)
    await sayCircuitOpen(cache, 20_000)
    pass(sayEvery)
    assert.equal(await circuit.openUntil(), 20_000)
  }
  pass(2_000)
  assert.equal(await circuit.openUntil(), undefined)
})

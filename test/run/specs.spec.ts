// How specs are sorted into stages, and what is read from the runner's closing lines.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCounts, sortSpecs } from './specs.ts'

const files = ['web/play.e2e.spec.ts', 'edge/range.spec.ts', 'edge/room.int.spec.ts', 'start/args.spec.mjs']

test('the suffix says the stage; places narrow down', () => {
  assert.deepEqual(sortSpecs(files, []), {
    unit: ['edge/range.spec.ts', 'start/args.spec.mjs'],
    int: ['edge/room.int.spec.ts'],
    e2e: ['web/play.e2e.spec.ts'],
  })
  assert.deepEqual(sortSpecs(files, ['edge']).unit, ['edge/range.spec.ts'])
  assert.deepEqual(sortSpecs(files, ['web/play.e2e.spec.ts']).e2e, ['web/play.e2e.spec.ts'])
  assert.deepEqual(sortSpecs(files, ['ed']).unit, [])
})

test('cancelled counts as failed and todo as skipped; the last summary is the one that counts', () => {
  const output = ['tests 9', 'pass 1', 'fail 0', 'pass 4', 'fail 1', 'cancelled 2', 'skipped 1', 'todo 1', '']
    .map((line) => `ℹ ${line}`)
    .join('\n')
  assert.deepEqual(readCounts(output), { pass: 4, fail: 3, skipped: 2 })
  assert.equal(readCounts('Segmentation fault'), undefined)
})

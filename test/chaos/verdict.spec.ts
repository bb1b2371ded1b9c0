// What makes a run fail, each alone; and a log that was set aside while it was listened to.
import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ChaosResult } from './run.ts'
import { sizeOf, textSince } from './text-since.ts'
import { failings } from './verdict.ts'

const clean: ChaosResult = {
  faults: { zombie: 2, 'reply lost': 2 },
  acknowledged: 1_000,
  lost: 0,
  duplicated: 0,
  viewsDiffering: 0,
  sometimes: { duplicateDelivery: 1, fencing: 1, rebalance: 1, unknownOutcome: 1 },
  rate: { wanted: 200, all: 150, between: 300, slowest: 210, fewest: 60 },
  ms: {},
  findings: [],
  seconds: 60,
}

test('a clean run passes, and each flaw alone fails it', () => {
  assert.deepEqual(failings(clean, 200), [])
  const failing = (flaw: Partial<ChaosResult>) => failings({ ...clean, ...flaw }, 200).join()
  assert.match(failing({ findings: ['decider-1 ended by itself (1)'] }), /ended by itself/)
  assert.match(failing({ rate: { ...clean.rate, slowest: 199 } }), /fell to 199/)
  assert.match(failing({ rate: { ...clean.rate, fewest: 49 } }), /49 acknowledged commands per fault/)
  assert.match(failing({ acknowledged: 199 }), /199 acknowledged/)
  assert.match(failing({ faults: { ...clean.faults, 'disk full': 0 } }), /'disk full' was seen 0 times, wanted 1/)
  assert.match(failing({ faults: { zombie: 19, 'reply lost': 981 } }), /'zombie' was seen 19 times, wanted 20/)
  assert.match(failing({ faults: { zombie: 1, 'reply lost': 99 } }), /'zombie' was seen 1 times, wanted 2/)
  for (const name of Object.keys(clean.sometimes))
    assert.match(failing({ sometimes: { ...clean.sometimes, [name]: 0 } }), new RegExp(`${name} was never seen`))
})

test('kinds that cannot show it are not asked for a fence or a rebalance', () => {
  const sometimes = { duplicateDelivery: 1, fencing: 0, rebalance: 0, unknownOutcome: 1 }
  assert.deepEqual(failings({ ...clean, faults: { 'postgres cut': 3 }, sometimes }, 200), [])
})

test('what was said since a mark is found whole when the log was set aside meanwhile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'text-since-'))
  const file = join(folder, 'room.log')
  writeFileSync(file, 'long ago, much of it\n')
  const mark = sizeOf(file)
  appendFileSync(file, 'then\n')
  assert.equal(textSince(file, mark), 'then\n')
  renameSync(file, `${file}.1`)
  writeFileSync(file, 'now\n')
  assert.equal(textSince(file, mark), 'then\nnow\n')
  rmSync(folder, { recursive: true })
})

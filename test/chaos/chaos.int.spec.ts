// The short form of `npm run chaos`: the same code with a handful of faults, on servers of its own.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { standGuard } from '../../start/servers/guard.ts'
import { chaos } from './run.ts'
import { withoutToxiproxy } from './toxiproxy.ts'
import { failings } from './verdict.ts'

const folder = mkdtempSync(join(tmpdir(), 'matinee-chaos-spec-'))
const guard = standGuard()
after(() => {
  guard.release()
  rmSync(folder, { recursive: true, force: true })
})

/** Each way of dying, stalling and being cut that the long form has, one by one; the rest is for `npm run proof`. */
const kinds = [
  'kill before-reply',
  'kill committed',
  'kill projection-applied',
  'reply lost',
  'zombie',
  'broker killed',
  'kafka answers cut',
  'postgres cut',
]

test('nothing is lost, doubled or shown wrongly, whatever dies', { skip: withoutToxiproxy() ?? false }, async (t) => {
  const say = (line: string) => t.diagnostic(line)
  const result = await chaos({ folder, faults: kinds.length, seed: 7, rate: 0, clients: 16, kinds, atOnce: false, say })
  t.diagnostic(JSON.stringify(result))
  assert.deepEqual(failings(result, 0), [])
})

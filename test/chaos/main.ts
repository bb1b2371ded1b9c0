// `npm run chaos`: one run, its last line the result; non-zero when something is lost, or a fault kind was never seen.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { standGuard } from '../../start/servers/guard.ts'
import { chaos } from './run.ts'
import { failings } from './verdict.ts'

const { values } = parseArgs({
  options: {
    faults: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean' },
    rate: { type: 'string' },
    kinds: { type: 'string' },
  },
})
/** What the load has to bring between faults, commands per second; less only where the machine is not alone with it. */
const rate = Number(values.rate ?? 200)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const say = (line: string) => console.error(line)
const folder = mkdtempSync(join(tmpdir(), 'matinee-chaos-'))
const guard = standGuard()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

say(`seed ${seed}; history and logs in ${folder}`)
const kinds = values.kinds ? { kinds: values.kinds.split(',') } : {}
const result = await chaos({
  folder,
  faults: Number(values.faults ?? 100),
  seed,
  rate,
  ...kinds,
  say,
})
console.log(JSON.stringify(result))
const failed = failings(result, rate)
for (const line of failed) say(`FAILED ${line}`)
if (failed.length === 0) rmSync(folder, { recursive: true, force: true })
guard.release()
process.exit(failed.length ? 1 : 0)

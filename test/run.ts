// `npm test`: checks, unit specs, then one set of real servers for the specs on them and those in the browser.
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { endWith } from '../start/ending.ts'
import { markedProcesses } from '../start/servers/guard.ts'
import type { EmbeddedServers } from '../start/servers/index.ts'
import { root } from '../start/servers/places.ts'
import { checks } from './run/checks.ts'
import { type Outcome, runCommand, runSpecs } from './run/command.ts'
import { type Stage, sortSpecs, stages } from './run/specs.ts'
import { temporaryServers } from './servers.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true } },
})
const unknown = values.only?.find((stage) => !stages.some((known) => known === stage))
if (unknown) {
  console.error(`--only ${unknown}: one of ${stages.join(', ')}`)
  process.exit(2)
}

/** In CI a skipped test is a failed run: there everything is installed. */
const strict = Boolean(process.env.CI)
const wanted = (stage: Stage): boolean =>
  values.only?.includes(stage) ?? (stage !== 'checks' || positionals.length === 0)

process.chdir(root)
process.env.MATINEE_LOG_LEVEL ??= 'error'
const outcomes: Outcome[] = []
let servers: EmbeddedServers | undefined
const end = endWith(async () => {
  await servers?.stop()
}, console.error)

const note = (outcome: Outcome): Outcome => {
  outcomes.push(outcome)
  return outcome
}

const specs = sortSpecs(
  // A *.proof.spec.ts is run by `npm run proof` only.
  fs.globSync('**/*.spec.{ts,mjs}', {
    exclude: ['node_modules/**', '.matinee/**', 'web/dist/**', '**/*.proof.spec.ts'],
  }),
  positionals.map((given) => path.relative(root, path.resolve(process.env.INIT_CWD ?? root, given))),
)

const onServers = async (stage: 'int' | 'e2e', concurrency: number): Promise<void> => {
  if (!wanted(stage) || specs[stage].length === 0) return
  if (!servers) {
    console.log('\n── servers')
    servers = await temporaryServers()
    Object.assign(process.env, servers.env)
  }
  note(await runSpecs(stage, specs[stage], concurrency))
}

if (wanted('checks')) for (const check of checks) note(await runCommand(check))
if (wanted('unit') && specs.unit.length) note(await runSpecs('unit', specs.unit, 2))
await onServers('int', 3)
await onServers('e2e', 1)

const owner = servers?.guard.owner
await servers?.stop()
const left = owner ? markedProcesses(owner) : []
for (const pid of left) process.kill(pid, 'SIGKILL')
if (left.length)
  note({
    name: `processes were left running and had to be ended: ${left.join(', ')}`,
    ok: false,
    seconds: 0,
    counts: undefined,
  })

const total = (count: 'pass' | 'fail' | 'skipped'): number =>
  outcomes.reduce((sum, { counts }) => sum + (counts?.[count] ?? 0), 0)
console.log('\n── all of it')
for (const { name, ok, seconds } of outcomes)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`)
if (strict && total('skipped')) console.log(`FAILED ${total('skipped')} skipped: in CI nothing may be`)
console.log(`\n${total('pass')} passed, ${total('fail')} failed, ${total('skipped')} skipped`)
end(outcomes.every(({ ok }) => ok) && !(strict && total('skipped')) ? 0 : 1)

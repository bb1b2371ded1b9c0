// `npm run bench [-- [--only] ROW…] [--json] [--dry]`: ours against a reference in the same run, as alternating pairs.
import { parseArgs } from 'node:util'
import { servers } from '../test/servers.ts'
import { calibrate, machine } from './calibration.ts'
import { type Kept, keepResults, type Row } from './results.ts'
import { rows as known } from './rows.ts'
import { versionsOf } from './versions.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    /** nothing is written to bench/results */
    dry: { type: 'boolean', default: false },
  },
})
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const wanted = [...values.only, ...positionals]
const unknown = wanted.find((name) => !known.some((row) => row.name === name))
if (unknown !== undefined) {
  say(`there is no row ${unknown}; there are ${known.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const env = await servers()
const here = machine()
const calibration = await calibrate(env.MATINEE_KAFKA ?? '')
const about =
  `${here.cores} cores (${here.model}), ${here.memory} GiB, SHA-256 ${calibration.sha256} MB/s on one core, ` +
  `one fsync ${calibration.fsync} ms, one bare transaction on flushed topics ${calibration.transaction} ms`
say(about)

const at = new Date().toISOString()
const measured: Kept[] = []
for (const row of known.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const figures = await row.run(say)
  measured.push({ ...figures, holds: row.holds(figures), at, calibration })
}

if (!values.dry) {
  const versions = await versionsOf(env)
  say(`kept in ${keepResults({ date: at.slice(0, 10), machine: here, versions, rows: measured })}`)
}

const line = ({ name, ours, reference, ratio, unit, spread: [low, high], holds }: Row): string => {
  const against =
    reference === null ? `(${low} to ${high})` : `reference ${reference}  ratio ${ratio} (${low} to ${high})`
  return `${name.padEnd(17)} ours ${ours} ${unit}  ${against}  ${holds ? 'holds' : 'DOES NOT HOLD'}`
}
const rows: Row[] = measured.map(({ at: _at, calibration: _calibration, ...row }) => row)
if (values.json) process.stdout.write(`${JSON.stringify({ rows })}\n`)
else process.stdout.write(`${about}\n${rows.map(line).join('\n')}\n`)

// `npm run bench [-- ROW…] [--json]`: ours against a reference in the same run, as ratios of alternating pairs.
import { parseArgs } from 'node:util'
import { calibration } from './calibration.ts'
import { commandRow } from './commands.ts'
import { ladderRow } from './ladder.ts'
import type { Row } from './pairs.ts'
import { playEventsRow } from './play-events.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const benches: Readonly<Record<string, () => Promise<Row>>> = {
  'commands-1': () => commandRow('commands-1', say),
  'commands-1024': () => commandRow('commands-1024', say),
  'play-events': () => playEventsRow(say),
  ladder: () => ladderRow({ say }),
}

const wanted = positionals.length ? positionals : Object.keys(benches)
const unknown = wanted.find((name) => !benches[name])
if (unknown) {
  say(`there is no row ${unknown}; there are ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

const machine = calibration()
say(machine)
const rows: Row[] = []
for (const name of wanted) {
  const row = await benches[name]?.()
  if (row) rows.push(row)
}

const line = ({ name, ours, reference, ratio, unit, spread: [low, high] }: Row): string =>
  `${name.padEnd(14)} ours ${ours}  reference ${reference} ${unit}  ratio ${ratio} (${low} to ${high})`
if (values.json) process.stdout.write(`${JSON.stringify({ rows })}\n`)
else process.stdout.write(`${machine}\n${rows.map(line).join('\n')}\n`)

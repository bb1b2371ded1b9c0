// `npm run bench [-- --only NAME] [--json]`: ours against a reference in the same run, as ratios of alternating pairs.
import { parseArgs } from 'node:util'
import { calibration } from './calibration.ts'
import { commandRows } from './commands.ts'
import { ladderRow } from './ladder.ts'
import type { Row } from './pairs.ts'
import { playEventsRow } from './play-events.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, only: { type: 'string' } } })
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const benches: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  commands: () => commandRows(say),
  'play-events': async () => [await playEventsRow(say)],
  ladder: async () => [await ladderRow({ say })],
}

const wanted = values.only ? [values.only] : Object.keys(benches)
const unknown = wanted.find((name) => !benches[name])
if (unknown) {
  say(`--only ${unknown}: one of ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

const machine = calibration()
say(machine)
const rows: Row[] = []
for (const name of wanted) rows.push(...((await benches[name]?.()) ?? []))

const line = ({ name, ours, reference, ratio, unit, spread: [low, high] }: Row): string =>
  `${name.padEnd(14)} ours ${ours}  reference ${reference} ${unit}  ratio ${ratio} (${low} to ${high})`
if (values.json) process.stdout.write(`${JSON.stringify({ rows })}\n`)
else process.stdout.write(`${machine}\n${rows.map(line).join('\n')}\n`)

// Puts the newest results into the README's table; with --check it only says whether the table is what they say.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Kept, newestRows } from './results.ts'
import { type RowOf, rows } from './rows.ts'

const file = join(import.meta.dirname, '../README.md')
const begin = '<!-- bench: written by node bench/readme.ts -->'
const end = '<!-- /bench -->'

const number = (value: number): string => value.toLocaleString('en-GB', { maximumSignificantDigits: 4 })

const lineOf = ({ work, reference, atLeast }: RowOf, kept: Kept): string => {
  const { ours, reference: theirs, ratio, unit, spread, holds, at, calibration } = kept
  const [low, high] = spread.map(number)
  const against = theirs === null ? '–' : `${reference}: ${number(theirs)}`
  const figures =
    ratio === null
      ? [`${number(ours)} ${unit} (${low}–${high})`, '–']
      : [`${number(ours)} ${unit}`, `${number(ratio)} (${low}–${high})`]
  const beside = `${at.slice(0, 10)}; ${calibration.transaction} ms, ${calibration.fsync} ms`
  return `| ${[`${work} (\`${kept.name}\`)`, figures[0], against, figures[1], atLeast, holds ? 'yes' : 'no', beside].join(' | ')} |`
}

export const tableOf = (newest: ReadonlyMap<string, Kept>, of: readonly RowOf[] = rows): string =>
  [
    '| work | ours | against | ratio (pairs) | at least | holds | measured; one bare transaction, one fsync |',
    '|---|---|---|---|---|---|---|',
    ...of.flatMap((row) => {
      const kept = newest.get(row.name)
      return kept ? [lineOf(row, kept)] : []
    }),
  ].join('\n')

/** Throws when the text has no place for the table. */
export const withTable = (text: string, table: string): string => {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md needs ${begin} and ${end} where the table goes`)
  return `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`
}

if (import.meta.main) {
  const text = readFileSync(file, 'utf8')
  const wanted = withTable(text, tableOf(newestRows()))
  if (!process.argv.includes('--check')) writeFileSync(file, wanted)
  else if (text !== wanted) {
    console.error('the table in README.md is not what bench/results/ says: run node bench/readme.ts')
    process.exitCode = 1
  }
}

// What was measured, kept: a file per day and machine in bench/results/, a row measured again takes the old one's place.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Calibration, machine } from './calibration.ts'
import type { Measured } from './pairs.ts'
import type { Versions } from './versions.ts'

export type Row = Measured & Readonly<{ holds: boolean }>

/** `at` and the machine's calibration are of the run that measured the row. */
export type Kept = Row & Readonly<{ at: string; calibration: Calibration }>

export type Results = Readonly<{
  date: string
  machine: ReturnType<typeof machine>
  versions: Versions
  rows: readonly Kept[]
}>

const folder = join(import.meta.dirname, 'results')

/** Short and of no person: what the machine is, not what it is called. */
const machineName = ({ cores, model, memory }: Results['machine']): string =>
  `${cores}c-${memory}g-${createHash('sha256').update(model).digest('hex').slice(0, 6)}`

const readResults = (file: string): Results => JSON.parse(readFileSync(file, 'utf8')) as Results

/** Returns the file's name. */
export const keepResults = (results: Results, into = folder): string => {
  const file = join(into, `${results.date}-${machineName(results.machine)}.json`)
  const before = existsSync(file) ? readResults(file).rows : []
  const measured = new Set(results.rows.map(({ name }) => name))
  const rows = [...before.filter(({ name }) => !measured.has(name)), ...results.rows]
  mkdirSync(into, { recursive: true })
  writeFileSync(file, `${JSON.stringify({ ...results, rows }, undefined, 2)}\n`)
  return file
}

/** Of every row what was measured last, wherever that was. */
export const newestRows = (from = folder): ReadonlyMap<string, Kept> => {
  const all = globSync('*.json', { cwd: from }).flatMap((name) => readResults(join(from, name)).rows)
  const newest = new Map<string, Kept>()
  for (const row of all) if ((newest.get(row.name)?.at ?? '') < row.at) newest.set(row.name, row)
  return newest
}

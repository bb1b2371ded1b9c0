// Everything that follows from the .avsc files, written to schemas/generated/; with --check it only says what differs.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RecordSchema } from './avro.ts'
import { asyncapiJson } from './emit/asyncapi.ts'
import { catalogueModule } from './emit/catalogue.ts'
import { clickhouseModule } from './emit/clickhouse.ts'
import { samplesModule } from './emit/samples.ts'
import { typesIndex, typesModule } from './emit/types.ts'
import { lint, type Placed } from './lint.ts'

const here = import.meta.dirname
const out = join(here, 'generated')

/** All hand-written schemas, in the order of their files. */
export const readSchemas = (): Placed[] =>
  globSync('*/*.avsc', { cwd: here })
    .sort()
    .map((file) => ({ file, schema: JSON.parse(readFileSync(join(here, file), 'utf8')) as RecordSchema }))

/** File name to text, for every generated file. */
export const generate = (records: readonly RecordSchema[]): Record<string, string> => {
  const folders = Object.groupBy(records, (r) => r.namespace.split('.').at(-1) as string) as Record<
    string,
    RecordSchema[]
  >
  const types = Object.entries(folders).map(([folder, list]) => [`types/${folder}.ts`, typesModule(folder, list)])
  return {
    'asyncapi.json': asyncapiJson(records),
    'catalogue.ts': catalogueModule(records),
    'clickhouse.ts': clickhouseModule(records),
    'samples.ts': samplesModule(records),
    'types/index.ts': typesIndex(folders),
    ...Object.fromEntries(types),
  }
}

const onDisk = (): string[] => globSync('**/*.*', { cwd: out })

const textOf = (name: string): string | undefined => {
  try {
    return readFileSync(join(out, name), 'utf8')
  } catch {
    return undefined
  }
}

/** Names of generated files that are not what today's schemas give: changed, missing or left over. */
export const drift = (files: Readonly<Record<string, string>>): string[] => [
  ...Object.entries(files).flatMap(([name, text]) => (textOf(name) === text ? [] : [name])),
  ...onDisk().filter((name) => !(name in files)),
]

const write = (files: Readonly<Record<string, string>>) => {
  for (const name of drift(files)) {
    const file = join(out, name)
    const text = files[name]
    mkdirSync(dirname(file), { recursive: true })
    if (text === undefined) rmSync(file)
    else writeFileSync(file, text)
  }
}

const main = (check: boolean): string[] => {
  const placed = readSchemas()
  const faults = lint(placed)
  if (faults.length) return faults
  const files = generate(placed.map(({ schema }) => schema))
  if (check) return drift(files).map((name) => `schemas/generated/${name} differs: run node schemas/generate.ts`)
  write(files)
  return []
}

if (import.meta.main) {
  const faults = main(process.argv.includes('--check'))
  for (const fault of faults) console.error(fault)
  if (faults.length) process.exitCode = 1
}

// Keeps today's version of a record, with bytes written by it, before it is changed: node schemas/history/keep.ts NAME
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { avroType } from '../../runtime/avro-type.ts'
import type { RecordSchema } from '../avro.ts'
import { sampleOf } from '../emit/samples.ts'
import { readSchemas } from '../generate.ts'

/** A version that stands on logs somewhere. `bytes`: Avro without the registry's header, base64, of each sample. */
export type Kept = Readonly<{ schema: RecordSchema; bytes: readonly string[] }>

const here = import.meta.dirname

/** Every kept version, by its file name. */
export const keptVersions = (): readonly (Kept & { file: string })[] =>
  globSync('*.json', { cwd: here })
    .sort()
    .map((file) => ({ file, ...(JSON.parse(readFileSync(join(here, file), 'utf8')) as Kept) }))

const keep = (name: string): string => {
  const schema = readSchemas().find((one) => one.schema.name === name)?.schema
  if (!schema) throw new Error(`there is no record ${name} in schemas/`)
  const versions = keptVersions().filter((one) => one.schema.name === name)
  if (versions.some((one) => JSON.stringify(one.schema) === JSON.stringify(schema))) return 'kept already'
  const type = avroType(schema)
  const bytes = [sampleOf(schema), sampleOf(schema, { sparse: true })].map((one) =>
    type.toBuffer(one).toString('base64'),
  )
  const file = `${name}.${versions.length + 1}.json`
  writeFileSync(join(here, file), `${JSON.stringify({ schema, bytes }, null, 2)}\n`)
  return file
}

if (import.meta.main) console.log(keep(process.argv[2] ?? ''))

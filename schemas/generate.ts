// Everything that follows from the .avsc files, written to schemas/generated/. Run by `npm run generate`; CI fails on a difference.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordSchema } from './avro.ts'
import { catalogueModule } from './emit/catalogue.ts'
import { typesModule } from './emit/types.ts'

const here = import.meta.dirname
const out = join(here, 'generated')

const read = (): RecordSchema[] =>
  globSync('*/*.avsc', { cwd: here })
    .sort()
    .map((file) => JSON.parse(readFileSync(join(here, file), 'utf8')) as RecordSchema)

/** File name to text, for every generated file. */
export const generate = (records: RecordSchema[]): Record<string, string> => {
  const folders = Object.groupBy(records, (r) => r.namespace.split('.').at(-1) as string)
  const files: Record<string, string> = { 'catalogue.ts': catalogueModule(records) }
  for (const [folder, list] of Object.entries(folders))
    files[`types/${folder}.ts`] = typesModule(folder, list as RecordSchema[])
  return files
}

if (import.meta.main) {
  rmSync(out, { recursive: true, force: true })
  for (const [name, text] of Object.entries(generate(read()))) {
    const file = join(out, name)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
}

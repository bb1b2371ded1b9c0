// The catalogue: every record with its topic, key and schema, as data for the runtime and the registry.
import type { RecordSchema } from '../avro.ts'

export const catalogueModule = (records: readonly RecordSchema[]): string => {
  const entries = records.map((r) => `  ${r.name}: ${JSON.stringify(r)},\n`)
  return `// Generated from schemas/*/*.avsc. Do not edit.
import type { RecordSchema } from '../avro.ts'

/** Every record that may stand on the log, by its short name (unique in the house). */
export const records = {
${entries.join('')}} as const satisfies Record<string, RecordSchema>

export type RecordName = keyof typeof records
`
}

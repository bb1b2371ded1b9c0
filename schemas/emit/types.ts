// TypeScript: one readonly type per record, a union per kind and folder.
import type { Field, RecordSchema, Schema } from '../avro.ts'

const capital = (s: string) => s[0]?.toUpperCase() + s.slice(1)

const tsType = (schema: Schema, indent: string): string => {
  if (typeof schema === 'string') {
    if (schema === 'null' || schema === 'boolean' || schema === 'string') return schema
    if (schema === 'bytes') return 'Uint8Array'
    return 'number'
  }
  if (Array.isArray(schema))
    return (schema as Schema[])
      .map((s) => tsType(s, indent))
      .reverse()
      .join(' | ')
  const one = schema as Exclude<Schema, string | readonly Schema[]>
  if ('logicalType' in one)
    return { uuid: 'string', 'timestamp-millis': 'number', 'minor-units': 'bigint', sealed: 'Sealed' }[one.logicalType]
  if (one.type === 'array') return `readonly ${tsType(one.items, indent)}[]`
  if (one.type === 'map') return `Readonly<Record<string, ${tsType(one.values, indent)}>>`
  if (one.type === 'enum') return one.symbols.map((s) => `'${s}'`).join(' | ')
  return `Readonly<{\n${one.fields.map((f) => member(f, `${indent}  `)).join('')}${indent}}>`
}

const parens = (text: string) => text.replace(/readonly ((?:'\w+' \| )+'\w+')\[\]/g, 'readonly ($1)[]')

const member = (field: Field, indent: string): string => {
  const note =
    field.doc ?? ((field.type as { logicalType?: string }).logicalType === 'timestamp-millis' ? 'ms since 1970' : '')
  const doc = note ? `${indent}/** ${note} */\n` : ''
  return `${doc}${indent}${field.name}: ${parens(tsType(field.type, indent))}\n`
}

const record = (r: RecordSchema): string => {
  const time =
    r['x-kind'] === 'command' ? ['now', 'when it is decided, ms since 1970'] : ['at', 'when it happened, ms since 1970']
  return `/** ${r.doc} */
export type ${r.name} = Readonly<{
  type: '${r.name}'
  /** ${time[1]} */
  ${time[0]}: number
${r.fields.map((f) => member(f, '  ')).join('')}}>
`
}

const unions = { event: 'Event', command: 'Command', fact: 'Fact', derived: 'Derived', protocol: 'Record' }

export const typesModule = (folder: string, records: readonly RecordSchema[]): string => {
  const kinds = Object.entries(Object.groupBy(records, (r) => r['x-kind']))
  const union = kinds.map(
    ([kind, list]) =>
      `export type ${capital(folder)}${unions[kind as keyof typeof unions]} = ${list.map((r) => r.name).join(' | ')}\n`,
  )
  const body = `${records.map(record).join('\n')}\n${union.join('')}`
  const uses = /\bSealed\b/.test(body) ? "import type { Sealed } from '../../sealed.ts'\n\n" : ''
  return `// Generated from schemas/${folder}/*.avsc. Do not edit.\n${uses}${body}`
}

/** One map from a record's name to its type, so that the runtime can type a handler by its name. */
export const typesIndex = (folders: Record<string, readonly RecordSchema[]>): string => {
  const imports = Object.keys(folders).map((folder) => `import type * as ${folder} from './${folder}.ts'\n`)
  const entries = Object.entries(folders).flatMap(([folder, list]) =>
    list.map((r) => `  ${r.name}: ${folder}.${r.name}\n`),
  )
  return `// Generated from schemas/*/*.avsc. Do not edit.
${imports.join('')}
/** Every record's type by its name. */
export type RecordTypes = Readonly<{
${entries.join('')}}>
`
}

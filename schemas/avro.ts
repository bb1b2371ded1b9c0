// The part of Avro's schema language that our files use, and our own attributes.

export type Kind = 'event' | 'command' | 'fact' | 'derived' | 'protocol'

export type Schema =
  | string
  | readonly Schema[]
  | { type: 'array'; items: Schema }
  | { type: 'map'; values: Schema }
  | { type: 'enum'; name: string; symbols: readonly string[] }
  | { type: 'record'; name: string; fields: readonly Field[] }
  | { type: 'string' | 'long'; logicalType: LogicalName }

export type LogicalName = 'uuid' | 'timestamp-millis' | 'minor-units' | 'sealed'

/** `pii: 'subject'`: belongs to a person; its type is `sealed`: encrypted under that person's key (DESIGN.md 5). */
export type Field = Readonly<{ name: string; type: Schema; default?: unknown; doc?: string; pii?: 'subject' }>

/** One hand-written .avsc: a record with the topic it stands on and the field that is its key. */
export type RecordSchema = Readonly<{
  type: 'record'
  namespace: string
  name: string
  doc: string
  'x-kind': Kind
  /** absent for the protocol's own records, which stand on every event topic */
  'x-topic'?: string
  'x-key'?: string
  fields: readonly Field[]
}>

/** A schema by its shape, so that whoever walks one handles each shape. */
export type Shape =
  | Readonly<{ kind: 'primitive'; name: string }>
  | Readonly<{ kind: 'logical'; name: LogicalName }>
  | Readonly<{ kind: 'optional'; inner: Schema }>
  | Readonly<{ kind: 'array'; inner: Schema }>
  | Readonly<{ kind: 'map'; inner: Schema }>
  | Readonly<{ kind: 'enum'; name: string; symbols: readonly string[] }>
  | Readonly<{ kind: 'record'; name: string; fields: readonly Field[] }>

/** Throws on a union that is not ["null", T]: the lint says so too, with the place. */
export const shapeOf = (schema: Schema): Shape => {
  if (typeof schema === 'string') return { kind: 'primitive', name: schema }
  if (isUnion(schema)) {
    const [first, inner] = schema
    if (first !== 'null' || inner === undefined || schema.length !== 2)
      throw new Error('a union is ["null", T], in this order')
    return { kind: 'optional', inner }
  }
  if ('logicalType' in schema) return { kind: 'logical', name: schema.logicalType }
  switch (schema.type) {
    case 'array':
      return { kind: 'array', inner: schema.items }
    case 'map':
      return { kind: 'map', inner: schema.values }
    case 'enum':
      return { kind: 'enum', name: schema.name, symbols: schema.symbols }
    case 'record':
      return { kind: 'record', name: schema.name, fields: schema.fields }
    default:
      // { "type": "int" } is how Avro spells a primitive with room for attributes.
      return { kind: 'primitive', name: (schema as { type: string }).type }
  }
}

const isUnion = (schema: Schema): schema is readonly Schema[] => Array.isArray(schema)

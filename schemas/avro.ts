// The part of Avro's schema language that our files use, and our own attributes.

export type Kind = 'event' | 'command' | 'fact' | 'derived' | 'protocol'

export type Schema =
  | string
  | readonly Schema[]
  | { type: 'array'; items: Schema }
  | { type: 'map'; values: Schema }
  | { type: 'enum'; name: string; symbols: readonly string[] }
  | { type: 'record'; name: string; fields: readonly Field[] }
  | { type: 'string' | 'long'; logicalType: 'uuid' | 'timestamp-millis' | 'minor-units' }

export type Field = Readonly<{ name: string; type: Schema; default?: unknown; doc?: string }>

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

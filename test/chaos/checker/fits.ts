// Whether a decoded record can be read by another version's schema, as Avro resolves them: the checker's own rules.
import type { Schema, Value } from './avro.ts'

type Names = Map<string, Schema>
type Fields = readonly Readonly<{ name: string; type: Schema; default?: unknown }>[]

/** By what it reads: an `int` may be read as a `long`, not the other way round; a long is a bigint here. */
const primitives: Readonly<Record<string, (value: Value) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  int: (value) => Number.isInteger(value),
  long: (value) => typeof value === 'bigint' || Number.isInteger(value),
  float: (value) => typeof value === 'number' || typeof value === 'bigint',
  double: (value) => typeof value === 'number' || typeof value === 'bigint',
  string: (value) => typeof value === 'string',
  bytes: (value) => Buffer.isBuffer(value),
}

const isMap = (value: Value): value is { [name: string]: Value } =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !Buffer.isBuffer(value)

/** Each field that the reader wants is there and fits, or has a default. */
export const fits = (reader: Schema, value: Value, names: Names = new Map(), namespace?: string): boolean => {
  if (typeof reader === 'string') {
    const primitive = primitives[reader]
    if (primitive) return primitive(value)
    const known = names.get(reader) ?? names.get(`${namespace}.${reader}`)
    return known !== undefined && fits(known, value, names, namespace)
  }
  if (Array.isArray(reader)) return (reader as readonly Schema[]).some((one) => fits(one, value, names, namespace))
  const known = reader as Exclude<Schema, string | readonly Schema[]>
  if ('items' in known)
    return Array.isArray(value) && value.every((one: Value) => fits(known.items, one, names, namespace))
  if ('values' in known)
    return isMap(value) && Object.values(value).every((one) => fits(known.values, one, names, namespace))
  if (!('name' in known)) return fits(known.type, value, names, namespace)
  const own = known.namespace ?? namespace
  names.set(own && !known.name.includes('.') ? `${own}.${known.name}` : known.name, known)
  if (known.type === 'enum') return known.symbols?.includes(String(value)) || 'default' in known
  if (known.type === 'fixed') return Buffer.isBuffer(value) && value.length === known.size
  if (!isMap(value)) return false
  // All fields are looked at, also after one that does not fit: a later one may name what another needs.
  return ((known.fields ?? []) as Fields)
    .map((field) => {
      const there = value[field.name]
      return there === undefined ? 'default' in field : fits(field.type, there, names, own)
    })
    .every(Boolean)
}

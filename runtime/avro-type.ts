// Avro types as this house reads them: ids are checked when written, money is a bigint, records are plain objects.
import avro, { type Schema, type Type } from 'avsc'
import { isSealed } from '../schemas/sealed.ts'

const { LogicalType } = avro.types
const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Lower-case UUID text. Checked on the way in only: what stands on the log is read as it is. */
class Uuid extends LogicalType {
  override _fromValue(value: string) {
    return value
  }
  override _toValue(value: unknown) {
    return typeof value === 'string' && uuidText.test(value) ? value : undefined
  }
  override _resolve(writer: Type) {
    return avro.Type.isType(writer, 'string', 'logical:uuid') ? (value: string) => value : undefined
  }
}

/** Money in minor units as a bigint; what a double cannot count exactly (over 90 trillion euros) is refused. */
class MinorUnits extends LogicalType {
  override _fromValue(value: number) {
    return BigInt(value)
  }
  override _toValue(value: unknown) {
    if (typeof value !== 'bigint') return undefined
    const number = Number(value)
    return Math.abs(number) < Number.MAX_SAFE_INTEGER ? number : undefined
  }
  override _resolve(writer: Type) {
    if (avro.Type.isType(writer, 'logical:minor-units')) return (value: bigint) => value
    return avro.Type.isType(writer, 'int', 'long') ? (value: number) => BigInt(value) : undefined
  }
}

/** A person's words, sealed. Anything else is refused: what reaches the log open can never be taken back. */
class SealedText extends LogicalType {
  override _fromValue(value: string) {
    return value
  }
  override _toValue(value: unknown) {
    return isSealed(value) ? value : undefined
  }
  override _resolve(writer: Type) {
    return avro.Type.isType(writer, 'logical:sealed') ? (value: string) => value : undefined
  }
}

/** timestamp-millis needs no class: it is a number of ms since 1970 in Avro as in our types. */
export const avroOptions = {
  logicalTypes: { uuid: Uuid, 'minor-units': MinorUnits, sealed: SealedText },
  omitRecordMethods: true,
}

/** An avsc type with the house's logical types. Throws when the schema is not valid Avro. */
export const avroType = (schema: unknown): Type =>
  // avsc keeps the names it met in the options it is given: a copy each time.
  avro.Type.forSchema(schema as Schema, { ...avroOptions })

type Convert = (value: unknown) => unknown

/**
 * avsc's records carry a class of their own; here they become plain objects, so that they compare and clone as data.
 * Undefined where nothing has to be converted.
 */
export const plainly = (schema: unknown): Convert | undefined => {
  if (Array.isArray(schema)) return orNull(schema.map(plainly).find(Boolean))
  if (typeof schema !== 'object' || schema === null) return undefined
  const { type, items, values, fields } = schema as {
    type: unknown
    items?: unknown
    values?: unknown
    fields?: Field[]
  }
  if (type === 'array') return each(plainly(items))
  if (type === 'map') return eachValue(plainly(values))
  if (type === 'record') return plainRecord(fields ?? [])
  return plainly(type)
}

type Field = { name: string; type: unknown }

const orNull = (convert: Convert | undefined): Convert | undefined =>
  convert && ((value) => (typeof value === 'object' && value !== null ? convert(value) : value))

const each = (convert: Convert | undefined): Convert | undefined =>
  convert && ((value) => (value as unknown[]).map(convert))

const eachValue = (convert: Convert | undefined): Convert | undefined =>
  convert && ((value) => Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, convert(one)])))

const plainRecord = (fields: readonly Field[]): Convert => {
  const inner = fields.flatMap(({ name, type }) => {
    const convert = plainly(type)
    return convert ? [[name, convert] as const] : []
  })
  return (value) => {
    const copy: Record<string, unknown> = { ...(value as object) }
    for (const [name, convert] of inner) copy[name] = convert(copy[name])
    return copy
  }
}

// What Avro allows and this house does not: said with the file and the field.
import { type Field, type RecordSchema, type Schema, shapeOf } from './avro.ts'

/** A schema with the file that it stands in, relative to schemas/. */
export type Placed = Readonly<{ file: string; schema: RecordSchema }>

const kinds = ['event', 'command', 'fact', 'derived', 'protocol']
const logical: Readonly<Record<string, string>> = {
  uuid: 'string',
  'timestamp-millis': 'long',
  'minor-units': 'long',
  sealed: 'string',
}
const primitives = ['boolean', 'int', 'long', 'float', 'double', 'string', 'bytes']
/** Given to every record by the runtime, or the mark of a type that the reader does not know. */
const taken = ['type', 'at', 'now', 'unknown']

/** One line for each fault; none when the schemas may be published. */
export const lint = (schemas: readonly Placed[]): string[] => [
  ...schemas.flatMap(({ file, schema }) => recordFaults(file, schema).map((fault) => `${file}: ${fault}`)),
  ...twice(schemas.map(({ schema }) => schema.name)).map((name) => `two records are named ${name}`),
]

const twice = (names: readonly string[]): string[] => [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]

const recordFaults = (file: string, schema: RecordSchema): string[] => {
  if (schema.type !== 'record' || !Array.isArray(schema.fields)) return ['is no record with fields']
  const inner = schema.fields.flatMap((field) => namesIn(field.type))
  return [
    ...placeFaults(file, schema),
    ...topicFaults(file, schema),
    ...(schema.doc?.trim() ? [] : ['has no doc: say what is now true, or what is asked for']),
    ...twice(schema.fields.map(({ name }) => name)).map((name) => `has the field ${name} twice`),
    ...twice([schema.name, ...inner]).map((name) => `defines ${name} twice`),
    ...schema.fields.flatMap((field) => fieldFaults(field, field.name)),
    ...moneyFaults(schema.fields),
  ]
}

const placeFaults = (file: string, { namespace, name, 'x-kind': kind }: RecordSchema): string[] => {
  const [folder, base] = file.split('/')
  const wanted = kind === 'command' ? `matinee.commands.${folder}` : `matinee.${folder}`
  return [
    ...(/^[A-Z][A-Za-z0-9]*$/.test(name) ? [] : [`the name ${name} is not PascalCase`]),
    ...(base === `${name}.avsc` ? [] : [`the file is not named ${name}.avsc`]),
    ...(namespace === wanted ? [] : [`the namespace is ${namespace}, not ${wanted}`]),
    ...(kinds.includes(kind) ? [] : [`x-kind is ${kind}, not one of ${kinds.join(', ')}`]),
  ]
}

const topicFaults = (file: string, schema: RecordSchema): string[] => {
  const { 'x-kind': kind, 'x-topic': topic, 'x-key': key, fields } = schema
  if (kind === 'protocol') return topic || key ? ["the protocol's records have no topic or key of their own"] : []
  const folder = file.split('/')[0] ?? ''
  const wanted = kind === 'command' ? `commands.${folder}` : folder
  const field = fields.find(({ name }) => name === key)
  return [
    ...(topic === wanted ? [] : [`x-topic is ${topic}, not ${wanted}`]),
    ...(field ? [] : [`x-key is ${key}, which is no field`]),
    ...(!field || isText(field.type) ? [] : [`the key ${key} is not text`]),
  ]
}

const isText = (type: Schema): boolean =>
  type === 'string' || (typeof type === 'object' && 'logicalType' in type && type.logicalType === 'uuid')

const fieldFaults = ({ name, type, default: initial, pii }: Field, path: string): string[] => [
  ...(/^[a-z][A-Za-z0-9]*$/.test(name) ? [] : [`${path} is not camelCase`]),
  ...(taken.includes(path) ? [`${path} is the runtime's own name`] : []),
  ...(pii === undefined || pii === 'subject' ? [] : [`${path}: pii is ${pii}, not subject`]),
  ...personalFaults(type, pii !== undefined, path),
  ...(Array.isArray(type) && initial !== null ? [`${path} is optional: its default is null`] : []),
  ...typeFaults(type, path),
]

/** Personal and sealed are the same, and stand at the top of a record: there the columns leave them out. */
const personalFaults = (type: Schema, isPersonal: boolean, path: string): string[] => {
  const bare = Array.isArray(type) ? type.at(-1) : type
  const isSealed = typeof bare === 'object' && 'logicalType' in bare && bare.logicalType === 'sealed'
  if (isPersonal && !isSealed) return [`${path} is personal: its type is sealed`]
  if (isSealed && !isPersonal) return [`${path} is sealed: mark it with pii`]
  return isPersonal && path.includes('.') ? [`${path} is personal: it stands at the top of its record`] : []
}

const typeFaults = (type: Schema, path: string): string[] => {
  const given = typeof type === 'object' && 'logicalType' in type ? type : undefined
  // ClickHouse cannot read time-millis, time-micros and duration (DESIGN.md 4); nothing reads what nobody agreed on.
  if (given && logical[given.logicalType] !== given.type)
    return [`${path}: ${given.logicalType} on ${given.type} is not one of ${Object.keys(logical).join(', ')}`]
  try {
    const shape = shapeOf(type)
    switch (shape.kind) {
      case 'primitive':
        return primitives.includes(shape.name) ? [] : [`${path}: ${shape.name} is no type we use`]
      case 'logical':
        return []
      case 'optional':
      case 'array':
      case 'map':
        return typeFaults(shape.inner, path)
      case 'enum':
        return shape.symbols.every((symbol) => /^[A-Z][A-Z0-9_]*$/.test(symbol))
          ? []
          : [`${path}: symbols are UPPER_CASE`]
      case 'record':
        return [
          ...shape.fields.flatMap((field) => fieldFaults(field, `${path}.${field.name}`)),
          ...moneyFaults(shape.fields),
        ]
    }
  } catch (error) {
    return [`${path}: ${(error as Error).message}`]
  }
}

/** An amount without its currency is not money. */
const moneyFaults = (fields: readonly Field[]): string[] => {
  const isMoney = ({ type }: Field) =>
    typeof type === 'object' && 'logicalType' in type && type.logicalType === 'minor-units'
  const money = fields.find(isMoney)
  return money && !fields.some(({ name }) => name === 'currency') ? [`${money.name} has no currency beside it`] : []
}

/** Names that a type defines, itself and inside. */
const namesIn = (type: Schema): string[] => {
  if (typeof type === 'string') return []
  if (Array.isArray(type)) return (type as readonly Schema[]).flatMap(namesIn)
  const { name, items, values, fields } = type as { name?: string; items?: Schema; values?: Schema; fields?: Field[] }
  return [
    ...(name ? [name] : []),
    ...(items ? namesIn(items) : []),
    ...(values ? namesIn(values) : []),
    ...(fields ?? []).flatMap((field) => namesIn(field.type)),
  ]
}

// Seeded samples: valid data for every record, the same at every run.
import { type RecordSchema, type Schema, shapeOf } from '../avro.ts'
import { isSealed, sealedFrom } from '../sealed.ts'

type Draw = () => number

/** 32 bits from a text (FNV-1a), to begin with. */
const seedOf = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** mulberry32: [0, 1), the same row of numbers for the same seed. */
const drawFrom = (seed: number): Draw => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const whole = (draw: Draw, most: number) => Math.floor(draw() * most)
const hex = (draw: Draw, length: number) => Array.from({ length }, () => whole(draw, 16).toString(16)).join('')
const pick = <T>(draw: Draw, from: readonly T[]): T => from[whole(draw, from.length)] as T

const uuid = (draw: Draw) =>
  `${hex(draw, 8)}-${hex(draw, 4)}-4${hex(draw, 3)}-${pick(draw, ['8', '9', 'a', 'b'])}${hex(draw, 3)}-${hex(draw, 12)}`

/** Texts that have a form of their own; any other is a word. */
const texts: Readonly<Record<string, (draw: Draw) => string>> = {
  currency: (draw) => pick(draw, ['EUR', 'USD', 'GBP']),
  sha256: (draw) => hex(draw, 64),
  contentType: () => 'video/mp4',
  codecs: () => 'avc1.640028,mp4a.40.2',
  objectKey: (draw) => `uploads/${uuid(draw)}/${uuid(draw)}`,
  actionUrl: (draw) => `http://localhost/challenge/${hex(draw, 8)}`,
  listId: () => 'trending',
}
const words = ['amber', 'birch', 'coral', 'delta', 'ember', 'fjord', 'grove', 'haven']
const dawn = Date.UTC(2026, 0, 1)

export type SampleOptions = Readonly<{
  /** other texts give other data */
  seed?: string
  /** every optional field null, every list empty */
  sparse?: boolean
}>

const drawValue = (schema: Schema, name: string, draw: Draw, sparse: boolean): unknown => {
  const shape = shapeOf(schema)
  switch (shape.kind) {
    case 'primitive':
      return primitive(shape.name, name, draw)
    case 'logical':
      if (shape.name === 'uuid') return uuid(draw)
      if (shape.name === 'sealed') return sealedFrom(uuid(draw), Buffer.from(hex(draw, 80), 'hex'))
      return shape.name === 'minor-units' ? BigInt(99 + whole(draw, 2_000)) : dawn + whole(draw, 1e10)
    case 'optional':
      return sparse ? null : drawValue(shape.inner, name, draw, sparse)
    case 'array':
      return sparse ? [] : [0, 1].map(() => drawValue(shape.inner, name, draw, sparse))
    case 'map':
      return sparse ? {} : { [pick(draw, words)]: drawValue(shape.inner, name, draw, sparse) }
    case 'enum':
      return pick(draw, shape.symbols)
    case 'record':
      return Object.fromEntries(shape.fields.map((f) => [f.name, drawValue(f.type, f.name, draw, sparse)]))
  }
}

const primitive = (type: string, name: string, draw: Draw): unknown => {
  switch (type) {
    case 'boolean':
      return draw() < 0.5
    case 'int':
      return whole(draw, 10_000)
    case 'long':
      return whole(draw, 10_000_000)
    case 'float':
    case 'double':
      return whole(draw, 1_000) / 8
    case 'string':
      return texts[name]?.(draw) ?? `${pick(draw, words)} ${pick(draw, words)}`
    default:
      throw new Error(`no sample for Avro's ${type}`)
  }
}

/** Data that fits the schema, without `type` and time: the same for the same record and seed. */
export const sampleOf = (record: RecordSchema, { seed = '', sparse = false }: SampleOptions = {}): object =>
  drawValue(
    { type: 'record', name: record.name, fields: record.fields },
    '',
    drawFrom(seedOf(`${record.name} ${seed}`)),
    sparse,
  ) as object

/** As TypeScript: JSON knows no bigint. */
const literal = (value: unknown): string => {
  if (typeof value === 'bigint') return `${value}n`
  if (isSealed(value)) return `${JSON.stringify(value)} as Sealed`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${literal(inner)}`)
    .join(', ')} }`
}

export const samplesModule = (records: readonly RecordSchema[]): string => {
  const lines = (sparse: boolean) => records.map((r) => `  ${r.name}: ${literal(sampleOf(r, { sparse }))},\n`).join('')
  return `// Generated from schemas/*/*.avsc. Do not edit.
import type { Sealed } from '../sealed.ts'
import type { RecordTypes } from './types/index.ts'

/** A record's fields without its type and time, as the codec takes them. */
export type Samples = { readonly [N in keyof RecordTypes]: Omit<RecordTypes[N], 'type' | 'at' | 'now'> }

/** One valid record of each type, everything filled in; the same at every run. */
export const samples: Samples = {
${lines(false)}}

/** The same with every optional field null and every list empty. */
export const sparseSamples: Samples = {
${lines(true)}}
`
}

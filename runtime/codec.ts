// Records to bytes and back: Confluent's wire format (0x00, schema id in four bytes, Avro).
import type { Type } from 'avsc'
import { type RecordName, records } from '../schemas/generated/catalogue.ts'
import type { RecordTypes } from '../schemas/generated/types/index.ts'
import { avroType, plainly } from './avro-type.ts'

export type { RecordName, RecordTypes }

/** The fields of a record as its schema lists them: without `type` and without its time, which stand in headers. */
export type FieldsOf<Name extends RecordName> = Omit<RecordTypes[Name], 'type' | 'at' | 'now'>

type Known = { [Name in RecordName]: Readonly<{ type: Name }> & FieldsOf<Name> }[RecordName]

/** A record of a type that is younger than this code; `fields` as its writer's schema says. */
export type UnknownRecord = Readonly<{ type: string; unknown: true; fields: Readonly<Record<string, unknown>> }>

/** What the bytes say. The time (`at`, `now`) is not part of it: it comes from the header `occurred-at`. */
export type Decoded = Known | UnknownRecord

export type Codec = Readonly<{
  /** Registers, or looks up, every record of the catalogue; before the first `encode`. Throws RegistryFailed. */
  prepare(): Promise<void>
  /** Throws InvalidRecord with the path of the first fault. `type` and the time may stand in `data`: they are left out. */
  encode(name: RecordName, data: object): Buffer
  /**
   * Throws SchemaIdNotLearned when the id is new here (`learn` first), UnknownSchemaId when the registry had none for it
   * when it was asked last, BadBytes when it is not such a record.
   */
  decode(value: Buffer): Decoded
  /**
   * Fetches the writer's schemas that `decode` needs, each once; undefined when there is nothing to wait for. Rejects when
   * the registry does not answer; else with UnknownSchemaId when it has none for an id, and all others are fetched then.
   */
  learn(values: Iterable<Buffer>): Promise<void> | undefined
}>

/** Who gives schemas their ids: a registry, or a list in memory. */
export type SchemaIds = Readonly<{
  /** The id under which today's schema of this record is written. */
  register(name: RecordName): Promise<number>
  /** The schema that an id stands for. Throws UnknownSchemaId, or RegistryFailed when nobody can say now. */
  writer(id: number): Promise<Type>
}>

/** The value does not fit its schema; `path` names the field. */
export class InvalidRecord extends Error {
  override name = 'InvalidRecord'
}
/** Not Confluent's wire format, cut off, or not what its schema says. */
export class BadBytes extends Error {
  override name = 'BadBytes'
}
/** The registry answers that it has no schema of this id: the record is at fault, or the registry is another one. */
export class UnknownSchemaId extends Error {
  override name = 'UnknownSchemaId'
  readonly id: number
  constructor(id: number, options?: ErrorOptions) {
    super(`the registry knows no schema id ${id}`, options)
    this.id = id
  }
}
/** Bytes of a schema that was not fetched yet: call `learn` before `decode`. */
export class SchemaIdNotLearned extends Error {
  override name = 'SchemaIdNotLearned'
}

/** Whether this code has no schema for what it read. */
export const isUnknown = (record: Decoded): record is UnknownRecord => 'unknown' in record && record.unknown === true

const hasHead = (value: Buffer): boolean => value.length >= 5 && value[0] === 0

export const schemaIdOf = (value: Buffer): number => {
  if (!hasHead(value)) throw new BadBytes('no Confluent header in front of the record')
  return value.readInt32BE(1)
}

type Reader = (payload: Buffer) => Decoded

const todays = new Map(Object.entries(records).map(([name, schema]) => [name, avroType(schema)]))

/** Reads what the writer's schema wrote as today's schema of that record; a field that is new here takes its default. */
export const readerFor = (writer: Type): Reader => {
  const name = writer.name?.split('.').at(-1) ?? ''
  const today = todays.get(name)
  const plain =
    plainly(today ? records[name as RecordName] : writer.schema({ exportAttrs: true })) ?? ((value) => value)
  if (!today || today.name !== writer.name)
    return (payload) => ({
      type: name,
      unknown: true,
      fields: plain(writer.fromBuffer(payload)) as object as UnknownRecord['fields'],
    })
  const resolver = today.createResolver(writer)
  return (payload) => ({ type: name, ...(plain(today.fromBuffer(payload, resolver)) as object) }) as Known
}

const room = 16_384

/** A codec on any source of ids; `written` says which are known beforehand. One per process: it keeps what it learns. */
export const codecOn = (ids: SchemaIds, known: ReadonlyMap<RecordName, number> = new Map()): Codec => {
  const written = new Map(known)
  const readers = new Map<number, Reader>()
  const asked = new Map<number, Promise<void>>()
  const unknown = new Set<number>()
  const scratch = Buffer.alloc(room)

  const note = (name: RecordName, id: number) => {
    written.set(name, id)
    readers.set(id, readerFor(todays.get(name) as Type))
  }
  for (const [name, id] of known) note(name, id)

  const fetchOnce = (id: number): Promise<void> => {
    const running = asked.get(id)
    if (running) return running
    const fetching = ids
      .writer(id)
      .then(
        (writer) => {
          unknown.delete(id)
          readers.set(id, readerFor(writer))
        },
        (error: unknown) => {
          if (error instanceof UnknownSchemaId) unknown.add(id)
          throw error
        },
      )
      .finally(() => asked.delete(id))
    asked.set(id, fetching)
    return fetching
  }

  const fetchAll = async (missing: Iterable<number>): Promise<void> => {
    const results = await Promise.allSettled([...missing].map(fetchOnce))
    const errors = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    if (errors.length) throw errors.find((error) => !(error instanceof UnknownSchemaId)) ?? errors[0]
  }

  const serialize = (type: Type, id: number, data: object): Buffer => {
    scratch[0] = 0
    scratch.writeInt32BE(id, 1)
    const end = type.encode(data, scratch, 5)
    if (end > 0) {
      const bytes = Buffer.allocUnsafe(end)
      scratch.copy(bytes, 0, 0, end)
      return bytes
    }
    return Buffer.concat([scratch.subarray(0, 5), type.toBuffer(data)])
  }

  return {
    prepare: async () => {
      const names = Object.keys(records) as RecordName[]
      const waiting = names.values()
      const one = async () => {
        for (const name of waiting) note(name, await ids.register(name))
      }
      await Promise.all([one(), one(), one(), one()])
    },
    encode: (name, data) => {
      const id = written.get(name)
      const type = todays.get(name)
      if (id === undefined || !type) throw new InvalidRecord(`${name} is not registered: call prepare() first`)
      try {
        return serialize(type, id, data)
      } catch (error) {
        throw new InvalidRecord(`${name}: ${faultIn(type, data) ?? (error as Error).message}`, { cause: error })
      }
    },
    decode: (value) => {
      const id = schemaIdOf(value)
      const read = readers.get(id)
      if (!read && unknown.has(id)) throw new UnknownSchemaId(id)
      if (!read) throw new SchemaIdNotLearned(`schema id ${id} was not fetched yet`)
      try {
        return read(value.subarray(5))
      } catch (error) {
        throw new BadBytes(`schema id ${id}: ${(error as Error).message}`, { cause: error })
      }
    },
    learn: (values) => {
      const missing = new Set<number>()
      for (const value of values) {
        if (!hasHead(value)) continue
        const id = schemaIdOf(value)
        if (!readers.has(id)) missing.add(id)
      }
      return missing.size ? fetchAll(missing) : undefined
    },
  }
}

const faultIn = (type: Type, data: object): string | undefined => {
  let fault: string | undefined
  const errorHook = (path: string[], _value: unknown, wanted: Type) => {
    fault ??= `${path.join('.')} is not ${wanted.typeName}`
  }
  type.isValid(data, { errorHook })
  return fault
}

/** Ids by the order of names, for unit specs: ready at once. */
export const memoryCodec = (): Codec => {
  const names = Object.keys(records).sort() as RecordName[]
  const known = new Map(names.map((name, i) => [name, i + 1]))
  const writer = async (id: number) => avroType(records[names[id - 1] as RecordName])
  return codecOn({ register: async (name) => known.get(name) as number, writer }, known)
}

/** `learn`, but an id that the registry does not know is left to `decode`, which then throws for its records only. */
export const learned = async (codec: Pick<Codec, 'learn'>, values: Iterable<Buffer>): Promise<void> => {
  try {
    await codec.learn(values)
  } catch (error) {
    if (!(error instanceof UnknownSchemaId)) throw error
  }
}

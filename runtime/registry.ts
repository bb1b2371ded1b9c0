// The schema registry: ids for what we write, the writer's schema for what we read.
import { setTimeout as sleep } from 'node:timers/promises'
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import type { Type } from 'avsc'
import type { RecordSchema } from '../schemas/avro.ts'
import { type RecordName, records } from '../schemas/generated/catalogue.ts'
import { avroOptions } from './avro-type.ts'
import { type Backoff, backoffMs } from './backoff.ts'
import { type Codec, codecOn, type SchemaIds, UnknownSchemaId } from './codec.ts'

/** The registry did not answer, or refused: says what it was asked and what to do. */
export class RegistryFailed extends Error {
  override name = 'RegistryFailed'
}

const schemas: Readonly<Record<string, RecordSchema>> = records

const logTopics = [...new Set(Object.values(schemas).flatMap((r) => (r['x-topic'] ? [r['x-topic']] : [])))]

/** Topics of a record: its own, or for the protocol's records every one that may carry them (all but commands). */
export const topicsOf = (name: RecordName): readonly string[] => {
  const topic = schemas[name]?.['x-topic']
  return topic ? [topic] : logTopics.filter((one) => !one.startsWith('commands.'))
}

/** `<topic>-<namespace>.<Name>`: several types share a topic, each with a history of its own. */
export const subjectsOf = (name: RecordName): readonly string[] =>
  topicsOf(name).map((topic) => `${topic}-${records[name].namespace}.${name}`)

/** What is kept for ever is read by every later version, and by every earlier one that still runs. */
const compatibilityOf = (name: RecordName): COMPATIBILITY => {
  const kind = schemas[name]?.['x-kind']
  return kind === 'command' || kind === 'derived' ? COMPATIBILITY.FULL : COMPATIBILITY.FULL_TRANSITIVE
}

export type RegistryOptions = Readonly<{
  /** base URL of Confluent's protocol, for Apicurio …/apis/ccompat/v7 */
  url: string
  /** ms for one request; a failed one is tried three times more */
  timeout?: number
  /** false: what is not there already is refused; registering is for one program, before the rooms start */
  register?: boolean
}>

export type Registry = SchemaIds &
  Readonly<{
    /** The id of a schema under a subject; registers it there when it is new. Throws RegistryFailed when incompatible. */
    idUnder(subject: string, schema: object, compatibility: COMPATIBILITY): Promise<number>
  }>

/** Speaks to the registry; every call throws RegistryFailed with what to do. */
export const openRegistry = ({ url, timeout = 5_000, register: mayRegister = true }: RegistryOptions): Registry => {
  const limit = () => ({
    prepareRequest: async <R extends { enhance(extras: { timeout: number }): R }>(next: () => Promise<R>) =>
      (await next()).enhance({ timeout }),
  })
  const registry = new SchemaRegistry({ host: url, middlewares: [limit] }, { [SchemaType.AVRO]: avroOptions })

  const idUnder = async (subject: string, schema: object, compatibility: COMPATIBILITY): Promise<number> => {
    const sent = { type: SchemaType.AVRO as const, schema: JSON.stringify(schema) }
    const ask = () =>
      registry.getRegistryIdBySchema(subject, sent).catch(async (error: unknown) => {
        if (!isNew(error)) throw error
        if (!mayRegister) throw new NotRegistered('this schema is not registered')
        return (await registry.register(sent, { subject, compatibility })).id
      })
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask()
      } catch (error) {
        if (!isRaced(error) || attempt === RACES)
          return failed(`${mayRegister ? 'register' : 'find'} ${subject}`, error)
        await sleep(backoffMs(attempt, raced))
      }
    }
  }

  const register = async (name: RecordName): Promise<number> => {
    const ids: number[] = []
    for (const subject of subjectsOf(name)) ids.push(await idUnder(subject, records[name], compatibilityOf(name)))
    return ids[0] as number
  }

  const writer = async (id: number): Promise<Type> => {
    const schema = await registry.getSchema(id).catch((error: unknown) => {
      if (isNoSuchId(error)) throw new UnknownSchemaId(id, { cause: error })
      return failed(`find schema id ${id}`, error)
    })
    return schema as unknown as Type
  }

  return { register, writer, idUnder }
}

/** The codec of a running installation. Call `prepare()` before the first `encode`. */
export const registryCodec = async (options: RegistryOptions): Promise<Codec> => codecOn(openRegistry(options))

/** The client turns the 404 of a look-up into an error of this name, without a status. */
const isNew = (error: unknown): boolean => error instanceof Error && error.name === 'ConfluentSchemaRegistryError'

const statusOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined

/**
 * Another process registers the same subject at this moment, and the registry is between two of its steps: look again.
 * The subject gets its rule first, which is told of as NONE until it stands, then its schema.
 */
const isRaced = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'ConfluentSchemaRegistryCompatibilityError' ||
    (statusOf(error) === 409 && /already exists/i.test(error.message)))
const RACES = 8
const raced: Backoff = { first: 50, most: 1_000 }

/** In the registry's own words (Apicurio's, Confluent's): a 404 of whatever else answers is an outage. */
const isNoSuchId = (error: unknown): boolean =>
  statusOf(error) === 404 &&
  error instanceof Error &&
  / - (Schema .*not found|No (content|artifact) .*was found)/i.test(error.message)

/** Asked to look up only. */
class NotRegistered extends Error {}

const advice = (error: unknown): string => {
  if (error instanceof NotRegistered) return 'run the migration of this version first, then the rooms'
  const status = statusOf(error)
  if (status === 409) return 'the change is not compatible with what is on the log: give the new field a default'
  if (status === 404) return 'the log was written with another registry: restore its database'
  return 'is the registry up, and is its URL right?'
}

const failed = (what: string, error: unknown): never => {
  const said = error instanceof Error ? error.message : String(error)
  throw new RegistryFailed(`could not ${what}: ${said} (${advice(error)})`, { cause: error })
}

// Do the schema ids that stand in the log's bytes still mean what they meant? Asked at start and after a restore.
import { BadBytes, type Codec, schemaIdOf, UnknownSchemaId } from './codec.ts'
import { DEAD_LETTERS } from './dead-letters.ts'
import type { Log, LogRecord, TopicPartition } from './log.ts'

/** Ids that resolve to nothing, or to another record: nothing may be read or written until the registry is restored. */
export class SchemaIdsLost extends Error {
  override name = 'SchemaIdsLost'
}

export type CheckIds = Readonly<{
  log: Log
  codec: Codec
  topics: readonly string[]
  /** records read at each end of each partition; `all` reads everything, for a restore drill */
  sample?: bigint | 'all'
}>

/**
 * Reads the first and the last records of every partition, fetches each schema id met and compares its record's name
 * with the header `type`: a registry that lost its data gives old ids to other schemas. Returns the ids seen.
 * One record that can be read clears its id: what cannot be read beside it is at fault itself (F11), as is what was laid
 * aside before, what names no schema at all, and a command, whose decider says that it failed. Throws SchemaIdsLost with
 * a line for each fault.
 */
export const checkIdsResolve = async ({
  log,
  codec,
  topics,
  sample = 200n,
}: CheckIds): Promise<ReadonlySet<number>> => {
  const seen = new Set<string>()
  const ids = new Set<number>()
  const faults = new Map<string, string>()
  const laidAside = topics.includes(DEAD_LETTERS) ? await parkedPlaces(log, codec) : new Set<string>()

  const check = async (record: LogRecord) => {
    const said = record.headers.type ?? ''
    const place = placeOf(record)
    if (!namesASchema(record.value) || laidAside.has(place)) return
    const id = schemaIdOf(record.value)
    const pair = `${id} ${said}`
    if (seen.has(pair)) return
    ids.add(id)
    const fault = await faultOf(codec, record, said)
    if (fault === undefined) {
      seen.add(pair)
      faults.delete(pair)
    } else if (!faults.has(pair)) faults.set(pair, `${place}: schema id ${id} ${fault}`)
  }

  const each = async (records: readonly LogRecord[]) => {
    for (const record of records) await check(record)
  }

  for (const topic of topics) {
    const partitions = await log.partitions(topic)
    for (let partition = 0; partition < partitions; partition++)
      for (const [from, until] of await ranges(log, { topic, partition }, sample))
        await log.read({ topic, partition }, from, until, each)
  }
  if (faults.size)
    throw new SchemaIdsLost(`the registry is not the one of this log; restore it:\n${[...faults.values()].join('\n')}`)
  return ids
}

const namesASchema = (value: Buffer): boolean => value.length >= 5 && value[0] === 0

const placeOf = ({ topic, partition, offset }: LogRecord): string => `${topic}/${partition}@${offset}`

/** Where the records stand that a consumer laid aside, now or before. */
const parkedPlaces = async (log: Log, codec: Codec): Promise<ReadonlySet<string>> => {
  const places = new Set<string>()
  for (let partition = 0; partition < (await log.partitions(DEAD_LETTERS)); partition++) {
    const at = { topic: DEAD_LETTERS, partition }
    await log.read(at, await log.start(at), (await log.ends(at)).committed, async (records) => {
      await codec.learn(records.map(({ value }) => value))
      for (const { value } of records) {
        const told = codec.decode(value)
        if (told.type === 'RecordParked' && 'sourceTopic' in told)
          places.add(`${told.sourceTopic}/${told.sourcePartition}@${told.sourceOffset}`)
      }
    })
  }
  return places
}

const faultOf = async (codec: Codec, { topic, value }: LogRecord, said: string): Promise<string | undefined> => {
  try {
    await codec.learn([value])
    const { type } = codec.decode(value)
    return type === said ? undefined : `is ${type}, the record says ${said}`
  } catch (error) {
    const isRecords = error instanceof BadBytes || error instanceof UnknownSchemaId
    if (isRecords && topic.startsWith('commands.')) return undefined
    return `cannot be read: ${(error as Error).message}`
  }
}

type Ranges = readonly (readonly [from: bigint, until: bigint])[]

const ranges = async (log: Log, at: TopicPartition, sample: bigint | 'all'): Promise<Ranges> => {
  const [start, { committed }] = await Promise.all([log.start(at), log.ends(at)])
  if (start >= committed) return []
  if (sample === 'all' || committed - start <= sample * 2n) return [[start, committed]]
  return [
    [start, start + sample],
    [committed - sample, committed],
  ]
}

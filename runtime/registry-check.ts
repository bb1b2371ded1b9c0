// Do the schema ids that stand in the log's bytes still mean what they meant? Asked at start and after a restore.
import { type Codec, schemaIdOf } from './codec.ts'
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
 * Throws SchemaIdsLost with a line for each fault.
 */
export const checkIdsResolve = async ({
  log,
  codec,
  topics,
  sample = 200n,
}: CheckIds): Promise<ReadonlySet<number>> => {
  const seen = new Set<string>()
  const ids = new Set<number>()
  const faults: string[] = []

  const check = async (record: LogRecord) => {
    const said = record.headers.type ?? ''
    const id = schemaIdOf(record.value)
    if (seen.has(`${id} ${said}`)) return
    seen.add(`${id} ${said}`)
    ids.add(id)
    const fault = await faultOf(codec, record.value, said)
    if (fault) faults.push(`${record.topic}/${record.partition}@${record.offset}: schema id ${id} ${fault}`)
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
  if (faults.length)
    throw new SchemaIdsLost(`the registry is not the one of this log; restore it:\n${faults.join('\n')}`)
  return ids
}

const faultOf = async (codec: Codec, value: Buffer, said: string): Promise<string | undefined> => {
  try {
    await codec.learn([value])
    const { type } = codec.decode(value)
    return type === said ? undefined : `is ${type}, the record says ${said}`
  } catch (error) {
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

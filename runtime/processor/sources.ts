// The input partitions of a stream processor, by their names `topic/partition`.
import type { Log, TopicPartition } from '../log.ts'
import type { Processor } from './definition.ts'

export const sourceName = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`

export const placeOf = (source: string): TopicPartition => {
  const cut = source.lastIndexOf('/')
  return { topic: source.slice(0, cut), partition: Number(source.slice(cut + 1)) }
}

/** The inputs are not cut as the output is: which records belong to which partition cannot be said. */
export class NotAligned extends Error {
  override name = 'NotAligned'
}

/** Those of one partition of the output: all, or, of aligned inputs, the ones of its number. Throws NotAligned. */
export const sourcesFor = (
  all: readonly string[],
  { aligned, inputs, output }: Processor,
  partition: number,
  partitions: number,
): readonly string[] => {
  if (!aligned) return all
  if (all.length !== inputs.length * partitions)
    throw new NotAligned(`${inputs.join(', ')} must each have ${partitions} partitions, as ${output} has`)
  return inputs.map((topic) => sourceName({ topic, partition }))
}

export const sourcesOf = async (log: Log, topics: readonly string[]): Promise<readonly string[]> => {
  const counts = await Promise.all(topics.map((topic) => log.partitions(topic)))
  return topics.flatMap((topic, i) =>
    Array.from({ length: counts[i] ?? 0 }, (_, partition) => sourceName({ topic, partition })),
  )
}

/** Where each of them ends now. */
export const endsOf = async (log: Log, sources: readonly string[]): Promise<ReadonlyMap<string, bigint>> =>
  new Map(await Promise.all(sources.map(async (one) => [one, (await log.ends(placeOf(one))).committed] as const)))

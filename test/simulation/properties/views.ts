// Every projection, of the start and rebuilt while running, equals the fold of the log (P3), and has come to its end (P10).
import { isDeepStrictEqual } from 'node:util'
import { type Happened, happened, type LogRecord, memoryCodec, type Projection } from '../../../runtime/index.ts'
import type { Evidence, Property } from '../evidence.ts'
import { projections, rebuilt } from '../roles.ts'

const all = [...projections, ...rebuilt] as unknown as readonly Projection<object>[]
const codec = memoryCodec()

const eventsOf = (evidence: Evidence, { topics, names }: Projection<object>): readonly Happened[] =>
  topics
    .flatMap((topic) => evidence.told(topic))
    .filter(({ type }) => names.has(type))
    .map(({ record }): Happened => happened(codec, record as LogRecord))

/** One event after the other, with nothing but the handlers. */
const fold = (projection: Projection<object>, events: readonly Happened[]): ReadonlyMap<string, object> => {
  const rows = new Map<string, object>()
  for (const one of events)
    for (const key of projection.keysOf(one)) {
      const row = projection.fold(rows.get(key), one, key)
      if (row === null) rows.delete(key)
      else if (row !== undefined) rows.set(key, row)
    }
  return rows
}

const text = (value: unknown) => JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one))

const laidAside = async (evidence: Evidence, name: string, version: number, topics: readonly string[]) => {
  let count = 0
  for (const topic of topics)
    for (let partition = 0; partition < evidence.partitions; partition++)
      count += (await evidence.store.parkedBy?.(name, version).parked(topic, partition))?.length ?? 0
  return count
}

const standsAtEnd = async (evidence: Evidence, { name, version, topics }: Projection<object>): Promise<string[]> => {
  const positions = await evidence.positions(name, version)
  const aside = await laidAside(evidence, name, version, topics)
  if (aside) return [`${name}_v${version} has ${aside} records laid aside`]
  return topics.flatMap((topic) =>
    Array.from({ length: evidence.partitions }, (_, partition) => `${topic}/${partition}`).flatMap((source) => {
      const [stands, end] = [positions.get(source) ?? 0n, evidence.ends.get(source) ?? 0n]
      return stands < end ? [`${name}_v${version} stands at ${source}@${stands}, which ends at ${end}`] : []
    }),
  )
}

export const viewsCatchUp: Property = {
  name: 'every projection comes to the end of the log',
  kind: 'progress',
  check: async (evidence) => (await Promise.all(all.map((one) => standsAtEnd(evidence, one)))).flat(),
}

export const viewsAreFolds: Property = {
  name: 'every projection that has come to the end is the fold of the log',
  kind: 'safety',
  check: async (evidence) => {
    const wrong: string[] = []
    for (const projection of all) {
      const { name, version } = projection
      if ((await standsAtEnd(evidence, projection)).length) continue
      const rows = evidence.store.rows(name, version)
      const wanted = fold(projection, eventsOf(evidence, projection))
      for (const key of new Set([...rows.keys(), ...wanted.keys()]))
        if (!isDeepStrictEqual(rows.get(key), wanted.get(key)))
          wrong.push(`${name}_v${version} ${key}: ${text(rows.get(key))}, by the log ${text(wanted.get(key))}`)
    }
    return wrong
  },
}

// How far the live views have read, for Position and Min-Position: one look at Postgres serves all who ask at once.
import type { ReadStore } from './postgres.ts'

/** The live version of one projection: next offset wanted, by `topic/partition`. */
export type Standing = Readonly<{
  name: string
  version: number
  /** another one means another table: sequences and positions seen before say nothing about it */
  incarnation: string
  topics: readonly string[]
  next: ReadonlyMap<string, bigint>
}>

export type Wanted = Readonly<{ topic: string; partition: number; offset: bigint }>

export type ViewPositions = Readonly<{
  /** The live versions, not older than `maxAge` ms; those that no projector has made yet are missing. */
  standings(maxAge?: number): Promise<ReadonlyMap<string, Standing>>
  /**
   * Whether all these views have read what is wanted of the topics that they read, waiting up to `withinMs`: a position
   * on another topic says nothing to them. A view that does not exist yet has read nothing.
   */
  reached(views: readonly string[], wanted: readonly Wanted[], withinMs: number): Promise<boolean>
}>

/** `every`: ms between two looks while somebody waits. */
export const viewPositions = (store: ReadStore, { every = 20 }: { every?: number } = {}): ViewPositions => {
  let latest: { at: number; found: ReadonlyMap<string, Standing> } | undefined
  let looking: Promise<ReadonlyMap<string, Standing>> | undefined

  const look = () => {
    looking ??= standingsIn(store)
      .then((found) => {
        latest = { at: performance.now(), found }
        return found
      })
      .finally(() => {
        looking = undefined
      })
    return looking
  }

  const standings = async (maxAge = 100) => (latest && performance.now() - latest.at < maxAge ? latest.found : look())

  return {
    standings,
    reached: async (views, wanted, withinMs) => {
      const until = performance.now() + withinMs
      for (;;) {
        const found = await standings(every)
        if (views.every((view) => hasRead(found.get(view), wanted))) return true
        if (performance.now() >= until) return false
        await new Promise((resolve) => setTimeout(resolve, every))
      }
    },
  }
}

const hasRead = (standing: Standing | undefined, wanted: readonly Wanted[]): boolean =>
  standing !== undefined &&
  wanted
    .filter(({ topic }) => standing.topics.includes(topic))
    .every(({ topic, partition, offset }) => (standing.next.get(`${topic}/${partition}`) ?? 0n) > offset)

type Line = Omit<Standing, 'next'> & Readonly<{ source: string | null; nextOffset: bigint | null }>

const standingsIn = async (store: ReadStore): Promise<ReadonlyMap<string, Standing>> => {
  const lines = await store.rows<Line>`
    select name, version, incarnation, topics, topic || '/' || partition as source, next_offset
    from projections left join projection_positions using (name, version) where live`
  const found = new Map<string, Standing & { next: Map<string, bigint> }>()
  for (const { source, nextOffset, ...standing } of lines) {
    const one = found.get(standing.name) ?? { ...standing, next: new Map() }
    if (source !== null && nextOffset !== null) one.next.set(source, nextOffset)
    found.set(standing.name, one)
  }
  return found
}

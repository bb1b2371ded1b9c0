// What query-api may ask of recommendations.
import type { ReadStore } from '../../platform/postgres.ts'

export type RecommendedList = Readonly<{
  basis: 'PERSONAL' | 'TRENDING'
  /** best first */
  items: readonly Readonly<{ filmId: string; score: number }>[]
}>

/** The viewer's own list, or what is trending; an empty trending list before anything was played. */
export const recommendedFor = async (store: ReadStore, viewerId: string): Promise<RecommendedList> => {
  const lists = await store.rows<RecommendedList & { listId: string }>`
    select list_id, basis, items from recommendations where list_id in (${viewerId}, 'trending')`
  const own = lists.find(({ listId, items }) => listId === viewerId && items.length > 0)
  return own ?? lists.find(({ listId }) => listId === 'trending') ?? { basis: 'TRENDING', items: [] }
}

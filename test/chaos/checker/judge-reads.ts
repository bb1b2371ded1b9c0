// P4: who has written reads it, and never an older state than the last answer's. P7: one rental at a time runs per film.
import type { Entry, Read } from './world.ts'

/** `catalogue/0@4,media/1@2`: by partition the offset that was applied last. */
const positionsIn = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split(',')
      .filter(Boolean)
      .map((one) => {
        const [source = '', offset] = one.split('@')
        return [source, Number(offset)] as const
      }),
  )

export const judgeReads = (reads: readonly Read[], entries: readonly Entry[]): readonly string[] => {
  const titles = new Map<string, { source: string; offset: number; title: string }[]>()
  for (const { topic, partition, offset, key, headers, fields } of entries)
    if (topic === 'catalogue' && (headers.type === 'FilmDrafted' || headers.type === 'FilmDescribed')) {
      const of = titles.get(key) ?? []
      titles.set(key, of)
      of.push({ source: `${topic}/${partition}`, offset, title: String(fields.title) })
    }
  return reads.flatMap(({ read, min, position, title }) => {
    const [wanted, answered] = [positionsIn(min), positionsIn(position)]
    const older = [...wanted].filter(([source, offset]) => (answered.get(source) ?? offset) < offset)
    if (older.length) return [`${read}: ${min} was asked for, ${position} answered`]
    const all = titles.get(read) ?? []
    const last = all.findLastIndex(({ source, offset }) => offset <= (wanted.get(source) ?? -1))
    const isThere = all.findLastIndex((one) => one.title === title) >= Math.max(0, last)
    return isThere ? [] : [`${read}: '${title}' was read, which is not of ${min} or after it`]
  })
}

type Started = Readonly<{ orderId: string; from: number; until: number }>

/** A rental may start when the one before it, of the same viewer and film, is over. */
export const judgeRentals = (entries: readonly Entry[]): readonly string[] => {
  const running = new Map<string, Started>()
  const overlapping: string[] = []
  for (const { topic, headers, fields } of entries) {
    if (topic !== 'commerce' || headers.type !== 'RentalStarted') continue
    const name = `${fields.viewerId} ${fields.filmId}`
    const started = {
      orderId: String(fields.orderId),
      from: Number(headers['occurred-at']),
      until: Number(fields.endsAt),
    }
    const before = running.get(name)
    if (before && started.from < before.until)
      overlapping.push(`rentals ${before.orderId} and ${started.orderId} of ${name} run at once`)
    running.set(name, started)
  }
  return overlapping
}

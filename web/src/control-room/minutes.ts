// The minutes of films as they come: the newest revision of each, the newest minute first.
import type { QoeMinute } from '../api/operator.ts'

const most = 60

const timeOf = ({ minute }: QoeMinute): number => Date.parse(minute)
const same = (a: QoeMinute, b: QoeMinute): boolean => a.filmId === b.filmId && timeOf(a) === timeOf(b)

/** The minutes with this one; an older revision of a minute that is known changes nothing. */
export const withMinute = (minutes: readonly QoeMinute[], next: QoeMinute): readonly QoeMinute[] => {
  const known = minutes.find((one) => same(one, next))
  if (known && known.revision >= next.revision) return minutes
  return [next, ...minutes.filter((one) => !same(one, next))].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, most)
}

// Which numbers of a session were seen, as ranges: a session numbered without gaps costs one.

/** Ranges [first, last], rising, with gaps between them. */
export type Seen = readonly (readonly [first: number, last: number])[]

export const hasSeen = (seen: Seen, sequence: number): boolean =>
  seen.some(([first, last]) => first <= sequence && sequence <= last)

export const withSeen = (seen: Seen, sequence: number): Seen => {
  const before = seen.filter(([, last]) => last < sequence - 1)
  const after = seen.filter(([first]) => first > sequence + 1)
  const touched = seen.slice(before.length, seen.length - after.length)
  const first = Math.min(sequence, ...touched.map(([from]) => from))
  const last = Math.max(sequence, ...touched.map(([, to]) => to))
  return [...before, [first, last], ...after]
}

// Where on the log one's own commands stand, so that a query can ask to see them (`Min-Position`).

const remembered = 30_000

type Mark = Readonly<{ offset: bigint; until: number }>

/** `topic/partition@offset`, several joined with a comma, as pairs. */
export const readPositions = (text: string): readonly (readonly [partition: string, offset: bigint])[] =>
  text
    .split(',')
    .map((part) => /^\s*([^@\s]+\/\d+)@(\d+)\s*$/.exec(part))
    .flatMap((found) => (found?.[1] && found[2] ? [[found[1], BigInt(found[2])] as const] : []))

/** Remembers the furthest position of each partition, for as long as a read model may reasonably lag. */
export const positionMemory = (now: () => number = Date.now) => {
  const marks = new Map<string, Mark>()
  return {
    note: (text: string | null): void => {
      for (const [partition, offset] of readPositions(text ?? '')) {
        const known = marks.get(partition)
        const furthest = known && known.offset > offset ? known.offset : offset
        marks.set(partition, { offset: furthest, until: now() + remembered })
      }
    },
    /** The header's value, or undefined when nothing was written lately. */
    wanted: (): string | undefined => {
      for (const [partition, mark] of marks) if (mark.until <= now()) marks.delete(partition)
      return marks.size ? [...marks].map(([partition, { offset }]) => `${partition}@${offset}`).join(',') : undefined
    },
  }
}

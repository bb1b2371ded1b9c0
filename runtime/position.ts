// A position as text: `topic/partition@offset`, several joined with commas. The header `Position`, and `Min-Position`.

/** The record at this offset, and all before it in its partition. */
export type Position = Readonly<{ topic: string; partition: number; offset: bigint }>

/** The text is not a position. It came from a client: answer 400. */
export class InvalidPosition extends Error {
  override name = 'InvalidPosition'
}

const MOST = 32
const form = /^([a-zA-Z0-9._-]{1,200})\/(\d{1,5})@(\d{1,18})$/

export const positionText = (...positions: readonly Position[]): string =>
  positions.map(({ topic, partition, offset }) => `${topic}/${partition}@${offset}`).join(',')

const parseOne = (text: string): Position => {
  const [, topic, partition, offset] = form.exec(text.trim()) ?? []
  if (topic === undefined || partition === undefined || offset === undefined)
    throw new InvalidPosition(`'${text.slice(0, 80)}' is not a position; it looks like commerce/0@42`)
  return { topic, partition: Number(partition), offset: BigInt(offset) }
}

/** Throws InvalidPosition; takes at most 32 positions. */
export const parsePosition = (text: string): readonly Position[] => {
  const parts = text.split(',')
  if (parts.length > MOST) throw new InvalidPosition(`at most ${MOST} positions, got ${parts.length}`)
  return parts.map(parseOne)
}

/** True when a reader whose next offset is `next` has read the record at the position. */
export const hasReached = (next: bigint | undefined, position: Position): boolean =>
  next !== undefined && next > position.offset

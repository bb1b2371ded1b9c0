// Who of a group gets which partition: as few moves as possible, evenly, and to whom a local store is warm.
import type { TopicPartition } from './log.ts'

export type GroupMember = Readonly<{
  id: string
  /** what it holds now */
  held: readonly TopicPartition[]
  /** `topic/partition` to the offset that its local store has reached */
  warmth: Readonly<Record<string, number>>
}>

export const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`

/**
 * Every partition to exactly one member, counts differing by one at most. A holder keeps what it has as far as that is
 * even; the rest goes to the warmest member with room, then to the one with fewest. The same input gives the same
 * answer, whatever the order of the members.
 */
export const assign = (
  members: readonly GroupMember[],
  partitions: readonly TopicPartition[],
): ReadonlyMap<string, readonly TopicPartition[]> => {
  const sorted = members.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const shares = new Map<string, TopicPartition[]>(sorted.map(({ id }) => [id, []]))
  if (sorted.length === 0) return shares

  const least = Math.floor(partitions.length / sorted.length)
  let withOneMore = partitions.length % sorted.length
  const give = (id: string, at: TopicPartition) => {
    const share = shares.get(id) ?? []
    share.push(at)
    if (share.length === least + 1) withOneMore--
  }
  const hasRoom = ({ id }: GroupMember) => {
    const count = shares.get(id)?.length ?? 0
    return count < least || (count === least && withOneMore > 0)
  }

  const left: TopicPartition[] = []
  for (const at of partitions) {
    const holders = sorted.filter(({ held }) => held.some((h) => nameOf(h) === nameOf(at)))
    const keeper = byPreference(holders.filter(hasRoom), at, shares)
    if (keeper) give(keeper.id, at)
    else left.push(at)
  }
  for (const at of left) {
    const taker = byPreference(sorted.filter(hasRoom), at, shares)
    if (taker) give(taker.id, at)
  }
  return shares
}

const byPreference = (
  candidates: readonly GroupMember[],
  at: TopicPartition,
  shares: ReadonlyMap<string, readonly TopicPartition[]>,
): GroupMember | undefined => {
  const warmth = (member: GroupMember) => member.warmth[nameOf(at)] ?? -1
  const count = ({ id }: GroupMember) => shares.get(id)?.length ?? 0
  return candidates.toSorted((a, b) => warmth(b) - warmth(a) || count(a) - count(b))[0]
}

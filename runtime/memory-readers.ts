// Readers of the log in memory: one that follows a partition, and groups that share partitions among members.
import { setImmediate as turn } from 'node:timers/promises'
import { assign, nameOf } from './assignment.ts'
import type { LogRecord, PartitionHandler, Subscription, TopicPartition } from './log.ts'
import type { MemoryPartition } from './memory-partition.ts'
import { earlier, later } from './offset.ts'

const CHUNK = 1_000n

export type Follower = Readonly<{ next(): bigint; stop(): Promise<void> }>

type Ear = Readonly<{
  records(records: readonly LogRecord[]): void | Promise<void>
  position?(next: bigint): void
  /** Without it a failed delivery comes again. */
  failed?(error: unknown): void
}>

/** Delivers what is committed from an offset on, in order, until stopped. */
export const follow = (source: MemoryPartition, from: bigint, ear: Ear): Follower => {
  let next = from
  let stopped = false
  const step = async () => {
    const start = later(next, source.start())
    const until = earlier(source.committed(), start + CHUNK)
    if (start >= until) return await source.changed()
    const records = source.slice(start, until)
    if (records.length) await ear.records(records)
    if (stopped) return
    next = until
    ear.position?.(next)
    await turn()
  }
  const loop = async () => {
    await turn()
    while (!stopped)
      try {
        await step()
      } catch (error) {
        if (ear.failed) stopped = true
        ear.failed?.(error)
        await turn()
      }
  }
  void loop()
  return {
    next: () => next,
    stop: async () => {
      stopped = true
      source.wake()
    },
  }
}

type Member = {
  readonly id: string
  readonly handler: PartitionHandler
  readonly held: Map<string, Holding>
}
type Holding = Readonly<{ at: TopicPartition; start: (offset: bigint) => void; stop: () => void }>
type Group = { readonly members: Member[]; readonly offsets: Map<string, bigint>; names: number }

type GroupDeps = Readonly<{
  partitionsOf(topic: string): readonly MemoryPartition[]
  followFrom: typeof follow
}>

/** Groups as Kafka's: every change of members gives all partitions anew, stickily. */
export const memoryGroups = ({ partitionsOf, followFrom }: GroupDeps) => {
  const groups = new Map<string, Group>()
  const groupOf = (name: string): Group => {
    const group = groups.get(name) ?? { members: [], offsets: new Map<string, bigint>(), names: 0 }
    groups.set(name, group)
    return group
  }

  const hold = (member: Member, at: TopicPartition): Holding => {
    const { topic, partition } = at
    const source = partitionsOf(topic)[partition]
    let follower: Follower | undefined
    const start = (offset: bigint) => {
      if (!source || member.held.get(nameOf(at)) !== holding) return
      follower = followFrom(source, offset, {
        records: (records) => member.handler.onRecords(topic, partition, records),
        position: (next) => member.handler.onPosition?.(topic, partition, next),
      })
    }
    const holding: Holding = { at, start, stop: () => void follower?.stop() }
    return holding
  }

  const release = (member: Member, keep: ReadonlySet<string>) => {
    for (const [name, holding] of member.held) {
      if (keep.has(name)) continue
      member.held.delete(name)
      holding.stop()
      member.handler.onRevoked(holding.at.topic, holding.at.partition)
    }
  }

  const rebalance = (group: Group, all: readonly TopicPartition[]) => {
    const warmthOf = ({ handler }: Member) =>
      Object.fromEntries(
        all.map((at) => [nameOf(at), Number(handler.warmth?.(at.topic, at.partition) ?? -1n)] as const),
      )
    const shares = assign(
      group.members.map((m) => ({ id: m.id, held: [...m.held.values()].map(({ at }) => at), warmth: warmthOf(m) })),
      all,
    )
    for (const member of group.members) release(member, new Set((shares.get(member.id) ?? []).map(nameOf)))
    for (const member of group.members)
      for (const at of shares.get(member.id) ?? []) {
        if (member.held.has(nameOf(at))) continue
        const holding = hold(member, at)
        member.held.set(nameOf(at), holding)
        member.handler.onAssigned({ ...at, from: holding.start, groupOffset: group.offsets.get(nameOf(at)) })
      }
  }

  const subscribe = async (
    name: string,
    topics: readonly string[],
    handler: PartitionHandler,
  ): Promise<Subscription> => {
    const all = topics.flatMap((topic) => partitionsOf(topic).map((_, partition) => ({ topic, partition })))
    const group = groupOf(name)
    const member: Member = { id: `member-${group.names++}`, handler, held: new Map() }
    await turn()
    group.members.push(member)
    rebalance(group, all)
    return {
      commitGroupOffset: (topic, partition, next) => void group.offsets.set(nameOf({ topic, partition }), next),
      stillOurs: async (topic, partition) => {
        await turn()
        return member.held.has(nameOf({ topic, partition }))
      },
      isMember: () => group.members.includes(member),
      close: async () => {
        if (!group.members.includes(member)) return
        group.members.splice(group.members.indexOf(member), 1)
        release(member, new Set())
        await turn()
        rebalance(group, all)
      },
    }
  }

  return { subscribe }
}

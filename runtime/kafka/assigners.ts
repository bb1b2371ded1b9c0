// How the members of a group share partitions, in kafkajs' terms: stickily, or all to the one member there is.
import type { Assigner, Cluster, GroupMember as KafkaMember, PartitionAssigner } from 'kafkajs'
import { assign, type GroupMember } from '../assignment.ts'
import type { TopicPartition } from '../log.ts'
import { kafkajs } from './kafkajs.ts'

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol

/** What a member tells the leader about itself when it joins; names are the broker's. */
export type Standing = Readonly<{ held: readonly TopicPartition[]; warmth: Readonly<Record<string, number>> }>

const nothing = Buffer.alloc(0)

const partitionsOf = (cluster: Cluster, topics: readonly string[]): readonly TopicPartition[] =>
  topics.toSorted().flatMap((topic) =>
    cluster
      .findTopicPartitionMetadata(topic)
      .map(({ partitionId }) => ({ topic, partition: partitionId }))
      .sort((a, b) => a.partition - b.partition),
  )

const encodeShare = (memberId: string, share: readonly TopicPartition[]) => {
  const assignment: Record<string, number[]> = {}
  for (const { topic, partition } of share) {
    const list = assignment[topic] ?? []
    list.push(partition)
    assignment[topic] = list
  }
  return { memberId, memberAssignment: MemberAssignment.encode({ version: 1, assignment, userData: nothing }) }
}

const standingOf = ({ memberId, memberMetadata }: KafkaMember): GroupMember => {
  try {
    const { userData } = MemberMetadata.decode(memberMetadata) ?? { userData: nothing }
    const { held, warmth } = JSON.parse(userData.toString()) as Standing
    return { id: memberId, held, warmth }
  } catch {
    return { id: memberId, held: [], warmth: {} }
  }
}

/** Keeps what is held, prefers warm stores (H20). `standing` is asked at each join. */
export const sticky =
  (standing: (all: readonly TopicPartition[]) => Standing): PartitionAssigner =>
  ({ cluster }): Assigner => ({
    name: 'matinee-sticky',
    version: 1,
    assign: async ({ members, topics }) => {
      const shares = assign(members.map(standingOf), partitionsOf(cluster, topics))
      return [...shares].map(([memberId, share]) => encodeShare(memberId, share))
    },
    protocol: ({ topics }) => ({
      name: 'matinee-sticky',
      metadata: MemberMetadata.encode({
        version: 1,
        topics,
        userData: Buffer.from(JSON.stringify(standing(partitionsOf(cluster, topics)))),
      }),
    }),
  })

/** For a group of one: all partitions there are, or this one of each topic. */
export const alone =
  (only?: number): PartitionAssigner =>
  ({ cluster }): Assigner => ({
    name: 'matinee-alone',
    version: 1,
    assign: async ({ members, topics }) =>
      members.map(({ memberId }) => {
        const wanted = partitionsOf(cluster, topics).filter(({ partition }) => only === undefined || partition === only)
        return encodeShare(memberId, wanted)
      }),
    protocol: ({ topics }) => ({
      name: 'matinee-alone',
      metadata: MemberMetadata.encode({ version: 1, topics, userData: nothing }),
    }),
  })

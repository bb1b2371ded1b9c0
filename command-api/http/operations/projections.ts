// What an operator does with projections: in Postgres, with its trail, in one transaction; projectors see it there.
import type { OperatorActions } from '../../../platform/operator-actions.ts'
import type { Postgres } from '../../../platform/postgres.ts'
import type { ProjectionId } from '../../../platform/postgres-projections.ts'
import {
  type Bounds,
  dropVersion,
  makeScratch,
  nearLive,
  rebuildProjection,
  switchTo,
  VersionRefused,
} from '../../../platform/postgres-versions.ts'
import { type Problem, problem } from '../../../platform/problems.ts'
import { commandIdOf, type Log } from '../../../runtime/index.ts'

/** Who asks and why; what makes a retry the same action. */
export type Operator = Readonly<{ operatorId: string; idempotencyKey: string; bodyHash: string; reason: string }>

/** An offset, or a time in ISO 8601; an offset is the same in every partition. */
export type Place = string

export type Stretch = Readonly<{
  name: string
  projection: string
  topic: string
  from: Place
  until: Place | undefined
}>

/** Each throws the problems `not-found`, `conflict` or `projection-behind`, and answers a repeat as the first time. */
export type Operations = Readonly<{
  rebuild(name: string, by: Operator): Promise<ProjectionId>
  switchTo(id: ProjectionId, by: Operator): Promise<ProjectionId>
  drop(id: ProjectionId, by: Operator): Promise<ProjectionId>
  /** Makes a scratch of [from, until), or up to the end of now. */
  scratch(stretch: Stretch, by: Operator): Promise<ProjectionId & Readonly<{ records: number }>>
}>

export type OperationsDeps = Readonly<{ log: Log; postgres: Postgres; actions: OperatorActions }>

export const operationsOn = ({ log, postgres, actions }: OperationsDeps): Operations => {
  const asked = (action: string, target: string, { operatorId, idempotencyKey, bodyHash, reason }: Operator) => ({
    actionId: commandIdOf(operatorId, action, target, idempotencyKey),
    ...{ operatorId, action, target, reason, bodyHash },
  })
  const textOf = ({ name, version }: ProjectionId) => `${name} ${version}`

  return {
    rebuild: (name, by) =>
      refusing(() => actions(asked('projection.rebuild', name, by), (client) => rebuildProjection(client, name))),
    switchTo: (id, by) =>
      refusing(async () => {
        await nearLive(postgres, id)
        return actions(asked('projection.switch', textOf(id), by), async (client) => {
          await switchTo(client, id)
          return id
        })
      }),
    drop: (id, by) =>
      refusing(() =>
        actions(asked('projection.drop', textOf(id), by), async (client) => {
          await dropVersion(client, id)
          return id
        }),
      ),
    scratch: ({ name, projection, ...stretch }, by) =>
      refusing(async () => {
        const bounds = await boundsOf(log, stretch)
        const records = bounds.ranges.reduce((sum, { from, until }) => sum + until - from, 0)
        return actions(asked('projection.scratch', name, by), async (client) => ({
          ...(await makeScratch(client, { name, projection, bounds })),
          records,
        }))
      }),
  }
}

const boundsOf = async (log: Log, { topic, from, until }: Omit<Stretch, 'name' | 'projection'>): Promise<Bounds> => {
  const partitions = Array.from({ length: await log.partitions(topic) }, (_, partition) => ({ topic, partition }))
  const ranges = await Promise.all(
    partitions.map(async (at) => {
      const [first, { committed }] = await Promise.all([log.start(at), log.ends(at)])
      const placeOf = async (place: Place) => (/^\d+$/.test(place) ? BigInt(place) : log.since(at, Date.parse(place)))
      const inside = (offset: bigint) => Number(offset < first ? first : offset > committed ? committed : offset)
      const [begin, end] = [inside(await placeOf(from)), inside(until === undefined ? committed : await placeOf(until))]
      return { from: begin, until: Math.max(begin, end) }
    }),
  )
  return { topic, ranges }
}

const problems = { unknown: 'not-found', live: 'conflict', building: 'conflict', behind: 'projection-behind' } as const

const refusing = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw error instanceof VersionRefused ? problemOf(error) : error
  }
}

const problemOf = ({ reason, message }: VersionRefused): Problem => problem(problems[reason], message)

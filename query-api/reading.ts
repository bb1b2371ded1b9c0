// Reading one's own writes: Min-Position is waited for, Position and Stale are answered (DESIGN.md 3).
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Standing } from '../platform/postgres-positions.ts'
import { problem } from '../platform/problems.ts'
import { InvalidPosition, type Position, parsePosition, positionText } from '../runtime/index.ts'
import type { QueryApi } from './deps.ts'

const waitMs = 2_000

/**
 * Answers from these views (projections' names). Waits at most two seconds for Min-Position; then says `Stale: true`, or
 * 503 when the client prefers fresh. `Position` is where the views stood before they were read: the answer is not older.
 */
export const reading = async <T>(
  { positions }: Pick<QueryApi, 'positions'>,
  request: FastifyRequest,
  reply: FastifyReply,
  views: readonly string[],
  work: () => Promise<T>,
): Promise<T> => {
  const wanted = wantedOf(request.headers['min-position'])
  if (wanted.length && !(await positions.reached(views, wanted, waitMs))) {
    if (/\bfresh\b/i.test(String(request.headers.prefer ?? '')))
      throw problem('unavailable', 'The view has not read that far yet.', { retryAfter: 1 })
    reply.header('stale', 'true')
  }
  const standings = await positions.standings()
  const at = positionOf(views.flatMap((view) => standings.get(view) ?? []))
  if (at) reply.header('position', at)
  return work()
}

const wantedOf = (header: string | string[] | undefined): readonly Position[] => {
  if (!header) return []
  try {
    return parsePosition(String(header))
  } catch (error) {
    if (error instanceof InvalidPosition) throw problem('invalid-request', `Min-Position: ${error.message}`)
    throw error
  }
}

/** For each partition the view that is least far; partitions of which nothing was read are left out. */
const positionOf = (standings: readonly Standing[]): string => {
  const least = new Map<string, bigint>()
  for (const { next } of standings)
    for (const [source, offset] of next) {
      const before = least.get(source)
      if (before === undefined || offset < before) least.set(source, offset)
    }
  return positionText(
    ...[...least]
      .filter(([, next]) => next > 0n)
      .map(([source, next]) => {
        const [topic = '', partition = '0'] = source.split('/')
        return { topic, partition: Number(partition), offset: next - 1n }
      }),
  )
}

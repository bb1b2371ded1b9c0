// For rows about views: a log of entitlements, the library's view of it, and the same rows again by COPY.
import { openPostgres, type Postgres } from '../platform/postgres.ts'
import { copyIn } from '../platform/postgres-copy.ts'
import { copyLine } from '../platform/postgres-text.ts'
import { type Loaded, loadProjections } from '../projectors/load.ts'
import { type Codec, eventIdOf, headersOf, idOf, type Log, partitionOf } from '../runtime/index.ts'
import { benchInstallation } from './installation.ts'

export type LibraryLog = Awaited<ReturnType<typeof libraryLog>>

const AT_ONCE = 1_000

/** Appends events of commerce, each of a viewer and an order of its own, as deciders would have written them. */
const append = async (log: Log, codec: Codec, partitions: number, type: Type, count: number, at: number) => {
  const appender = await log.appender()
  for (let from = 0; from < count; from += AT_ONCE) {
    const records = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => {
      const n = from + i
      const [viewerId, orderId, filmId] = [idOf('viewer', n), idOf('order', n), idOf('film', n % 1_000)]
      const commandId = idOf(type, n, at)
      const own =
        type === 'EntitlementGranted' ? { kind: 'RENT', startBy: at, watchWithin: 172_800_000 } : { endsAt: at }
      return {
        ...{ partition: partitionOf(viewerId, partitions), key: viewerId },
        value: codec.encode(type, { viewerId, orderId, filmId, ...own }),
        headers: headersOf({
          ...{ type, eventId: eventIdOf(commandId, 1), streamVersion: 1, commandId, commandOffset: BigInt(n) },
          ...{ attemptId: commandId, bodyHash: commandId, actor: viewerId, occurredAt: at },
        }),
      }
    })
    await appender.append('commerce', records)
  }
  await appender.close()
}

type Type = 'EntitlementGranted' | 'RentalStarted'

export const libraryLog = async (name: string) => {
  const installation = await benchInstallation(name)
  const { env, log, codec, partitions, logger } = installation
  const postgres = openPostgres({ url: env.MATINEE_POSTGRES ?? '', room: 'bench', logger, statementTimeout: 300_000 })
  const library = (await loadProjections()).find(({ projection }) => projection.name === 'library') as Loaded
  const places = Array.from({ length: partitions }, (_, partition) => ({ topic: 'commerce', partition }))
  return {
    ...installation,
    ...{ postgres, library },
    append: (type: Type, count: number, at: number) => append(log, codec, partitions, type, count, at),
    /** Resolves when this version has read all that is there now. */
    hasRead: async (version: number) => {
      const ends = await Promise.all(places.map(async (at) => (await log.ends(at)).committed))
      const end = ends.reduce((sum, one) => sum + one, 0n)
      for (;;) {
        const [sum] = await postgres.rows<{ done: bigint }>`
          select coalesce(sum(next_offset), 0)::bigint as done from projection_positions
          where name = 'library' and version = ${version}`
        if ((sum?.done ?? 0n) >= end) return
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    close: async () => {
      await postgres.close()
      await log.close()
    },
  }
}

/** Rows a second of COPY from here, as psql's \copy does it, into an empty table with the view's indexes. */
export const copyRate = async (
  postgres: Postgres,
  { tableSql }: Loaded,
  rows: Buffer,
  count: number,
): Promise<number> => {
  await postgres.pool.query(tableSql.replaceAll(':table', 'copied'))
  const client = await postgres.pool.connect()
  const began = performance.now()
  try {
    await copyIn(client, 'copy copied from stdin', [rows])
    return count / ((performance.now() - began) / 1_000)
  } finally {
    client.release()
    await postgres.pool.query('drop table copied')
  }
}

/** All rows of the view as COPY takes them, in the order of its columns. */
export const linesOf = async (postgres: Postgres): Promise<Buffer> => {
  const asText = { getTypeParser: () => (value: string) => value }
  const { rows } = await postgres.pool.query<(string | null)[]>({
    ...{ text: 'select * from library', rowMode: 'array', types: asText },
  })
  return Buffer.from(rows.map(copyLine).join(''))
}

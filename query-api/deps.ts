// What the room that answers reads needs of the world. All of it only reads.
import type { ClickhouseReader } from '../platform/clickhouse.ts'
import type { Logger } from '../platform/logger.ts'
import type { ReadStore } from '../platform/postgres.ts'
import type { ViewPositions } from '../platform/postgres-positions.ts'
import type { Cache } from '../platform/redis.ts'
import type { Sealing } from '../platform/sealing.ts'

export type QueryApi = Readonly<{
  store: ReadStore
  positions: ViewPositions
  analytics: ClickhouseReader
  cache: Cache
  sealing: Pick<Sealing, 'open'>
  logger: Logger
  now(): number
}>

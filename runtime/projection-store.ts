// Where a projection keeps its rows and its position; the port that platform/ implements on Postgres.
import type { ParkedStore } from './lots.ts'
import type { Parking } from './parking.ts'

/** Fields in camelCase as the handlers return them. */
export type Row = Readonly<Record<string, unknown>>

/** The rows of one projection's table, inside one transaction. */
export type RowAccess = Readonly<{
  /** Those of these keys that exist. Holds them, and the places of those that do not, until the transaction ends. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, Row>>
  /** Upserts by key; null deletes. */
  save(changes: ReadonlyMap<string, Row | null>): Promise<void>
}>

/** Offsets [from, next) of one partition; `from` is where the store stands (undefined: nowhere yet). */
export type Batch = Readonly<{
  topic: string
  partition: number
  from: bigint | undefined
  next: bigint
  /** records laid aside, or no longer: kept in the same transaction */
  parking?: Parking
}>

export type ProjectionStore = Readonly<{
  /** The next offset wanted, by `topic/partition`. */
  positions(name: string, version: number): Promise<ReadonlyMap<string, bigint>>
  /**
   * Rows, position and what is laid aside in one transaction. Throws StalePosition when the partition does not stand at
   * `from`, or what is settled is not laid aside any more: another process has taken it. Any other error leaves everything as it was.
   */
  apply(name: string, version: number, batch: Batch, work: (rows: RowAccess) => Promise<void>): Promise<void>
  /** Whether the error says that the store itself does not answer: then no record is to blame, however often it comes. */
  isAway?(error: unknown): boolean
  /** What is laid aside of one projection. Without it a record that cannot be applied stops its partition. */
  parkedBy?(name: string, version: number): ParkedStore
  /** Shown to operators: lag in records, over the partitions that this process holds. */
  report?(name: string, version: number, status: ProjectionStatus): Promise<void>
}>

/** Of the partitions that this process holds. */
export type ProjectionStatus = Readonly<{
  /** records not yet applied */
  lag: bigint
  /** all records that are on the log, applied or not */
  records: bigint
  /** records applied in a second, lately */
  rate: number
  moving: boolean
  detail: string | undefined
  /** ms since 1970: it applied something, or had nothing to apply */
  movedAt: number
}>

/** Another process applied a batch to this partition since: load its position again. */
export class StalePosition extends Error {
  override name = 'StalePosition'
}

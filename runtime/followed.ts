// What following a partition asks of whoever applies its records, and what it tells.
import type { Backoff } from './backoff.ts'
import type { LogRecord } from './log.ts'
import type { Ask, Lot, Parking } from './parking.ts'

/** Records of offsets [from, next) of one partition; what lies between them is no record for us. */
export type Followed = Readonly<{
  topic: string
  partition: number
  /** where the position stands: undefined at the very first batch */
  from: bigint | undefined
  /** Equal to `from` when the records were parked before. */
  next: bigint
  records: readonly LogRecord[]
  /** what is parked, and what no longer is: to be kept in the same write */
  parking: Parking
}>

export type ApplyPolicy = Readonly<{
  /**
   * Must be repeatable. Aborted when the partition is taken away or all is stopped. Throws Poisonous where it knows which
   * records are at fault; else they are found one by one.
   */
  apply(batch: Followed, signal: AbortSignal): Promise<void>
  /** Records in one batch at most; asked before each batch. */
  batchSize: number | (() => number)
  /** After so many failures of one record it is parked, or the partition is given up; undefined: never. */
  tries?: number | undefined
  /** Where records that cannot be applied are laid aside; without one the partition is given up. */
  lot?: Lot | undefined
  backoff: Backoff
  /**
   * Where the position stands in what `apply` writes to. Rejects when that cannot be reached: a failure meanwhile is not
   * the record's fault, and is tried for ever.
   */
  stands?: ((topic: string, partition: number) => Promise<bigint | undefined>) | undefined
  /** `apply` found the position elsewhere: another process has moved it, or an answer of ours was lost. */
  isStale?: ((error: unknown) => boolean) | undefined
  /** Nobody's fault, beside what the runtime knows as such: tried for ever. */
  isOutage?: ((error: unknown) => boolean) | undefined
}>

/** Why a partition is not moving. */
export type Fault = Readonly<{ offset: bigint; type: string; error: string; tries: number; givenUp: boolean }>

export type FollowedPartition = Readonly<{
  topic: string
  partition: number
  /** Applied up to here (exclusive); what is parked counts. */
  position(): bigint | undefined
  fault(): Fault | undefined
  /** Records laid aside, those that wait too. */
  parked(): number
  /** Resolves when the records are applied, or when they never will be and the partition was let go. */
  take(records: readonly LogRecord[]): Promise<void>
  /** Does what an operator asks for a parked record, in its turn; what is not parked any more was answered before. */
  ask(ask: Ask): void
  /** Read up to here, without a record for us at the end. */
  passed(next: bigint): void
  /** Stores how far was read when nothing but control records came since (their offsets count too). */
  flush(): Promise<void>
  /** Looks whether the store still has what it kept, when nothing is going on. */
  check(): Promise<void>
  /** Lets go: what runs is aborted; resolves when it has ended. */
  release(): Promise<void>
}>

// What the checker judges: everything that is left of a run, read with nothing of the product.
import type { Value } from './avro.ts'

export type Entry = Readonly<{
  topic: string
  partition: number
  offset: number
  key: string
  headers: Readonly<Record<string, string>>
  fields: Readonly<Record<string, Value>>
}>

/** A line of the history that was answered for good. */
export type Answered = Readonly<{
  answered: string
  what: string
  status: number
  type: string
  position?: string
  holds: Readonly<Record<string, string | number>>
}>

/** A line of the history of somebody who read what was written: what was asked for and what came. */
export type Read = Readonly<{ read: string; min: string; position: string; title: string }>

export type Payment = Readonly<{ id: string; status: string; amount: number; refunded: number; orderId: string }>
export type Row = Readonly<Record<string, unknown>>

export type World = Readonly<{
  entries: readonly Entry[]
  answered: readonly Answered[]
  reads: readonly Read[]
  /** records that a version of their schema cannot read */
  unreadable: readonly string[]
  payments: readonly Payment[]
  /** by view: its rows */
  views: Readonly<Record<string, readonly Row[]>>
  /** play events, and rows that hold them */
  clickhouse: Readonly<{ playback?: number; rows?: number }>
  /** partitions whose committed end is not their end */
  hanging: readonly string[]
  /** positions of projections that did not reach the end in time */
  behind: readonly string[]
}>

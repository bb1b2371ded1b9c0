// What clients did and were told: all that the checker knows beside the raw log and the stores.
import type { Outcome } from '../../runtime/index.ts'

/** One thing that a client wants, however often it asks: the same key each time. */
export type Request = {
  readonly context: string
  readonly actor: string
  readonly operation: string
  /** of the aggregate */
  readonly key: string
  readonly idempotencyKey: string
  /** every answer that arrived, with the command's id that it named */
  readonly answers: Outcome[]
  tries: number
  isDone: boolean
}

export type Read = { readonly orderId: string; readonly viewerId: string; readonly position: string; found?: boolean }

export type Beat = {
  readonly playbackId: string
  readonly sequence: number
  readonly at: number
  acknowledged: boolean
}

export type History = Readonly<{ requests: Request[]; reads: Read[]; beats: Beat[] }>

export const emptyHistory = (): History => ({ requests: [], reads: [], beats: [] })

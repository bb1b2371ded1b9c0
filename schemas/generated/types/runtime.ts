// Generated from schemas/runtime/*.avsc. Do not edit.
/** Written by a new owner to end a hanging transaction (protocol 8). */
export type Barrier = Readonly<{
  type: 'Barrier'
  /** when it happened, ms since 1970 */
  at: number
  owner: string
}>

/** Handed over after its time, so it was not decided: the same id may be sent again (protocol 13). */
export type CommandExpired = Readonly<{
  type: 'CommandExpired'
  /** when it happened, ms since 1970 */
  at: number
  commandType: string
  /** ms since 1970 */
  notAfter: number
}>

/** The decider threw, or the output was too large (protocol 14, 18). */
export type CommandFailed = Readonly<{
  type: 'CommandFailed'
  /** when it happened, ms since 1970 */
  at: number
  commandType: string
  detail: string
}>

/** A decision that refused: it changed nothing and holds the position (protocol 2). */
export type CommandRejected = Readonly<{
  type: 'CommandRejected'
  /** when it happened, ms since 1970 */
  at: number
  commandType: string
  /** stable type */
  problem: string
  /** for the caller */
  detail: string
}>

/** An event came after its window's lateness was over and is not part of it: the side output, beside the windows in the processor's topic. Its cause is the event. */
export type EventTooLate = Readonly<{
  type: 'EventTooLate'
  /** when it happened, ms since 1970 */
  at: number
  processor: string
  /** whose window it was */
  key: string
  /** the windows' name in the processor */
  window: string
  /** ms since 1970 */
  start: number
  /** ms since 1970 */
  end: number
  /** ms since 1970 */
  happenedAt: number
  /** how far event time was when it came */
  watermark: number
}>

/** Accepted, and nothing had to change: it holds the position (protocol 2). */
export type NothingChanged = Readonly<{
  type: 'NothingChanged'
  /** when it happened, ms since 1970 */
  at: number
  commandType: string
}>

/** A stream processor has read on and had nothing to say: the record holds its position. */
export type ProcessorMovedOn = Readonly<{
  type: 'ProcessorMovedOn'
  /** when it happened, ms since 1970 */
  at: number
  processor: string
  version: number
}>

export type RuntimeRecord = Barrier | CommandExpired | CommandFailed | CommandRejected | EventTooLate | NothingChanged | ProcessorMovedOn

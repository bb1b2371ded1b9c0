// Generated from schemas/runtime/*.avsc. Do not edit.
/** Written by a new owner to end a hanging transaction (protocol 8). */
export type Barrier = Readonly<{
  type: 'Barrier'
  /** when it happened, ms since 1970 */
  at: number
  owner: string
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

export type RuntimeRecord = Barrier | CommandFailed | CommandRejected

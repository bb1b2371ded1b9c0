// Generated from schemas/identity/*.avsc. Do not edit.
/** A person logged out, or a spent refresh token was used again. */
export type CloseSession = Readonly<{
  type: 'CloseSession'
  /** when it is decided, ms since 1970 */
  now: number
  personId: string
  sessionId: string
  reason: 'SIGNED_OUT' | 'TOKEN_REUSED'
}>

/** A person logged in. */
export type OpenSession = Readonly<{
  type: 'OpenSession'
  /** when it is decided, ms since 1970 */
  now: number
  personId: string
  sessionId: string
  /** absolute end of the refresh family */
  expiresAt: number
}>

/** A person exists and has these roles. */
export type PersonRegistered = Readonly<{
  type: 'PersonRegistered'
  /** when it happened, ms since 1970 */
  at: number
  personId: string
  /** viewer, seller, operator */
  roles: readonly string[]
  /** true for the simulated audience */
  simulated: boolean
}>

/** Make a person known, with what they may do. Credentials are kept elsewhere. */
export type RegisterPerson = Readonly<{
  type: 'RegisterPerson'
  /** when it is decided, ms since 1970 */
  now: number
  personId: string
  /** viewer, seller, operator */
  roles: readonly string[]
  /** true for the simulated audience */
  simulated: boolean
}>

/** The log-in is over; its tokens are not renewed. */
export type SessionClosed = Readonly<{
  type: 'SessionClosed'
  /** when it happened, ms since 1970 */
  at: number
  personId: string
  sessionId: string
  reason: 'SIGNED_OUT' | 'TOKEN_REUSED' | 'REPLACED'
}>

/** A log-in on one device. */
export type SessionOpened = Readonly<{
  type: 'SessionOpened'
  /** when it happened, ms since 1970 */
  at: number
  personId: string
  sessionId: string
  /** absolute end of the refresh family */
  expiresAt: number
}>

export type IdentityCommand = CloseSession | OpenSession | RegisterPerson
export type IdentityEvent = PersonRegistered | SessionClosed | SessionOpened

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

/** What a person orders from now on is sold and taxed there. */
export type CountryDeclared = Readonly<{
  type: 'CountryDeclared'
  /** when it happened, ms since 1970 */
  at: number
  personId: string
  /** ISO 3166-1 alpha-2 */
  country: string
}>

/** A person says where they live. */
export type DeclareCountry = Readonly<{
  type: 'DeclareCountry'
  /** when it is decided, ms since 1970 */
  now: number
  personId: string
  /** ISO 3166-1 alpha-2 */
  country: string
}>

/** A person is to be forgotten: what is sealed under their key is never read again. */
export type ErasePerson = Readonly<{
  type: 'ErasePerson'
  /** when it is decided, ms since 1970 */
  now: number
  personId: string
  /** who does it */
  operatorId: string
  /** for the record, without personal data */
  reason: string
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

/** The person may not log in any more; their key and their credentials are destroyed. */
export type PersonErased = Readonly<{
  type: 'PersonErased'
  /** when it happened, ms since 1970 */
  at: number
  personId: string
  /** who did it */
  operatorId: string
  /** for the record, without personal data */
  reason: string
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

export type IdentityCommand = CloseSession | DeclareCountry | ErasePerson | OpenSession | RegisterPerson
export type IdentityEvent = CountryDeclared | PersonErased | PersonRegistered | SessionClosed | SessionOpened

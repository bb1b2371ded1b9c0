// Generated from schemas/identity/*.avsc. Do not edit.
import type { Sealed } from '../../sealed.ts'

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

/** Invoices are written to no name from now on. */
export type InvoiceAddressRemoved = Readonly<{
  type: 'InvoiceAddressRemoved'
  /** when it happened, ms since 1970 */
  at: number
  personId: string
}>

/** Invoices are written to this name and address from now on. */
export type InvoiceAddressSet = Readonly<{
  type: 'InvoiceAddressSet'
  /** when it happened, ms since 1970 */
  at: number
  personId: string
  /** to whom invoices are written */
  name: Sealed
  /** where that is, in lines */
  address: Sealed
  /** of a company in the EU; empty: none */
  vatId: Sealed
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

/** Invoices are to be written to no name from now on. */
export type RemoveInvoiceAddress = Readonly<{
  type: 'RemoveInvoiceAddress'
  /** when it is decided, ms since 1970 */
  now: number
  personId: string
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

/** Invoices are to be written to this name and address from now on. */
export type SetInvoiceAddress = Readonly<{
  type: 'SetInvoiceAddress'
  /** when it is decided, ms since 1970 */
  now: number
  personId: string
  /** to whom invoices are written */
  name: Sealed
  /** where that is, in lines */
  address: Sealed
  /** of a company in the EU; empty: none */
  vatId: Sealed
}>

export type IdentityCommand = CloseSession | DeclareCountry | ErasePerson | OpenSession | RegisterPerson | RemoveInvoiceAddress | SetInvoiceAddress
export type IdentityEvent = CountryDeclared | InvoiceAddressRemoved | InvoiceAddressSet | PersonErased | PersonRegistered | SessionClosed | SessionOpened

// A person's roles and log-ins: the identity decider. Key: personId. Passwords and tokens are kept elsewhere.
import type {
  CloseSession,
  DeclareCountry,
  ErasePerson,
  IdentityCommand,
  IdentityEvent,
  OpenSession,
  RegisterPerson,
} from '../../schemas/generated/types/identity.ts'
import { assertNever, type Decision, refuse } from '../decision.ts'
import { isCountry } from '../places/rules.ts'
import { faultOfRoles, isReason, longestReason, mostSessions } from './rules.ts'

export type Person =
  | Readonly<{ status: 'unknown' }>
  | Readonly<{ status: 'erased' }>
  | Readonly<{
      status: 'registered'
      roles: readonly string[]
      simulated: boolean
      /** null: not said */
      country: string | null
      /** which one stands in the events, sealed, and is not known here */
      hasInvoiceAddress: boolean
      /** open and not expired, oldest first */
      sessions: readonly Readonly<{ sessionId: string; expiresAt: number }>[]
    }>

type Registered = Extract<Person, { status: 'registered' }>
type Decided = Decision<IdentityEvent>

export const unknownPerson: Person = { status: 'unknown' }

export const decide = (command: IdentityCommand, person: Person): Decided => {
  if (person.status === 'erased') return command.type === 'ErasePerson' ? [] : refuse('erased', 'They were erased.')
  if (command.type === 'RegisterPerson') return registerPerson(command, person)
  if (person.status === 'unknown') return refuse('not-found', 'There is no such person.')
  switch (command.type) {
    case 'OpenSession':
      return openSession(command, person)
    case 'CloseSession':
      return closeSession(command, person)
    case 'DeclareCountry':
      return declareCountry(command, person)
    case 'SetInvoiceAddress': {
      const { type: _, now, ...address } = command
      return [{ type: 'InvoiceAddressSet', at: now, ...address }]
    }
    case 'RemoveInvoiceAddress':
      return person.hasInvoiceAddress
        ? [{ type: 'InvoiceAddressRemoved', at: command.now, personId: command.personId }]
        : []
    case 'ErasePerson':
      return erasePerson(command, person)
    default:
      return assertNever(command)
  }
}

const registerPerson = (
  { now, personId, roles, simulated }: RegisterPerson,
  person: Exclude<Person, { status: 'erased' }>,
): Decided => {
  if (person.status === 'registered')
    return sameRoles(roles, person.roles) && simulated === person.simulated
      ? []
      : refuse('conflict', 'This person is registered with other roles.')
  const fault = faultOfRoles(roles)
  if (fault) return refuse('invalid-request', fault)
  return [{ type: 'PersonRegistered', at: now, personId, roles, simulated }]
}

/** One more than a person may have ends the oldest: nobody is locked out by log-ins that were never ended. */
const openSession = ({ now, personId, sessionId, expiresAt }: OpenSession, person: Registered): Decided => {
  if (person.sessions.some((session) => session.sessionId === sessionId)) return []
  if (expiresAt <= now) return refuse('invalid-request', 'A session ends after it begins.')
  const live = person.sessions.filter((session) => now < session.expiresAt)
  return [
    ...live
      .slice(0, Math.max(0, live.length + 1 - mostSessions))
      .map(({ sessionId }) => ({ type: 'SessionClosed', at: now, personId, sessionId, reason: 'REPLACED' }) as const),
    { type: 'SessionOpened', at: now, personId, sessionId, expiresAt },
  ]
}

/** Closing what is closed, or what has ended by itself and was forgotten, is nothing. */
const closeSession = ({ now, personId, sessionId, reason }: CloseSession, person: Registered): Decided =>
  person.sessions.some((session) => session.sessionId === sessionId)
    ? [{ type: 'SessionClosed', at: now, personId, sessionId, reason }]
    : []

const declareCountry = ({ now, personId, country }: DeclareCountry, person: Registered): Decided => {
  if (!isCountry(country)) return refuse('invalid-request', 'A country is a code of ISO 3166-1.')
  return country === person.country ? [] : [{ type: 'CountryDeclared', at: now, personId, country }]
}

/** Whatever plays by one of their log-ins ends with it. */
const erasePerson = ({ now, personId, operatorId, reason }: ErasePerson, { sessions }: Registered): Decided => {
  if (!isReason(reason)) return refuse('invalid-request', `Give a reason of 1 to ${longestReason} characters.`)
  const live = sessions.filter((session) => now < session.expiresAt)
  return [
    ...live.map(
      ({ sessionId }) => ({ type: 'SessionClosed', at: now, personId, sessionId, reason: 'SIGNED_OUT' }) as const,
    ),
    { type: 'PersonErased', at: now, personId, operatorId, reason },
  ]
}

export const evolve = (person: Person, event: IdentityEvent): Person => {
  if (event.type === 'PersonRegistered') {
    const { roles, simulated } = event
    return { status: 'registered', roles, simulated, country: null, hasInvoiceAddress: false, sessions: [] }
  }
  if (event.type === 'PersonErased') return { status: 'erased' }
  if (person.status !== 'registered') throw new Error(`${event.type} of a person who is ${person.status}`)
  const live = person.sessions.filter((session) => event.at < session.expiresAt)
  switch (event.type) {
    case 'SessionOpened':
      return { ...person, sessions: [...live, { sessionId: event.sessionId, expiresAt: event.expiresAt }] }
    case 'SessionClosed':
      return { ...person, sessions: live.filter((session) => session.sessionId !== event.sessionId) }
    case 'CountryDeclared':
      return { ...person, country: event.country }
    case 'InvoiceAddressSet':
      return { ...person, hasInvoiceAddress: true }
    case 'InvoiceAddressRemoved':
      return { ...person, hasInvoiceAddress: false }
    default:
      return assertNever(event)
  }
}

const sameRoles = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((role) => b.includes(role))

/** For the deciders' room; raise codeVersion when `evolve` or the state's shape changes. */
export const identityDecider = { name: 'identity', initial: unknownPerson, decide, evolve, codeVersion: 3 } as const

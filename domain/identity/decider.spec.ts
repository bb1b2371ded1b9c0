// A person and their log-ins.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { IdentityCommand, IdentityEvent } from '../../schemas/generated/types/identity.ts'
import type { Sealed } from '../../schemas/sealed.ts'
import { specFor } from '../../test/given.ts'
import { isRefusal } from '../decision.ts'
import { decide, evolve, type Person, unknownPerson } from './decider.ts'
import { faultsOfInvoiceAddress, mostSessions } from './rules.ts'

const given = specFor(decide, evolve, unknownPerson)
const personId = 'person'
const register = (now: number, ...roles: string[]): IdentityCommand => ({
  type: 'RegisterPerson',
  now,
  personId,
  roles,
  simulated: false,
})
const open = (now: number, sessionId = 'session', expiresAt = now + 1_000): IdentityCommand => ({
  type: 'OpenSession',
  now,
  personId,
  sessionId,
  expiresAt,
})
const close = (
  now: number,
  sessionId = 'session',
  reason: 'SIGNED_OUT' | 'TOKEN_REUSED' = 'SIGNED_OUT',
): IdentityCommand => ({
  type: 'CloseSession',
  now,
  personId,
  sessionId,
  reason,
})
const registered: IdentityEvent = { type: 'PersonRegistered', at: 1, personId, roles: ['viewer'], simulated: false }
const opened = (at: number, sessionId = 'session', expiresAt = at + 1_000): IdentityEvent => ({
  type: 'SessionOpened',
  at,
  personId,
  sessionId,
  expiresAt,
})
const closed = (
  at: number,
  reason: 'SIGNED_OUT' | 'TOKEN_REUSED' | 'REPLACED',
  sessionId = 'session',
): IdentityEvent => ({
  type: 'SessionClosed',
  at,
  personId,
  sessionId,
  reason,
})

test('a person says where they live, and says otherwise', () => {
  const declare = (now: number, country: string): IdentityCommand => ({
    type: 'DeclareCountry',
    now,
    personId,
    country,
  })
  const declared: IdentityEvent = { type: 'CountryDeclared', at: 2, personId, country: 'DE' }
  given(registered).when(declare(2, 'DE')).then(declared)
  given(registered, declared).when(declare(3, 'DE')).then()
  given(registered, declared)
    .when(declare(3, 'AT'))
    .then({ ...declared, at: 3, country: 'AT' })
  given(registered).when(declare(2, 'XX')).refused('invalid-request')
  given().when(declare(2, 'DE')).refused('not-found')
})

const erase = (now: number, reason = 'they asked for it'): IdentityCommand => ({
  type: 'ErasePerson',
  now,
  personId,
  operatorId: 'operator',
  reason,
})
const erased = (at: number): IdentityEvent => ({
  type: 'PersonErased',
  at,
  personId,
  operatorId: 'operator',
  reason: 'they asked for it',
})

test('who is erased is logged out, and nothing is decided for them any more', () => {
  given(registered, opened(2), opened(3, 'old', 4))
    .when(erase(5))
    .then({ type: 'SessionClosed', at: 5, personId, sessionId: 'session', reason: 'SIGNED_OUT' }, erased(5))
  given(registered, erased(5)).when(erase(6)).then()
  given(registered, erased(5)).when(open(6)).refused('erased')
  given(registered, erased(5)).when(register(6, 'viewer')).refused('erased')
  given().when(erase(5)).refused('not-found')
  given(registered).when(erase(5, ' ')).refused('invalid-request')
})

test('a person is registered with roles', () => given().when(register(1, 'viewer')).then(registered))
test('registering again is nothing', () => given(registered).when(register(2, 'viewer')).then())
test('roles do not change by registering again', () =>
  given(registered)
    .when(register(2, 'viewer', 'operator'))
    .refused('conflict'))
test('nobody without a role', () => given().when(register(1)).refused('invalid-request'))
test('no role that nobody knows', () => given().when(register(1, 'emperor')).refused('invalid-request'))

test('a stranger does not log in', () => given().when(open(1)).refused('not-found'))
test('a log-in is a session', () => given(registered).when(open(2)).then(opened(2)))
test('the same session is opened once', () => given(registered, opened(2)).when(open(3)).then())
test('a log-out closes it', () => given(registered, opened(2)).when(close(3)).then(closed(3, 'SIGNED_OUT')))
test('a spent token closes it', () =>
  given(registered, opened(2))
    .when(close(3, 'session', 'TOKEN_REUSED'))
    .then(closed(3, 'TOKEN_REUSED')))
test('what is closed is not closed again', () =>
  given(registered, opened(2), closed(3, 'SIGNED_OUT')).when(close(4)).then())
test('one log-in too many ends the oldest', () =>
  given(registered, ...Array.from({ length: mostSessions }, (_, i) => opened(10, `s${i}`)))
    .when(open(11))
    .then(closed(11, 'REPLACED', 's0'), opened(11)))

test('no history leaves more open sessions than a person may have, and none twice', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: fc.nat(400), closing: fc.boolean() }), { minLength: 150, maxLength: 300 }),
      (steps) => {
        let person: Person = evolve(unknownPerson, registered)
        for (const [i, { id, closing }] of steps.entries()) {
          const decision = decide(closing ? close(i + 2, `s${id}`) : open(i + 2, `s${id}`), person)
          assert.ok(!isRefusal(decision))
          person = decision.reduce(evolve, person)
          assert.ok(person.status === 'registered' && person.sessions.length <= mostSessions)
          assert.equal(new Set(person.sessions.map((s) => s.sessionId)).size, person.sessions.length)
        }
      },
    ),
    { numRuns: 20 },
  ))

test('to whom invoices are written is said, said otherwise and taken back, and known only as said', () => {
  const said = { name: 'sealed name', address: 'sealed address', vatId: 'sealed id' } as {
    [Field in 'name' | 'address' | 'vatId']: Sealed & string
  }
  const set = { type: 'SetInvoiceAddress', now: 2, personId, ...said } as const
  const wasSet = { type: 'InvoiceAddressSet', at: 2, personId, ...said } as const
  const remove = { type: 'RemoveInvoiceAddress', now: 3, personId } as const
  const removed = { type: 'InvoiceAddressRemoved', at: 3, personId } as const
  given().when(set).refused('not-found')
  given(registered).when(set).then(wasSet)
  given(registered, wasSet).when(set).then(wasSet)
  given(registered).when(remove).then()
  given(registered, wasSet).when(remove).then(removed)
  given(registered, wasSet, removed).when(remove).then()
  const erased = { type: 'PersonErased', at: 4, personId, operatorId: 'operator', reason: 'asked for' } as const
  given(registered, wasSet, erased).when(set).refused('erased')
  assert.ok(!JSON.stringify(evolve(evolve(unknownPerson, registered), wasSet)).includes('sealed'))
})

test('what is said of an invoice is looked at before it is sealed', () => {
  const right = { name: 'Grete Müller', address: 'Kinoweg 1\n10115 Berlin', vatId: 'DE123456789' }
  assert.deepEqual(faultsOfInvoiceAddress(right), {})
  assert.deepEqual(faultsOfInvoiceAddress({ ...right, vatId: '' }), {})
  const wrong = { name: ' ', address: 'x'.repeat(501), vatId: '123456789' }
  assert.deepEqual(Object.keys(faultsOfInvoiceAddress(wrong)), ['name', 'address', 'vatId'])
})

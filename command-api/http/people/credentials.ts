// Who may log in with what. The only place that knows a login; it never goes to the log.
import { hash, randomUUID } from 'node:crypto'
import type { Role } from '../../../platform/auth.ts'
import type { Postgres } from '../../../platform/postgres.ts'

export type Credential = Readonly<{
  personId: string
  password: string
  roles: readonly Role[]
  simulated: boolean
  /** ms since 1970; null: PersonRegistered is not known to stand on the log yet */
  registeredAt: number | null
}>

export type NewCredential = Readonly<{
  login: string
  password: string
  roles: readonly Role[]
  simulated: boolean
  idempotencyKey: string
}>

export type Credentials = Readonly<{
  find(login: string): Promise<Credential | undefined>
  byPerson(personId: string): Promise<Credential | undefined>
  /** The new one, or what stands there already; `retried`: it was made with the same Idempotency-Key. */
  add(person: NewCredential): Promise<Credential & Readonly<{ added: boolean; retried: boolean }>>
  registered(personId: string): Promise<void>
  /** The login, the password and the log-ins are gone. Again, it is nothing. */
  remove(personId: string): Promise<void>
}>

/** Logins that look the same are the same. */
export const normalLogin = (login: string): string => login.normalize('NFKC').toLowerCase()

export const postgresCredentials = (postgres: Postgres): Credentials => {
  const find: Credentials['find'] = async (login) =>
    (
      await postgres.rows<Credential>`
        select person_id, password, roles, simulated, registered_at from credentials where login = ${normalLogin(login)}`
    )[0]

  return {
    find,
    byPerson: async (personId) =>
      (
        await postgres.rows<Credential>`
          select person_id, password, roles, simulated, registered_at from credentials where person_id = ${personId}`
      )[0],
    add: async ({ login, password, roles, simulated, idempotencyKey }) => {
      const key = hash('sha256', idempotencyKey, 'hex')
      const added = await postgres.rows`
        insert into credentials (login, person_id, password, roles, simulated, registration_key)
        values (${normalLogin(login)}, ${randomUUID()}, ${password}, ${roles}, ${simulated}, ${key})
        on conflict (login) do nothing
        returning 1`
      // A statement of its own: who lost against another registration sees the winner's row only now.
      const [row] = await postgres.rows<Credential & { registrationKey: string }>`
        select person_id, password, roles, simulated, registered_at, registration_key
        from credentials where login = ${normalLogin(login)}`
      if (!row) throw new Error('a login was added and removed at the same time')
      const { registrationKey, ...credential } = row
      return { ...credential, added: added.length === 1, retried: registrationKey === key }
    },
    registered: async (personId) => {
      await postgres.rows`
        update credentials set registered_at = now() where person_id = ${personId} and registered_at is null`
    },
    remove: (personId) =>
      postgres.transaction(async (client) => {
        await client.query('delete from credentials where person_id = $1', [personId])
        await client.query('delete from log_ins where person_id = $1', [personId])
      }),
  }
}

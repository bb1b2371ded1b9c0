// Log-ins and their refresh tokens: one-time, rotated, and a spent one that comes back ends the log-in.
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { PoolClient } from 'pg'
import { reuseGrace, sessionIdle, sessionLife } from '../../../domain/identity/rules.ts'
import type { Postgres } from '../../../platform/postgres.ts'

export type Renewal =
  | Readonly<{ kind: 'renewed'; sessionId: string; personId: string; refreshToken: string }>
  /** never ours, or its log-in was forgotten long ago */
  | Readonly<{ kind: 'unknown' }>
  /** logged out, too old, or not used for too long */
  | Readonly<{ kind: 'over' }>
  /** a spent token was used again: the log-in is closed now */
  | Readonly<{ kind: 'reused'; sessionId: string; personId: string }>

/** Times in ms since 1970. */
export type LogIns = Readonly<{
  /** The log-in's first refresh token, or after a lost answer (same session again) a new one; undefined when it is over. */
  open(sessionId: string, personId: string, now: number): Promise<string | undefined>
  renew(refreshToken: string, now: number): Promise<Renewal>
  close(sessionId: string, why: 'SIGNED_OUT' | 'REPLACED', now: number): Promise<void>
  isOpen(sessionId: string, now: number): Promise<boolean>
  /** Removes what has been over for a day. */
  forget(now: number): Promise<void>
}>

type LogIn = Readonly<{
  person_id: string
  salt: Buffer
  generation: number
  used_at: number
  expires_at: number
  closed_at: number | null
}>
type Token = Readonly<{ session_id: string; generation: number; spent_at: number | null }>

export const postgresLogIns = (postgres: Postgres): LogIns => ({
  open: (sessionId, personId, now) =>
    postgres.transaction(async (client) => {
      await client.query(insertLogIn, [
        sessionId,
        personId,
        randomBytes(32),
        new Date(now),
        new Date(now + sessionLife),
      ])
      const logIn = await lock(client, sessionId)
      if (!logIn || isOver(logIn, now)) return undefined
      await client.query(spendAll, [sessionId, new Date(now)])
      const token = randomBytes(32).toString('base64url')
      await addToken(client, sessionId, logIn.generation + 1, token, now)
      return token
    }),

  renew: (refreshToken, now) =>
    postgres.transaction(async (client): Promise<Renewal> => {
      const sessionId = (await tokenOf(client, refreshToken))?.session_id
      const logIn = sessionId && (await lock(client, sessionId))
      // Read again under the lock: whoever rotated it meanwhile has spent it.
      const token = logIn && (await tokenOf(client, refreshToken))
      if (!sessionId || !logIn || !token) return { kind: 'unknown' }
      if (isOver(logIn, now)) return { kind: 'over' }
      const { person_id: personId, salt, generation } = logIn
      const successor = createHmac('sha256', salt).update(refreshToken).digest('base64url')
      if (token.spent_at === null) {
        await client.query(spendAll, [sessionId, new Date(now)])
        await addToken(client, sessionId, generation + 1, successor, now)
        return { kind: 'renewed', sessionId, personId, refreshToken: successor }
      }
      if (token.generation === generation - 1 && now - token.spent_at < reuseGrace)
        return { kind: 'renewed', sessionId, personId, refreshToken: successor }
      await client.query(closeLogIn, [sessionId, 'TOKEN_REUSED', new Date(now)])
      return { kind: 'reused', sessionId, personId }
    }),

  close: async (sessionId, why, now) => {
    await postgres.pool.query(closeLogIn, [sessionId, why, new Date(now)])
  },

  isOpen: async (sessionId, now) =>
    (
      await postgres.rows`
        select 1 from log_ins where session_id = ${sessionId} and closed_at is null and expires_at > ${new Date(now)}`
    ).length === 1,

  forget: async (now) => {
    const yesterday = new Date(now - 86_400_000)
    await postgres.rows`delete from log_ins where expires_at < ${yesterday}`
    await postgres.rows`delete from log_in_failures where since < ${yesterday}`
  },
})

const insertLogIn = `
  insert into log_ins (session_id, person_id, salt, generation, opened_at, used_at, expires_at)
  values ($1, $2, $3, 0, $4, $4, $5) on conflict (session_id) do nothing`

const spendAll = 'update refresh_tokens set spent_at = $2 where session_id = $1 and spent_at is null'

const closeLogIn = `
  update log_ins set closed_for = $2, closed_at = $3 where session_id = $1 and closed_at is null`

const lock = async (client: PoolClient, sessionId: string): Promise<LogIn | undefined> =>
  (
    await client.query<LogIn>(
      'select person_id, salt, generation, used_at, expires_at, closed_at from log_ins where session_id = $1 for update',
      [sessionId],
    )
  ).rows[0]

const tokenOf = async (client: PoolClient, token: string): Promise<Token | undefined> =>
  (
    await client.query<Token>('select session_id, generation, spent_at from refresh_tokens where token_hash = $1', [
      hashOf(token),
    ])
  ).rows[0]

const addToken = async (client: PoolClient, sessionId: string, generation: number, token: string, now: number) => {
  await client.query('insert into refresh_tokens (token_hash, session_id, generation) values ($1, $2, $3)', [
    hashOf(token),
    sessionId,
    generation,
  ])
  await client.query('update log_ins set generation = $2, used_at = $3 where session_id = $1', [
    sessionId,
    generation,
    new Date(now),
  ])
}

const isOver = ({ used_at, expires_at, closed_at }: LogIn, now: number): boolean =>
  closed_at !== null || now >= expires_at || now >= used_at + sessionIdle

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

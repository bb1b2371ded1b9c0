// How often a login was tried in vain: after too often, it waits. Known and unknown logins are treated alike.
import { createHash } from 'node:crypto'
import type { Postgres } from '../../../platform/postgres.ts'
import { problem } from '../../../platform/problems.ts'
import { normalLogin } from './credentials.ts'

export type LogInFailures = Readonly<{
  /** Throws `too-many-requests`, which says when it may be tried again. */
  check(login: string): Promise<void>
  add(login: string): Promise<void>
  clear(login: string): Promise<void>
}>

export const postgresLogInFailures = (
  postgres: Postgres,
  { most = 10, withinMs = 15 * 60_000 } = {},
): LogInFailures => {
  const seconds = withinMs / 1000
  return {
    check: async (login) => {
      const [row] = await postgres.rows<{ failures: number; wait: number }>`
        select failures, ceil(extract(epoch from since - now()) + ${seconds})::int as wait
        from log_in_failures where login_hash = ${hashOf(login)}`
      if (row && row.failures >= most && row.wait > 0)
        throw problem('too-many-requests', 'This login was tried too often.', { retryAfter: row.wait })
    },
    add: async (login) => {
      await postgres.rows`
        insert into log_in_failures as known (login_hash, failures, since) values (${hashOf(login)}, 1, now())
        on conflict (login_hash) do update set
          failures = case when known.since + make_interval(secs => ${seconds}) < now() then 1 else known.failures + 1 end,
          since = case when known.since + make_interval(secs => ${seconds}) < now() then now() else known.since end`
    },
    clear: async (login) => {
      await postgres.rows`delete from log_in_failures where login_hash = ${hashOf(login)}`
    },
  }
}

const hashOf = (login: string): Buffer => createHash('sha256').update(normalLogin(login)).digest()

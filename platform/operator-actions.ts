// What operators did: who, what, when, why, kept for ever in Postgres; each done once, however often it is sent.
import type { PoolClient } from 'pg'
import { none, type Postgres, type ReadStore, sql } from './postgres.ts'
import { type Migration, migrate } from './postgres-migrations.ts'
import { problem } from './problems.ts'

const table: Migration = {
  name: 'operator_actions',
  version: 1,
  sql: `
    create table operator_actions (
      action_id   uuid primary key,
      at          timestamptz not null default date_trunc('milliseconds', now()),
      operator_id uuid not null,
      action      text not null,
      target      text not null,
      reason      text not null,
      -- of the request, and what was answered: a repeat gets the same answer
      body_hash   text not null,
      answer      jsonb not null
    );
    create index on operator_actions (at desc, action_id desc);`,
}

export const prepareOperatorActions = (postgres: Postgres) => migrate(postgres, [table])

/** `actionId` is derived from who asks, for what and the Idempotency-Key, as a command's id is. */
export type Asked = Readonly<{
  actionId: string
  operatorId: string
  /** such as `projection.rebuild` */
  action: string
  /** what it is done to */
  target: string
  reason: string
  bodyHash: string
}>

/**
 * Runs `work` and notes it in the same transaction: there is no action without its trail, and no trail without its
 * action. A repeat is not run again. Throws the problem `idempotency-key-reused` for another body.
 */
export type OperatorActions = <Answer extends object>(
  asked: Asked,
  work: (client: PoolClient) => Promise<Answer>,
) => Promise<Answer>

export const operatorActions =
  (postgres: Postgres): OperatorActions =>
  (asked, work) =>
    postgres.transaction(async (client) => once(client, asked, work))

const once = async <Answer extends object>(
  client: PoolClient,
  { actionId, operatorId, action, target, reason, bodyHash }: Asked,
  work: (client: PoolClient) => Promise<Answer>,
): Promise<Answer> => {
  // Two that come at once: the second waits here and finds what the first did.
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [actionId])
  const known = await client.query<{ body_hash: string; answer: Answer }>(
    'select body_hash, answer from operator_actions where action_id = $1',
    [actionId],
  )
  const [before] = known.rows
  if (before && before.body_hash !== bodyHash) throw problem('idempotency-key-reused')
  if (before) return before.answer
  const answer = await work(client)
  await client.query(
    `insert into operator_actions (action_id, operator_id, action, target, reason, body_hash, answer)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [actionId, operatorId, action, target, reason, bodyHash, answer],
  )
  return answer
}

/** Times in ms since 1970. */
export type DoneAction = Readonly<{
  actionId: string
  at: number
  operatorId: string
  action: string
  target: string
  reason: string
}>

/** Newest first. */
export const lastActions = (
  store: ReadStore,
  { after, limit }: { after?: Readonly<{ at: number; actionId: string }>; limit: number },
): Promise<readonly DoneAction[]> =>
  store.rows<DoneAction>`
    select action_id, at, operator_id, action, target, reason from operator_actions
    ${after ? sql`where (at, action_id) < (${new Date(after.at)}, ${after.actionId}::uuid)` : none}
    order by at desc, action_id desc limit ${limit}`

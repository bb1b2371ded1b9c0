// Webhooks that a payment provider signed and that are about no order of ours: kept for a month, for somebody to look at.
import { none, type Postgres, type ReadStore, sql } from './postgres.ts'
import { type Migration, migrate } from './postgres-migrations.ts'

const table: Migration = {
  name: 'unmatched_webhooks',
  version: 1,
  sql: `
    create table unmatched_webhooks (
      event_id   text primary key,
      provider   text not null,
      type       text not null,
      -- what it says that it is about; nothing else of it is kept
      payment_id text,
      order_id   uuid,
      at         timestamptz not null default date_trunc('milliseconds', now())
    );
    create index on unmatched_webhooks (at desc, event_id desc);`,
}

export const prepareUnmatchedWebhooks = (postgres: Postgres) => migrate(postgres, [table])

export type UnmatchedWebhook = Readonly<{
  /** the provider's */
  eventId: string
  provider: string
  type: string
  paymentId: string | null
  orderId: string | null
}>

/** Told again, it is the same one. */
export type KeepUnmatched = (webhook: UnmatchedWebhook) => Promise<void>

export const keepUnmatched =
  (postgres: ReadStore): KeepUnmatched =>
  async ({ eventId, provider, type, paymentId, orderId }) => {
    await postgres.rows`delete from unmatched_webhooks where at < now() - interval '30 days'`
    await postgres.rows`
      insert into unmatched_webhooks (event_id, provider, type, payment_id, order_id)
      values (${eventId}, ${provider}, ${type}, ${paymentId}, ${orderId}) on conflict (event_id) do nothing`
  }

/** Newest first; `at` in ms since 1970. */
export const lastUnmatched = (
  store: ReadStore,
  { after, limit }: { after?: Readonly<{ at: number; eventId: string }>; limit: number },
): Promise<readonly (UnmatchedWebhook & Readonly<{ at: number }>)[]> =>
  store.rows<UnmatchedWebhook & { at: number }>`
    select event_id, provider, type, payment_id, order_id, at from unmatched_webhooks
    ${after ? sql`where (at, event_id) < (${new Date(after.at)}, ${after.eventId})` : none}
    order by at desc, event_id desc limit ${limit}`

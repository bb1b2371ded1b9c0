// The sandbox's own file: payments, refunds, answers by idempotency key, webhooks to be delivered, switches.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export const schemaVersion = 5

const schema = `
  create table payment (
    seq integer primary key, id text unique not null, order_id text, status text not null, settle_at integer,
    body text not null);
  create index payment_order on payment (order_id);
  create index payment_settle on payment (settle_at) where settle_at is not null;
  create table refund (seq integer primary key, id text unique not null, payment_id text not null, body text not null);
  create index refund_payment on refund (payment_id);
  create table answer (key text primary key, request text not null, status integer not null, body text not null,
    at integer not null) without rowid;
  create index answer_at on answer (at);
  create table event (id text primary key, payment_id text not null, type text not null, body text not null,
    at integer not null) without rowid;
  create table delivery (
    seq integer primary key, event_id text not null, payment_id text not null, due_at integer,
    attempts integer not null default 0, answered integer, done_at integer, error text);
  create index delivery_due on delivery (due_at) where done_at is null and due_at is not null;
  create index delivery_payment on delivery (payment_id);
  create table switch (name text primary key, value text not null) without rowid;
`

/** Since version 3. */
const kept = `
  create table customer (id text primary key, body text not null) without rowid;
  create table card (
    id text primary key, customer_id text not null, payment_id text not null, method text not null) without rowid;
  create index card_payment on card (payment_id);
  create index card_customer on card (customer_id);
`

/** Since version 2. */
const sellers = `
  create table account (id text primary key, body text not null) without rowid;
  create table transfer (
    seq integer primary key, id text unique not null, account_id text not null, payout_id text, currency text not null,
    amount integer not null, body text not null);
  create index transfer_payout on transfer (payout_id);
`

/** Since version 3; what an older sandbox kept has no times but those of its making. */
const movements = `
  create table movement (
    seq integer primary key, at integer not null, kind text not null, source text not null, payment_id text,
    currency text not null, amount integer not null, fee integer not null);
  create index movement_at on movement (at, seq);
  insert into movement (at, kind, source, payment_id, currency, amount, fee)
    select at, kind, source, payment_id, currency, amount, 0 from (
      select json_extract(body, '$.createdAt') as at, 'payment' as kind, id as source, id as payment_id,
        json_extract(body, '$.currency') as currency, json_extract(body, '$.amount') as amount
        from payment where status = 'succeeded'
      union all select json_extract(refund.body, '$.createdAt'), 'refund', refund.id, payment_id,
        json_extract(payment.body, '$.currency'), -json_extract(refund.body, '$.amount')
        from refund join payment on payment.id = refund.payment_id
      union all select json_extract(body, '$.createdAt'), 'transfer', id, null, currency, -amount from transfer)
    order by at;
`

/** Since version 5. */
const subscriptions = `
  create table subscription (
    seq integer primary key, id text unique not null, own_id text, due_at integer, body text not null);
  create index subscription_due on subscription (due_at) where due_at is not null;
  create index subscription_own on subscription (own_id);
  create table invoice (
    seq integer primary key, id text unique not null, subscription_id text not null, body text not null);
  create index invoice_subscription on invoice (subscription_id);
`

export type Database = Readonly<{
  sql: DatabaseSync
  /** All of `work` or nothing; `work` is synchronous. */
  write<R>(work: () => R): R
  close(): void
}>

/** Opens or makes the file; every commit is on the disk before it is answered, as with a bank. */
export const openDatabase = (file: string): Database => {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const sql = new DatabaseSync(file)
  sql.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000')
  const found = Number(sql.prepare('pragma user_version').get()?.user_version ?? 0)
  if (found > schemaVersion)
    throw new Error(`${file} was made by a newer sandbox (${found}): use that one, or delete it`)
  const missing = [schema, sellers, movements, kept, subscriptions].slice(found).join(' ')
  if (found < schemaVersion) sql.exec(`begin; ${missing} pragma user_version = ${schemaVersion}; commit`)

  const write = <R>(work: () => R): R => {
    sql.exec('begin immediate')
    try {
      const result = work()
      sql.exec('commit')
      return result
    } catch (error) {
      if (sql.isTransaction) sql.exec('rollback')
      throw error
    }
  }
  return { sql, write, close: () => sql.close() }
}

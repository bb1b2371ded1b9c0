-- What was paid to sellers, or is on its way: one row per payout.
create table :table (
  payout_id    uuid primary key,
  seller_id    uuid not null,
  amount       bigint not null,
  currency     text not null,
  status       text not null check (status in ('requested', 'made', 'failed')),
  month        text,
  reason       text,
  requested_at timestamptz not null,
  ended_at     timestamptz
);
create index on :table (seller_id, requested_at desc, payout_id desc);

-- Records that a consumer laid aside, what was asked about them and what became of them. Settled ones are kept for a quarter.
create table :table (
  letter_id      text primary key,
  place          text not null,
  consumer       text not null,
  source_topic   text not null,
  source_partition integer not null,
  source_offset  bigint not null,
  record_key     text not null,
  record_type    text not null,
  value          text,
  headers        jsonb not null,
  appended_at    timestamptz not null,
  state          text not null check (state in ('parked', 'waiting', 'retry-asked', 'drop-asked', 'applied', 'dropped')),
  cause          text not null,
  error          text not null,
  tries          integer not null,
  parked_at      timestamptz not null,
  failed_at      timestamptz not null,
  asked_by       text,
  asked_reason   text,
  asked_at       timestamptz,
  settled_at     timestamptz
);
create index on :table (parked_at desc, letter_id desc) where settled_at is null;
create index on :table (parked_at desc, letter_id desc);
create index on :table (settled_at);

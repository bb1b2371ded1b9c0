-- Days at the payment provider against the ledger, as they were compared last.
create table :table (
  day        text primary key,
  asked_at   timestamptz not null,
  asked_by   uuid,
  ended_at   timestamptz,
  currencies jsonb not null
);

-- What became of each command: one row per command id, kept for a week.
create table :table (
  command_id uuid primary key,
  actor      text not null,
  status     text not null check (status in ('accepted', 'refused', 'failed')),
  topic      text not null,
  key        text not null,
  events     text[] not null,
  problem    text,
  detail     text,
  position   text not null,
  at         timestamptz not null
);
create index on :table (at);

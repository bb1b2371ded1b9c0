-- What went wrong lately: refused and failed commands, failed jobs and payments. Kept for a month.
create table :table (
  event_id  text primary key,
  at        timestamptz not null,
  kind      text not null check (kind in ('refused', 'failed', 'job', 'payment')),
  what      text not null,
  reason    text not null,
  detail    text not null,
  topic     text not null,
  key       text not null,
  simulated boolean not null
);
create index on :table (at desc, event_id desc);

-- What is offered by subscription. The genres and films say what of those that sellers put into the plan it contains.
create table :table (
  plan_id    uuid primary key,
  name       text not null,
  period     text not null check (period in ('MONTH', 'YEAR')),
  trial_days integer not null,
  prices     jsonb not null,
  genres     text[] not null,
  film_ids   uuid[] not null,
  version    integer not null,
  made_at    timestamptz not null,
  retired_at timestamptz
);
create index on :table (made_at desc, plan_id desc);

-- Subscriptions of viewers: one of a viewer's lives, the others have ended.
create table :table (
  subscription_id uuid primary key,
  viewer_id       uuid not null,
  plan_id         uuid not null,
  plan_version    integer not null,
  amount          bigint not null,
  currency        text not null,
  period          text not null check (period in ('MONTH', 'YEAR')),
  status          text not null check (status in ('pending', 'trialing', 'active', 'past-due', 'ended')),
  action_url      text,
  grace           double precision not null,
  paid_until      timestamptz,
  cancelled       boolean not null,
  next            jsonb,
  requested_at    timestamptz not null,
  ended_at        timestamptz,
  reason          text
);
create index on :table (viewer_id, requested_at desc);

-- Sellers as they described themselves. Name and address are sealed: only the key store opens them.
create table :table (
  seller_id     uuid primary key,
  legal_name    text not null,
  email         text not null,
  country       text not null,
  terms_version text not null,
  applied_at    timestamptz not null,
  account_id    text,
  account_status text check (account_status in ('PENDING', 'ACTIVE', 'RESTRICTED')),
  account_reason text,
  onboarding_url text,
  onboarding_until timestamptz
);
create index on :table (applied_at desc, seller_id desc);

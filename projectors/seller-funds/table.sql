-- What is a seller's, by currency: one row for each.
create table :table (
  funds_key text primary key,
  seller_id uuid not null,
  currency  text not null,
  available bigint not null,
  held      bigint not null,
  on_the_way bigint not null,
  last_month text,
  days      jsonb not null,
  next_at   timestamptz
);
create index on :table (seller_id, currency);
create index on :table (next_at) where next_at is not null;
create index on :table (available desc) where available > 0;

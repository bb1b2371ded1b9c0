-- Double entry: a transaction per event that moves money. Nothing is changed or taken out; what was wrong is reversed.
create table :table (
  transaction_id uuid primary key,
  at        timestamptz not null,
  kind      text not null,
  order_id  uuid,
  reference text,
  seller_id uuid,
  currency  text not null,
  accounts  text[] not null,
  amounts   bigint[] not null,
  simulated boolean not null,
  check (cardinality(accounts) = cardinality(amounts)),
  check (sum_of(amounts) = 0)
);
create trigger stands before update or delete on :table for each row execute function projection_row_stands();
create index on :table (order_id, at);
create index on :table (seller_id, at);
create index on :table (at desc, transaction_id desc);

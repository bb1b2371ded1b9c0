-- What was sold, for those who sold it: one row per paid order. Who bought is not said.
create table :table (
  order_id      uuid primary key,
  seller_id     uuid not null,
  film_id       uuid not null,
  kind          text not null check (kind in ('BUY', 'RENT')),
  currency      text not null,
  amount        bigint not null,
  tax_amount    bigint not null,
  seller_amount bigint,
  back          bigint not null,
  back_tax      bigint not null,
  back_seller   bigint not null,
  sold_at       timestamptz not null,
  simulated     boolean not null
);
create index on :table (seller_id, sold_at desc, order_id desc);

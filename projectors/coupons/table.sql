-- Codes with which orders cost less: one row per coupon.
create table :table (
  coupon_id      uuid primary key,
  code           text not null,
  maker_id       uuid not null,
  seller_id      uuid,
  percent        integer,
  amount         bigint,
  currency       text,
  most           integer not null,
  most_per_person integer not null,
  opens_at       timestamptz not null,
  closes_at      timestamptz not null,
  kinds          text[] not null,
  film_ids       uuid[] not null,
  withdrawn      boolean not null,
  held           integer not null,
  used           integer not null,
  created_at     timestamptz not null
);
create index on :table (maker_id, created_at desc, coupon_id desc);

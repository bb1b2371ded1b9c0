-- What a viewer ordered and what came of it: one row per order.
create table :table (
  order_id      uuid primary key,
  viewer_id     uuid not null,
  film_id       uuid not null,
  seller_id     uuid not null,
  kind          text not null check (kind in ('BUY', 'RENT')),
  offer_id      uuid not null,
  offer_version integer not null,
  amount        bigint not null,
  currency      text not null,
  status        text not null
    check (status in ('placed', 'action-required', 'paid', 'failed', 'expired', 'refunded')),
  refund        text check (refund in ('requested', 'made', 'failed')),
  dispute       text check (dispute in ('open', 'won', 'lost')),
  refunded      bigint not null,
  refund_within double precision,
  quality       text check (quality in ('SD', 'HD', 'UHD')),
  available_from timestamptz,
  discount      bigint,
  refundable_until timestamptz,
  played_at     timestamptz,
  tax_rate      integer,
  tax_country   text,
  tax_amount    bigint,
  provider      text not null,
  payment_id    text,
  action_url    text,
  reason        text,
  placed_at     timestamptz not null,
  paid_at       timestamptz
);
create index on :table (viewer_id, placed_at desc, order_id desc);
create index on :table (payment_id) where payment_id is not null;

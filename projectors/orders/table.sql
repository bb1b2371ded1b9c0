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
  refunded      bigint not null,
  refund_within double precision,
  refundable_until timestamptz,
  played_at     timestamptz,
  provider      text not null,
  payment_id    text,
  action_url    text,
  reason        text,
  placed_at     timestamptz not null,
  paid_at       timestamptz
);
create index on :table (viewer_id, placed_at desc, order_id desc);

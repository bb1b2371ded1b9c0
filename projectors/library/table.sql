-- What a viewer may watch: one row per entitlement.
create table :table (
  order_id     uuid primary key,
  viewer_id    uuid not null,
  film_id      uuid not null,
  kind         text not null check (kind in ('BUY', 'RENT')),
  granted_at   timestamptz not null,
  start_by     timestamptz,
  watch_within double precision,
  ends_at      timestamptz,
  quality      text check (quality in ('SD', 'HD', 'UHD')),
  available_from timestamptz,
  going_back   boolean not null
);
create index on :table (viewer_id, granted_at desc, order_id desc);

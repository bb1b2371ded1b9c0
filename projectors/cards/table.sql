-- Cards that are kept. What is shown of them is sealed: only the key store opens it.
create table :table (
  card_id   uuid primary key,
  viewer_id uuid not null,
  brand     text not null,
  last_four text not null,
  expires   text not null,
  saved_at  timestamptz not null
);
create index on :table (viewer_id, saved_at desc);

-- A film as the store, its seller and an operator see it: one row per film.
create table :table (
  film_id        uuid primary key,
  seller_id      uuid not null,
  status         text not null check (status in ('draft', 'published', 'taken-down')),
  title          text not null,
  synopsis       text not null,
  genres         text[] not null,
  year           integer,
  age_rating     text,
  drafted_at     timestamptz not null,
  published_at   timestamptz,
  taken_down_for text,
  offers         jsonb not null,
  earlier        jsonb not null,
  upload_id      uuid,
  failure        jsonb,
  media          jsonb
);
create index on :table (published_at desc, film_id desc) where status = 'published';
create index on :table using gin (genres) where status = 'published';
create index on :table using gin (lower(title) gin_trgm_ops) where status = 'published';
create index on :table (seller_id, drafted_at desc, film_id desc);
create index on :table (drafted_at desc, film_id desc);

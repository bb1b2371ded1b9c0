-- The newest list of films for each viewer, and the one for newcomers (`trending`).
create table :table (
  list_id text primary key,
  basis   text not null check (basis in ('PERSONAL', 'TRENDING')),
  items   jsonb not null,
  at      timestamptz not null
);

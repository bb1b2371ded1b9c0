-- To whom invoices are written, from when on. Sealed: only the key store opens it.
create table :table (
  said_id   uuid primary key,
  person_id uuid not null,
  said_at   timestamptz not null,
  name      text,
  address   text,
  vat_id    text
);
create index on :table (person_id, said_at desc);

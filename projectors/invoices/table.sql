-- Invoices and credit notes. Numbers of a year are 1, 2, 3 … without gaps.
create table :table (
  invoice_number text primary key,
  kind        text not null check (kind in ('SALE', 'REFUND')),
  year        integer not null,
  number      integer not null,
  viewer_id   uuid not null,
  order_id    uuid not null,
  film_id     uuid,
  plan_id     uuid,
  amount      bigint not null,
  currency    text not null,
  tax_amount  bigint,
  tax_rate    integer,
  tax_country text,
  issued_at   timestamptz not null
);
create index on :table (viewer_id, issued_at desc, invoice_number desc);
create index on :table (order_id, issued_at);

-- Balances of the ledger's accounts, one row per account and currency. In each currency they sum to zero.
create table :table (
  account_key text primary key,
  account     text not null,
  currency    text not null,
  balance     bigint not null,
  entries     integer not null
);
create index on :table (currency, account);

-- Where people say that they live; who has not said so has no row.
create table :table (
  person_id uuid primary key,
  country   text not null
);

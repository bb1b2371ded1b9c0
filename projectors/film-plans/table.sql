-- The seller's word on each film; what a plan makes of it is the plan's.
create table :table (
  film_id  uuid primary key,
  plan_ids uuid[] not null
);
create index on :table using gin (plan_ids);

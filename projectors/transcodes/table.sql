-- What the media room does: one row per job.
create table :table (
  job_id       uuid primary key,
  film_id      uuid not null,
  upload_id    uuid not null,
  requested_at timestamptz not null,
  started_at   timestamptz,
  finished_at  timestamptz,
  failure      text
);
create index on :table (upload_id);

-- Playback sessions: who may fetch which set, until when.
create table :table (
  playback_id uuid primary key,
  viewer_id   uuid not null,
  film_id     uuid not null,
  session_id  uuid not null,
  order_id    uuid not null,
  job_id      uuid not null,
  granted_at  timestamptz not null,
  expires_at  timestamptz not null,
  closed_at   timestamptz,
  closed_for  text,
  device      text
);
create index on :table (session_id) where closed_at is null;
create index on :table (viewer_id) where closed_at is null;
create index on :table (expires_at);

-- Who may log in, and the log-ins with their refresh tokens. Not derived from the log: backed up (docs/state.md).
create table credentials (
  login            text primary key,
  person_id        uuid not null unique,
  password         text not null,
  roles            text[] not null,
  simulated        boolean not null,
  -- hash of the Idempotency-Key that it was made with: a retry of the same registration is no second one
  registration_key text not null,
  created_at       timestamptz not null default now(),
  -- null until PersonRegistered stands on the log
  registered_at    timestamptz
);

-- One row per login with failures, known or not; the login only as a hash.
create table log_in_failures (
  login_hash bytea primary key,
  failures   integer not null,
  since      timestamptz not null
);
create index on log_in_failures (since);

create table log_ins (
  session_id uuid primary key,
  person_id  uuid not null,
  -- makes the successor of a refresh token from it, so that a lost answer can be given again without keeping the token
  salt       bytea not null,
  generation integer not null,
  opened_at  timestamptz not null,
  used_at    timestamptz not null,
  expires_at timestamptz not null,
  closed_at  timestamptz,
  closed_for text
);
create index on log_ins (expires_at);

create table refresh_tokens (
  token_hash bytea primary key,
  session_id uuid not null references log_ins on delete cascade,
  generation integer not null,
  spent_at   timestamptz,
  unique (session_id, generation)
);

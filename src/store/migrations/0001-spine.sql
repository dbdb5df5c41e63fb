create table sallyport.sessions (
  id uuid primary key,
  token_hash bytea not null unique,
  agent text not null,
  issuer text not null,
  subject text not null,
  run text,
  groups jsonb not null,
  claims jsonb not null,
  trust jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  latest_expiry timestamptz not null,
  ended_at timestamptz,
  ended_because text
);
create index sessions_created_at on sallyport.sessions (created_at);

create table sallyport.id_tokens (
  hash bytea primary key,
  session_id uuid not null references sallyport.sessions (id),
  expires_at timestamptz not null
);

-- The journal's tables carry no foreign keys: they are append-only, and checking one would slow every commit.
create table sallyport.exchanges (
  id uuid primary key,
  session_id uuid not null,
  connection text not null,
  protocol text not null,
  method text not null,
  host text not null,
  target text not null,
  headers jsonb not null,
  operations jsonb not null,
  approval_id uuid,
  at timestamptz not null
);
create index exchanges_session_id on sallyport.exchanges (session_id, at);

create table sallyport.decisions (
  id uuid not null,
  exchange_id uuid not null,
  bundle text not null,
  effect text not null,
  decision jsonb not null
);
create index decisions_exchange_id on sallyport.decisions (exchange_id);

create table sallyport.answers (
  exchange_id uuid primary key,
  status integer not null,
  headers jsonb not null,
  body bytea,
  bytes bigint not null,
  code text,
  forwarded boolean not null,
  at timestamptz not null
);

create table sallyport.approvals (
  id uuid primary key,
  digest text not null,
  session_id uuid not null references sallyport.sessions (id),
  agent text not null,
  connection text not null,
  operations jsonb not null,
  requirements jsonb not null,
  state text not null check (state in ('pending', 'approved', 'denied', 'expired', 'withdrawn', 'used')),
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  used_by uuid
);
create unique index approvals_one_open on sallyport.approvals (digest) where state in ('pending', 'approved');
create index approvals_asked_at on sallyport.approvals (asked_at);
create index approvals_session_id on sallyport.approvals (session_id);

create table sallyport.votes (
  approval_id uuid not null references sallyport.approvals (id),
  person text not null,
  groups jsonb not null,
  answer text not null check (answer in ('approve', 'deny')),
  reason text,
  at timestamptz not null,
  primary key (approval_id, person)
);

create table sallyport.logins (
  token_hash bytea primary key,
  -- Each ID token opens one login.
  id_token_hash bytea not null unique,
  door text not null check (door in ('web', 'cli')),
  identities jsonb not null,
  name text not null,
  groups jsonb not null,
  -- Null where the identity provider doesn't say.
  authenticated_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index logins_expires_at on sallyport.logins (expires_at);

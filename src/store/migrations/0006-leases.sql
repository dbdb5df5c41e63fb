create table sallyport.leases (
  id uuid primary key,
  session_id uuid not null references sallyport.sessions (id),
  connections jsonb not null,
  resources jsonb not null,
  operations jsonb not null,
  -- Null for a lease that narrows its session; else what people answered, and to which requirement.
  answers jsonb,
  -- The exchange in which people's answer became a lease.
  exchange_id uuid,
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_because text
);
create index leases_session_id on sallyport.leases (session_id);
create index leases_granted_at on sallyport.leases (granted_at);

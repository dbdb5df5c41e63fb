-- Of what was masked in a session, a keyed hash of each value: so that every replica masks it wherever it shows up again,
-- and nobody reads it here.
create table sallyport.masked_values (
  session_id uuid not null,
  hash bytea not null,
  at timestamptz not null default now(),
  primary key (session_id, hash)
);
create index masked_values_at on sallyport.masked_values (at);

-- Append-only: the floor below which no bundle may be comes from these rows alone.
create table sallyport.policy_changes (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null check (kind in ('activated', 'refused', 'lowered')),
  revision text,
  sequence bigint check (sequence >= 0),
  "by" text,
  reason text,
  replica text not null,
  check (kind <> 'activated' or revision is not null),
  check (kind <> 'lowered' or (sequence is not null and "by" is not null and reason is not null))
);

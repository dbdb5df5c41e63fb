-- Votes are kept, all of them; people are counted, whatever they are called at the door that they came through.
alter table sallyport.votes drop constraint votes_pkey;
alter table sallyport.votes
  add column id bigint generated always as identity primary key,
  add column identity_kind text not null default 'operator',
  add column identity_name text not null default 'operator',
  add column door text not null default 'operator' check (door in ('slack', 'web', 'cli', 'operator')),
  add column authenticated_at timestamptz;
alter table sallyport.votes
  alter column identity_kind drop default, alter column identity_name drop default, alter column door drop default;
create index votes_approval_id on sallyport.votes (approval_id, id);

-- Every name that a person is known by. Two names of one person have the same number.
create table sallyport.people (
  kind text not null,
  name text not null,
  human uuid not null,
  known_since timestamptz not null default now(),
  primary key (kind, name)
);
create index people_human on sallyport.people (human);

alter table sallyport.approvals drop constraint approvals_state_check;
alter table sallyport.approvals
  add constraint approvals_state_check
    check (state in ('pending', 'approved', 'denied', 'expired', 'withdrawn', 'used', 'lapsed')),
  add column reasons jsonb not null default '[]',
  add column origin jsonb not null default '{"repository": "", "ref": "", "event": "", "actor": "", "known": true}',
  add column requesters jsonb not null default '[]',
  add column asks integer not null default 1,
  add column version integer not null default 1,
  add column changed_at timestamptz not null default now();
alter table sallyport.approvals
  alter column reasons drop default, alter column origin drop default, alter column requesters drop default;
create index approvals_open_until on sallyport.approvals (expires_at) where state in ('pending', 'approved');
create index approvals_changed_at on sallyport.approvals (changed_at);
create index approvals_denied on sallyport.approvals (session_id, changed_at) where state = 'denied';

create function sallyport.approval_changes() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.changed_at := clock_timestamp();
  return new;
end
$$;
create trigger approval_changes before update on sallyport.approvals
  for each row execute function sallyport.approval_changes();

-- A request may use up two. What was on record before stays in approval_id.
alter table sallyport.exchanges add column approval_ids uuid[];

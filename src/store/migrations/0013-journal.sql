-- What is on record already may be much.
set local statement_timeout = 0;

-- The journal: each line of it once, as it was hashed. Text, for the bytes must come back as they were. What stands in
-- the other columns stands in the entry as well; they are there to be searched by.
create table sallyport.entries (
  writer uuid not null,
  sequence bigint not null,
  kind text not null,
  at timestamptz not null,
  session_id uuid,
  exchange_id uuid,
  entry text not null,
  hash bytea not null,
  primary key (writer, sequence)
);
create index entries_session_id on sallyport.entries (session_id, at) where session_id is not null;
create index entries_exchange_id on sallyport.entries (exchange_id) where exchange_id is not null;

create table sallyport.checkpoints (
  number bigint primary key,
  at timestamptz not null,
  jws text not null
);

create table sallyport.journal_keys (
  kid text primary key,
  jwk jsonb not null,
  at timestamptz not null default now()
);

-- How far each anchor has come.
create table sallyport.anchors (
  name text primary key,
  number bigint not null,
  next_at timestamptz not null
);

create function sallyport.append_only() returns trigger language plpgsql as $$
begin
  raise exception 'sallyport.% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger append_only before update or delete or truncate on sallyport.entries
  for each statement execute function sallyport.append_only();
create trigger append_only before update or delete or truncate on sallyport.checkpoints
  for each statement execute function sallyport.append_only();

-- What happened to sessions, approvals, votes, leases and policy, whoever did it, until it is in the journal.
create table sallyport.happenings (
  id bigint generated always as identity primary key,
  kind text not null,
  change text not null,
  session_id uuid,
  fields jsonb not null,
  at timestamptz not null
);

-- Arguments: the kind; columns whose change says nothing; the session's column; columns that are nobody's to read, though
-- it is told that they have changed.
create function sallyport.happened() returns trigger language plpgsql as $$
declare
  silent text[] := string_to_array(tg_argv[1], ' ');
  hidden text[] := string_to_array(tg_argv[3], ' ');
  before jsonb;
  after jsonb;
  session uuid;
begin
  if tg_op <> 'INSERT' then
    before := to_jsonb(old) - silent;
  end if;
  if tg_op <> 'DELETE' then
    after := to_jsonb(new) - silent;
  end if;
  if before = after then
    return null;
  end if;
  before := before - hidden;
  after := after - hidden;
  if tg_argv[0] = 'vote' then
    select session_id into session from sallyport.approvals where id = (coalesce(after, before)->>'approval_id')::uuid;
  else
    session := (coalesce(after, before)->>tg_argv[2])::uuid;
  end if;
  insert into sallyport.happenings (kind, change, session_id, fields, at)
  values (tg_argv[0], lower(tg_op), session, coalesce(after, before), clock_timestamp());
  return null;
end
$$;
create trigger happened after insert or update or delete on sallyport.sessions
  for each row execute function sallyport.happened('session', '', 'id', 'token_hash');
create trigger happened after insert or update or delete on sallyport.approvals
  for each row execute function sallyport.happened('approval', 'asks version changed_at', 'session_id', '');
create trigger happened after insert or update or delete on sallyport.votes
  for each row execute function sallyport.happened('vote', '', '', '');
create trigger happened after insert or update or delete on sallyport.leases
  for each row execute function sallyport.happened('lease', '', 'session_id', '');
create trigger happened after insert or update or delete on sallyport.policy_changes
  for each row execute function sallyport.happened('policy', '', '', '');

insert into sallyport.happenings (kind, change, session_id, fields, at)
select kind, 'found', session_id, fields, at from (
  select 'session' as kind, id as session_id, to_jsonb(s) - 'token_hash' as fields, created_at as at from sallyport.sessions s
  union all
  select 'approval', session_id, to_jsonb(a) - array['asks', 'version', 'changed_at'], asked_at from sallyport.approvals a
  union all
  select 'vote', a.session_id, to_jsonb(v), v.at from sallyport.votes v join sallyport.approvals a on a.id = v.approval_id
  union all
  select 'lease', session_id, to_jsonb(l), granted_at from sallyport.leases l
  union all
  select 'policy', null, to_jsonb(p), at from sallyport.policy_changes p
) found order by at;

-- What was on record before becomes a chain of its own.
do $$
declare
  chain constant text := '00000000-0000-0000-0000-000000000000';
  number bigint := 0;
  last text := repeat('0', 64);
  item record;
  line text;
begin
  for item in
    select 'writer' as kind, floor(extract(epoch from now()) * 1000)::bigint as at, null::uuid as session_id,
      null::uuid as exchange_id, '{"lane": "migration"}'::jsonb as body, 0 as rank
    where exists (select from sallyport.exchanges) or exists (select from sallyport.stages)
      or exists (select from sallyport.answers)
    union all
    select 'stage', floor(extract(epoch from at) * 1000)::bigint, session_id, exchange_id,
      jsonb_build_object('connection', connection, 'stage', stage), 1
    from sallyport.stages
    union all
    select 'exchange', floor(extract(epoch from at) * 1000)::bigint, session_id, id,
      jsonb_build_object('connection', connection, 'protocol', protocol, 'method', method, 'host', host,
        'target', target, 'headers', headers, 'operations', operations, 'inspectionOf', inspection_of,
        'uses', coalesce(approval_ids, array_remove(array[approval_id], null)),
        'decisions', coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'bundle', d.bundle, 'effect', d.effect)
          || d.decision) from sallyport.decisions d where d.exchange_id = e.id), '[]')), 2
    from sallyport.exchanges e
    union all
    select 'answer', floor(extract(epoch from a.at) * 1000)::bigint, e.session_id, a.exchange_id,
      jsonb_build_object('status', a.status, 'headers', a.headers, 'body', replace(encode(a.body, 'base64'), chr(10), ''),
        'bytes', a.bytes, 'code', a.code, 'forwarded', a.forwarded)
        || case when a.bytes_upstream is null then '{}' else jsonb_build_object('bytesUpstream', a.bytes_upstream) end, 3
    from sallyport.answers a left join sallyport.exchanges e on e.id = a.exchange_id
    order by rank, at, exchange_id
  loop
    number := number + 1;
    line := format('{"writer":"%s","sequence":%s,"previous":"%s","kind":"%s","at":%s,"session":%s,"exchange":%s,%s',
      chain, number, last, item.kind, item.at, coalesce(to_json(item.session_id)::text, 'null'),
      coalesce(to_json(item.exchange_id)::text, 'null'), substr(item.body::text, 2));
    last := encode(sha256(convert_to(line, 'UTF8')), 'hex');
    insert into sallyport.entries (writer, sequence, kind, at, session_id, exchange_id, entry, hash)
    values (chain::uuid, number, item.kind, to_timestamp(item.at / 1000.0), item.session_id, item.exchange_id, line,
      decode(last, 'hex'));
  end loop;
end
$$;
drop table sallyport.exchanges, sallyport.decisions, sallyport.answers, sallyport.stages;

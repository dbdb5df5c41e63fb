-- Sessions of which a honeytoken was seen: the first sighting of each.
create table sallyport.marks (
  session_id uuid primary key references sallyport.sessions (id),
  honeytoken text not null,
  place text not null,
  exchange_id uuid not null,
  at timestamptz not null
);
create trigger happened after insert or update or delete on sallyport.marks
  for each row execute function sallyport.happened('mark', '', 'session_id', '');

-- What exchanges are found by. Derived from the journal's entries and from recordings: take its rows and positions away,
-- and it is filled again.
create table sallyport.exchange_index (
  exchange_id uuid primary key,
  session_id uuid not null,
  at timestamptz not null,
  -- How many entries it was made of: an older look never replaces a newer one.
  entries integer not null,
  -- The shelf that words of recordings were taken from; null where there are none.
  connection text,
  day date,
  -- Words, pairs of words that something joins, and facets, which begin with an equals sign.
  words tsvector not null
);
create index exchange_index_words on sallyport.exchange_index using gin (words) with (gin_pending_list_limit = 512);
create index exchange_index_at on sallyport.exchange_index (at);
create index exchange_index_session on sallyport.exchange_index (session_id, at);
create index exchange_index_shelf on sallyport.exchange_index (day, connection) where day is not null;

-- How far each chain is indexed.
create table sallyport.index_positions (
  writer uuid primary key,
  sequence bigint not null
);

-- Which process is at it: one at a time.
create table sallyport.indexers (
  name text primary key,
  holder uuid not null,
  until timestamptz not null
);

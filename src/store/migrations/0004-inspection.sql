-- How far an exchange came before its intent was on record: for one that takes a while, and may be cut off meanwhile.
create table sallyport.stages (
  exchange_id uuid not null,
  session_id uuid not null,
  connection text not null,
  stage text not null,
  at timestamptz not null
);
create index stages_session_id on sallyport.stages (session_id, at);

-- What the gateway asked an upstream by itself, to look into the exchange that this column names.
alter table sallyport.exchanges add column inspection_of uuid;

create table sallyport.keys (
  name text primary key,
  value bytea not null
);

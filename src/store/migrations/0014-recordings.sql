-- Masked bytes of exchanges, each once a connection and day. The journal's entries name them by their digests, so that
-- they can be deleted and its chains stay whole.
create table sallyport.chunks (
  connection text not null,
  day date not null,
  sha256 bytea not null,
  bytes integer not null,
  -- Zstandard (RFC 8878); as it is where that is shorter.
  compressed boolean not null,
  content bytea not null,
  primary key (day, connection, sha256)
) partition by range (day);
create table sallyport.chunks_default partition of sallyport.chunks default;
alter table sallyport.chunks alter column content set storage external;

-- What rules count over a session, so that they can limit it.
create table sallyport.counters (
  session_id uuid not null references sallyport.sessions (id),
  counter text not null,
  value bigint not null,
  primary key (session_id, counter)
);

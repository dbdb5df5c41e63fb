-- Connections whose recordings stay until a configuration has them without a legal hold: one that merely leaves them out
-- says nothing of it.
create table sallyport.legal_holds (
  connection text primary key,
  since timestamptz not null default now()
);

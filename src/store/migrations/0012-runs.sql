-- What people denied one session of a run counts for the others as well.
create index sessions_run on sallyport.sessions (issuer, run) where run is not null;

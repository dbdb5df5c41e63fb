-- Bytes that went upstream, where they are counted: of tunnels and upgrades, whose answers say nothing of them.
alter table sallyport.answers add column bytes_upstream bigint;

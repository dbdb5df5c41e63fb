-- Tokens that have expired are taken out by their end.
create index id_tokens_expires_at on sallyport.id_tokens (expires_at);

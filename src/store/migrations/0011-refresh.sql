alter table sallyport.logins
  -- By which the identity provider is asked again: encrypted. Null where it gave none, and once the login has ended.
  add column refresh_token text,
  -- Whoever asks by it just now has it to themselves until then.
  add column borrowed_until timestamptz,
  -- When the provider was last asked who this is, and in which groups.
  add column told_at timestamptz not null default now();
update sallyport.logins set told_at = created_at;

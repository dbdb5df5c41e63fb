-- Slack's message about an approval. What it shows is compared with the approval's version: nothing is queued, so
-- nothing can be lost or doubled in a queue.
create table sallyport.slack_messages (
  approval_id uuid primary key references sallyport.approvals (id) on delete cascade,
  channel text not null,
  -- By which Slack knows it.
  ts text,
  -- Versions of the approval: the one that it shows, and the one that its thread tells of.
  shown integer not null default -1,
  told integer not null default -1,
  told_votes integer not null default 0,
  told_state text not null default 'pending',
  reminded boolean not null default false,
  -- Written before something is posted, and cleared once it is known how that ended.
  sending text,
  failures integer not null default 0,
  next_at timestamptz not null,
  lease uuid,
  leased_until timestamptz not null default '-infinity',
  finished boolean not null default false
);

create index slack_messages_unfinished on sallyport.slack_messages (channel, next_at) where not finished;
create index slack_messages_posted on sallyport.slack_messages (next_at) where not finished and ts is not null;

-- When a channel may be posted to again; the empty name stands for edits, in whatever channel.
create table sallyport.slack_channels (
  name text primary key,
  next_at timestamptz not null default '-infinity'
);

insert into sallyport.slack_channels (name) values ('');

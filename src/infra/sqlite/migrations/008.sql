-- Sources on the web: how each is doing, and which items of its feed are known.

alter table sources add column kind text not null default 'folder' check (kind in ('folder', 'web'));
update sources set body = json_set(body, '$.kind', 'folder');

-- `body` is the Health; the columns are what is asked for. `address` is the one that is fetched.
create table source_health (
  tenant text not null,
  source text not null,
  address text not null,
  next_at integer not null,
  stopped integer not null default 0,
  untold integer not null default 0,  -- a problem that nobody was told of
  body text not null,
  primary key (tenant, source),
  foreign key (tenant, source) references sources (tenant, id) on delete cascade
) without rowid;
create index health_due on source_health (next_at) where stopped = 0;
create index health_by_address on source_health (address);
create index health_untold on source_health (tenant) where untold = 1;

-- An item waits to be read while it has a `next_at`; `draft` is what the feed says of it.
create table items (
  tenant text not null,
  source text not null,
  key text not null,
  print text not null,
  backlog integer not null,
  draft text not null,
  article text,
  tries integer not null default 0,
  gone_at integer,
  next_at integer,
  read_at integer,
  read_print text,  -- `print` as it was read
  primary key (tenant, source, key),
  foreign key (tenant, source) references sources (tenant, id) on delete cascade
);
create index items_due on items (tenant, source, next_at) where next_at is not null;

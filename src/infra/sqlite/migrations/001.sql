-- What the bot keeps. Times are milliseconds since 1970 (UTC); `row` of articles and passages grows with time: seconds
-- of publication, else of first sight, × 2^20 + a counter, so that a time window is a range of ids.

create table sequence (one integer primary key check (one = 1), seq integer not null);
insert into sequence values (1, 0);

create table articles (
  row integer primary key,
  tenant text not null,
  id text not null,
  hash text not null,
  seq integer not null,
  state text not null check (state in ('live', 'withdrawn')),
  dated integer not null,
  since integer not null,  -- first and last instant of publication; of first sight when undated
  until integer not null,
  publisher text,
  origin text,  -- who reported first-hand, as far as the text says
  unique (tenant, id)
);
create unique index articles_by_seq on articles (seq);
create index articles_by_time on articles (tenant, state, row, dated, since);
create index articles_by_publisher on articles (tenant, publisher) where state = 'live' and publisher is not null;
create index articles_by_precision on articles (until - since);

-- Every version of a text stays, so that what was cited can be read again.
create table versions (
  version integer primary key,
  article integer not null references articles on update cascade on delete cascade,
  hash text not null,
  meta text not null,      -- Article without text and without what `articles` holds
  analysis text not null,  -- Analysis without its statements
  text text not null,
  unique (article, hash)
);

create table article_topics (
  topic text not null,
  article integer not null references articles on update cascade on delete cascade,
  primary key (topic, article)
) without rowid;
create index topics_by_article on article_topics (article);

create table statements (
  version integer not null references versions on delete cascade,
  n integer not null,
  body text not null,
  primary key (version, n)
) without rowid;

-- Whose words: actor slugs and countries of the speaker and of those who relay, of the live versions only.
create table statement_actors (
  tenant text not null,
  actor text not null,
  article integer not null references articles on update cascade on delete cascade,
  n integer not null,
  primary key (tenant, actor, article, n)
) without rowid;
create index actors_by_article on statement_actors (article);

create table pages (
  row integer primary key,
  tenant text not null,
  id text not null,
  person text,
  body text not null,
  unique (tenant, id)
);
create index pages_by_person on pages (tenant, person, row);

create table sources (
  tenant text not null,
  id text not null,
  declared integer not null,
  state text not null check (state in ('active', 'paused')),
  body text not null,
  primary key (tenant, id)
) without rowid;

create table subscriptions (
  id text primary key,
  tenant text not null,
  state text not null check (state in ('active', 'paused')),
  last text,
  up_to integer not null,
  body text not null
) without rowid;
create index subscriptions_by_tenant on subscriptions (tenant);

-- No reference to subscriptions: a claim outlives a subscription that is removed and made again.
create table slots (
  subscription text not null,
  slot text not null,
  tenant text not null,
  note text not null,
  at integer not null,
  primary key (subscription, slot)
) without rowid;

-- The outbox. A delivery is open until its last part is sent or one of its parts can never be.
create table deliveries (
  row integer primary key,
  id text not null unique,
  subscription text not null,
  slot text not null,
  platform text not null,
  state text not null default 'open' check (state in ('open', 'sent', 'dead'))
);
create index deliveries_open on deliveries (platform, row) where state = 'open';
create index deliveries_by_slot on deliveries (subscription, slot);

create table parts (
  key text primary key,
  delivery text not null references deliveries (id) on delete cascade,
  idx integer not null,
  total integer not null,
  place text not null,
  payload text not null,
  tries integer not null default 0,
  owner text,
  leased_until integer,
  retry_at integer,
  doubtful integer not null default 0,
  error text,
  message text,
  sent_at integer,
  unique (delivery, idx)
) without rowid;

create table once (key text primary key, until integer not null) without rowid;
create index once_by_time on once (until);

-- The search index: its own tables, filled from the articles above in `seq` order and able to live without them.
create table index_state (one integer primary key check (one = 1), at integer not null, passages integer not null, words integer not null);
insert into index_state values (1, 0, 0, 0);

create table documents (
  document integer primary key,
  tenant text not null,
  id text not null,
  hash text not null,
  seq integer not null,
  dated integer not null,
  since integer not null,
  until integer not null,
  publisher text,
  topics text not null,  -- JSON array of slugs
  unique (tenant, id)
);
create index documents_by_precision on documents (until - since);

-- Narrow, since every match looks its document up here; the words stand apart.
create table passages (
  row integer primary key,
  document integer not null references documents on delete cascade,
  n integer not null,
  start integer not null,
  end integer not null,
  words integer not null
);
create index passages_by_document on passages (document);

-- Folded and stemmed words, joined by spaces: what is matched, and what is read again to rank the best.
create table passage_words (row integer primary key, title text not null, outlet text not null, body text not null, aliases text not null);
create virtual table passage_search using fts5 (
  title, outlet, body, aliases,
  content = 'passage_words', content_rowid = 'row', detail = full, tokenize = "ascii tokenchars '.,'"
);

-- In how many passages a word occurs: fts5vocab walks the whole list at every look-up.
create table frequencies (word text primary key, passages integer not null) without rowid;

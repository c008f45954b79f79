-- Topics made in chats, and what topics with a rule take.

create table topics (
  tenant text not null,
  slug text not null,
  body text not null,  -- JSON: an `OwnTopic`
  primary key (tenant, slug)
) without rowid;

-- How far a topic has looked through the articles by the rule of this hash; `since`: the newest change when it began.
create table topic_progress (
  topic text primary key,
  tenant text not null,
  rule text not null,
  since integer not null,
  at integer not null
) without rowid;
create index topic_progress_by_tenant on topic_progress (tenant);

-- The change with which an article became news to the topic alone; 0: it is news to it when it is to everybody.
alter table article_topics add column news integer not null default 0;
create index article_topics_by_news on article_topics (topic, news) where news > 0;

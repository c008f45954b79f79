-- The language of an article that is not read for statements; null for one that is.

alter table articles add column unread text;
update articles set unread = (
  select nullif(json_extract(v.meta, '$.language'), 'en') from versions v
   where v.article = articles.row and v.hash = articles.hash);
create index articles_unread on articles (tenant, unread) where unread is not null;

-- What read an article last (`Analyser.reader`), and the number under which it was news: reading it again is none.

alter table articles add column reader text;
alter table articles add column news integer not null default 0;
update articles set news = seq;
create index articles_by_reader on articles (reader);
create index articles_by_news on articles (news);

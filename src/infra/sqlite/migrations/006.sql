-- What the store itself is asked for (`sitrep status`), and what may be removed after a time.

-- When something last happened: 'tick', 'backup', 'restored'.
create table moments (name text primary key, at integer not null) without rowid;

-- What could not be read at the last reading of all sources.
create table problems (
  tenant text not null,
  path text not null,
  code text not null,
  text text not null,
  since integer not null,
  primary key (tenant, path, text)
) without rowid;

-- A delivered edition stands in its channel for ever: its page is never removed, nor what it cites.
alter table pages add column lasting integer not null default 0;
update pages set lasting = 1 where person is null and json_extract(body, '$.kind') = 'briefing';
create index pages_passing on pages (row) where lasting = 0;

create table cited (
  article text not null,
  hash text not null,
  tenant text not null,
  primary key (article, hash, tenant)
) without rowid;
create index cited_by_tenant on cited (tenant);
insert or ignore into cited (article, hash, tenant)
  select json_extract(j.value, '$.article'), json_extract(j.value, '$.version'), p.tenant
    from pages p, json_tree(p.body) j
   where p.lasting = 1 and j.type = 'object' and json_extract(j.value, '$.article') is not null
     and json_extract(j.value, '$.version') is not null;

create index deliveries_dead on deliveries (row) where state = 'dead';

-- Since when a version is no longer what its article says: another one took its place, or the article was withdrawn.
create table retired (version integer primary key references versions on delete cascade, at integer not null);
create index retired_by_time on retired (at);
-- Up to which `seq` the articles were looked through for it.
create table retired_state (one integer primary key check (one = 1), seq integer not null);
insert into retired_state values (1, 0);

-- What people set and said where, and which servers the bot has left.

-- channel '' is the whole server.
create table settings (
  tenant text not null,
  channel text not null,
  name text not null,
  value text not null,
  primary key (tenant, channel, name)
) without rowid;

-- Where a conversation stands; thread '' and person '' as `TalkKey` says.
create table talks (
  tenant text not null,
  channel text not null,
  thread text not null,
  person text not null,
  page text not null,
  at integer not null,
  primary key (tenant, channel, thread, person)
) without rowid;

create table ratings (
  tenant text not null,
  page text not null,
  person text not null,
  verdict text not null check (verdict in ('up', 'down')),
  at integer not null,
  primary key (tenant, page, person)
) without rowid;

create table departures (tenant text primary key, at integer not null) without rowid;

-- A workspace's tokens, sealed before they come here.
create table installations (tenant text primary key, sealed text not null) without rowid;

-- Which outlets are indexed, by steps.
create index documents_by_publisher on documents (tenant, publisher) where publisher is not null;

-- What is kept of a person, in all servers.
create index pages_by_asker on pages (person) where person is not null;

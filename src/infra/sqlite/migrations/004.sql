-- Up to where a person had asked in a channel: what is newer has changed since.
create table marks (
  tenant text not null,
  channel text not null,
  person text not null,
  seq integer not null,
  at integer not null,
  primary key (tenant, channel, person)
) without rowid;

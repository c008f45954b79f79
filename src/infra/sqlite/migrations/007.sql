-- Digests by query, watches, what a channel has had, and one message at a time for each channel.

-- `due_at` is when the next slot is due, worked out when the last was decided: what is due is one query. 0: look now.
alter table subscriptions add column kind text not null default 'digest' check (kind in ('digest', 'watch'));
alter table subscriptions add column due_at integer;
alter table subscriptions add column gone_at integer;
update subscriptions set due_at = 0,
  body = json_set(body, '$.kind', 'digest', '$.quiet', null, '$.minimum', 1, '$.whenEmpty', 'silent', '$.gone', null);
create index subscriptions_by_channel on subscriptions (json_extract(body, '$.place.channel'));
create index subscriptions_due on subscriptions (due_at) where state = 'active' and kind = 'digest';
create index subscriptions_waiting on subscriptions (up_to) where state = 'active' and kind = 'watch';
create index subscriptions_gone on subscriptions (gone_at) where gone_at is not null;

-- What was decided, as a `Decision`; `note` holds its outcome. Older rows say it in words.
alter table slots add column decision text;
update slots set note = case note when 'sent' then 'sent' when 'late' then 'late' when 'nothing new' then 'nothing-new' else 'skipped' end;
create index slots_by_time on slots (subscription, at, slot);

-- Whose delivery it is; its place, and the channel that takes one message at a time: JSON arrays as `outbox.ts` makes
-- them; the person, when it is their own chat; the id of its page; between which watermarks an edition lies, null where
-- none moves with it; when its next part may be taken, and whether one has arrived.
alter table deliveries add column tenant text not null default '';
alter table deliveries add column place text not null default '';
alter table deliveries add column channel text not null default '';
alter table deliveries add column person text;
alter table deliveries add column edition text;
alter table deliveries add column since integer;
alter table deliveries add column up_to integer;
alter table deliveries add column ready_at integer not null default 0;
alter table deliveries add column begun integer not null default 0;
alter table deliveries add column ended_at integer;

alter table parts add column act text not null default '{"is":"send"}';

with first as (
  select d.row as delivery, coalesce(s.tenant, p.place ->> 'tenant') as tenant, p.place,
         (select max(coalesce(leased_until, retry_at, 0)) from parts where delivery = d.id and sent_at is null) as ready,
         (select max(sent_at) from parts where delivery = d.id) as sent
    from deliveries d
    left join slots s on s.subscription = d.subscription and s.slot = d.slot
    join parts p on p.delivery = d.id and p.idx = 0)
update deliveries set
  tenant = f.tenant,
  place = json_array(f.place ->> 'tenant', f.place ->> 'channel', f.place ->> 'thread'),
  channel = json_array(f.place ->> 'platform', f.place ->> 'tenant', f.place ->> 'channel',
    case f.place ->> 'platform' when 'discord' then f.place ->> 'thread' end),
  ready_at = coalesce(f.ready, 0),
  begun = f.sent is not null,
  ended_at = case state when 'sent' then f.sent end
  from first f where f.delivery = deliveries.row;

drop index deliveries_open;
create index deliveries_open on deliveries (channel, begun desc, row, ready_at) where state = 'open';
create index deliveries_ready on deliveries (channel, ready_at) where state = 'open';
create index deliveries_unsent on deliveries (subscription, row) where state = 'open';
create index deliveries_given_up on deliveries (subscription, ended_at) where state = 'dead' and since is not null;
create index deliveries_by_tenant on deliveries (tenant);
create index deliveries_by_edition on deliveries (edition) where edition is not null;
create index deliveries_by_person on deliveries (person) where person is not null;

-- What a place was told of by a delivery.
create table had (
  article text not null,
  place text not null,
  delivery integer not null references deliveries (row) on delete cascade,
  hash text not null,
  primary key (article, place, delivery)
) without rowid;
create index had_by_delivery on had (delivery);

-- The channels that deliveries wait for, and since lately did. `next_at` is when one may be written to again: its pace
-- after the last message, and while one is on its way when its lease ends. `ready_at` is when one of its parts can be
-- taken; null when none waits.
create table channels (
  channel text primary key,
  platform text not null,
  tenant text not null,
  pace integer not null,
  next_at integer not null,
  ready_at integer
) without rowid;
create index channels_ready on channels (platform, ready_at) where ready_at is not null;
create index channels_idle on channels (next_at) where ready_at is null;
create index channels_by_tenant on channels (tenant);
insert into channels (channel, platform, tenant, pace, next_at, ready_at)
  select channel, channel ->> 0, channel ->> 1, 0, 0, min(ready_at) from deliveries where state = 'open' group by channel;

-- Which page cites a version: an edition is found again when the article says something else.
drop table cited;
create table cited (
  article text not null,
  hash text not null,
  tenant text not null,
  page text not null,
  primary key (article, hash, tenant, page)
) without rowid;
create index cited_by_page on cited (tenant, page);
insert or ignore into cited (article, hash, tenant, page)
  select json_extract(j.value, '$.article'), json_extract(j.value, '$.version'), p.tenant, p.id
    from pages p, json_tree(p.body) j
   where p.lasting = 1 and j.type = 'object' and json_extract(j.value, '$.article') is not null
     and json_extract(j.value, '$.version') is not null;

-- Who does a piece of work now, and how far a named one has come.
create table leases (name text primary key, owner text not null, until integer not null) without rowid;
create table cursors (name text primary key, seq integer not null) without rowid;

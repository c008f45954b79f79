import type { Tenant } from '../../core/model/article.ts';
import type { Membership, Store } from '../../core/model/ports.ts';
import type { OwnTopic, Progress } from '../../core/model/topic.ts';
import { newestSeq } from './articles.ts';
import type { Connection, Row } from './connection.ts';
import { IS_THERE } from './scope.ts';

type Topics = Pick<Store, 'topics' | 'setTopic' | 'removeTopic' | 'progress' | 'arrange'>;

const topicOf = ({ body }: Row): OwnTopic => JSON.parse(String(body)) as OwnTopic;

/** Topics made in chats, and which articles belong to topics that have a rule. */
export function topicStore(db: Connection): Topics {
  return {
    topics: (tenant) =>
      db.read(() =>
        (tenant === null
          ? db.all(`select body from topics where ${IS_THERE} order by tenant, slug`)
          : db.all('select body from topics where tenant = :tenant order by slug', { tenant })
        ).map(topicOf),
      ),
    setTopic: (topic) =>
      db.write(() => {
        const { tenant, slug } = topic;
        const there = db.get('select 1 from topics where tenant = :tenant and slug = :slug', { tenant, slug });
        db.run(
          `insert into topics (tenant, slug, body) values (:tenant, :slug, :body)
           on conflict do update set body = excluded.body`,
          { tenant, slug, body: JSON.stringify(topic) },
        );
        return there ? 'changed' : 'new';
      }),
    removeTopic: (tenant, slug) =>
      db.write(() => {
        if (db.run('delete from topics where tenant = :tenant and slug = :slug', { tenant, slug }) === 0) return false;
        empty(db, `${tenant}/${slug}`);
        return true;
      }),
    progress: () =>
      db.read(() => db.all('select topic, tenant, rule, since, at from topic_progress').map((row) => row as Progress)),
    arrange: (members, progress) =>
      db.write(() => {
        const there = progress.filter((one) => isThere(db, one));
        const since = new Map(there.map((one) => [one.topic, one.since]));
        const seq = newestSeq(db) + 1;
        let moved = 0;
        for (const [, ofOne] of Map.groupBy(members, ({ tenant, article }) => JSON.stringify([tenant, article])))
          if (join(db, ofOne, since, seq + moved)) moved += 1;
        if (moved > 0) db.run('update sequence set seq = seq + :moved', { moved });
        for (const one of there)
          db.run(
            `insert into topic_progress (topic, tenant, rule, since, at) values (:topic, :tenant, :rule, :since, :at)
             on conflict do update set rule = excluded.rule, since = excluded.since, at = excluded.at`,
            one,
          );
      }),
  };
}

/** Declared topics are not stored; one of a chat may have been removed meanwhile. */
const isThere = (db: Connection, { topic, tenant }: Progress): boolean =>
  tenant === 'public' ||
  db.get("select 1 from topics where tenant = :tenant and tenant || '/' || slug = :topic", { tenant, topic }) !== null;

/** What becomes of one article; true when anything did, which is its change `seq`. */
function join(
  db: Connection,
  members: readonly Membership[],
  since: ReadonlyMap<string, number>,
  seq: number,
): boolean {
  const { tenant, article } = members[0]!;
  const found = db.get('select row, news from articles where tenant = :tenant and id = :article', { tenant, article });
  if (!found) return false;
  const { row = null } = found;
  let changed = 0;
  for (const { topic, joins } of members) {
    const from = since.get(topic);
    if (from === undefined) continue;
    const news = Number(found.news) > from ? seq : 0;
    changed += joins
      ? db.run('insert or ignore into article_topics (topic, article, news) values (:topic, :row, :news)', {
          topic,
          row,
          news,
        })
      : db.run('delete from article_topics where topic = :topic and article = :row', { topic, row });
  }
  if (changed > 0) db.run('update articles set seq = :seq where row = :row', { seq, row });
  return changed > 0;
}

/** Takes all articles out of a topic that is gone, in the index as well. */
function empty(db: Connection, topic: string): void {
  db.run(
    `update documents set topics = (select json_group_array(value) from json_each(documents.topics) where value <> :topic)
      where (tenant, id) in (
        select a.tenant, a.id from article_topics t join articles a on a.row = t.article where t.topic = :topic)`,
    { topic },
  );
  db.run('delete from article_topics where topic = :topic', { topic });
  db.run('delete from topic_progress where topic = :topic', { topic });
  // What is remembered under the newest number, such as counts, holds no longer.
  db.run('update sequence set seq = seq + 1');
}

/** The keys of a tenant's own topics begin with its name and a slash, and `0` follows on that. */
const ITS_TOPICS = "select distinct topic from article_topics where topic >= :tenant || '/' and topic < :tenant || '0'";

/** Empties all own topics of a tenant, which public articles may belong to. */
export function emptyTopics(db: Connection, tenant: Tenant): void {
  for (const { topic } of db.all(ITS_TOPICS, { tenant })) empty(db, String(topic));
}

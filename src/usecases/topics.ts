import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Tenant } from '../core/model/article.ts';
import type { Ingested, Membership, Store } from '../core/model/ports.ts';
import type { OwnTopic, Progress, Rule, Topic } from '../core/model/topic.ts';
import { keyOf } from '../core/topic/key.ts';
import { judge, subjectOf } from '../core/topic/rule.ts';
import { catchUp, type Desk, idOf, STALE_HOURS, topicAt } from './desk.ts';

/** Which topics there are, and which of the stored articles belong to those that have a rule. */

/** The topics of a desk: the declared ones, and those of the chats as they were loaded last. */
export function openTopics(
  declared: readonly Topic[],
  store: Pick<Store, 'topics'>,
): Pick<Desk, 'topics' | 'loadTopics'> {
  let own = new Map<Tenant, readonly Topic[]>();
  let all = declared;
  return {
    topics: (tenant) => (tenant === null ? all : [...declared, ...(own.get(tenant) ?? [])]),
    loadTopics: async () => {
      const made = (await store.topics(null)).map(topicFrom);
      own = Map.groupBy(made, ({ tenant }) => tenant);
      all = [...declared, ...made];
    },
  };
}

const topicFrom = ({ tenant, slug, title, rule }: OwnTopic): Topic => ({
  key: keyOf(tenant, slug),
  slug,
  tenant,
  declared: false,
  title,
  rule,
  questions: [],
  staleAfter: STALE_HOURS,
  sources: [],
  actors: rule.actors,
});

/**
 * The topics that an article is given by its source, or by whoever has it indexed for a topic: none when the topic has a
 * rule, which then decides (`fillTopics`).
 */
export function given(desk: Pick<Desk, 'topics'>, key: string | null): readonly string[] {
  const topic = topicAt(desk, key);
  return topic && topic.rule === null ? [topic.key] : [];
}

/** Articles that are read in one step: some milliseconds, so that nobody waits for it. */
const BITE = 20;
/** In one beat; the rest has its turn at the next. */
const MOST = 5_000;

/**
 * Looks through the articles that came or changed since each topic with a rule was last looked at, all of them when its
 * rule is new, and puts them into the topics or takes them out. What was stored before a rule was made is no news to its
 * topic. False when there is more to look through. Errors: those of the store.
 */
export async function fillTopics(desk: Desk, most = MOST): Promise<boolean> {
  await desk.loadTopics();
  const { store } = desk;
  const upTo = await store.seq();
  const known = new Map((await store.progress()).map((one) => [one.topic, one]));
  let places = desk.topics(null).flatMap((topic): Place[] => {
    if (topic.rule === null) return [];
    const { key, tenant, rule } = topic;
    const hash = idOf(rule);
    const was = known.get(key);
    const progress = was?.rule === hash ? was : { topic: key, tenant, rule: hash, since: upTo, at: 0 };
    return progress.at < upTo || was?.rule !== hash ? [{ rule, progress }] : [];
  });
  let left = most;
  for (; places.length > 0 && left > 0; await othersFirst()) {
    const { changes, moved } = await fillSome(desk, places, upTo);
    left -= changes;
    places = moved.filter(({ progress }) => progress.at < upTo);
  }
  await catchUp(desk);
  return places.length === 0;
}

type Place = { readonly rule: Rule; readonly progress: Progress };

/** One step of those that are furthest behind, up to where the next ones are. */
async function fillSome(
  desk: Desk,
  places: readonly Place[],
  upTo: number,
): Promise<{ readonly changes: number; readonly moved: readonly Place[] }> {
  const from = places.reduce((least, { progress }) => Math.min(least, progress.at), upTo);
  const behind = places.filter(({ progress }) => progress.at === from);
  const others = places.filter(({ progress }) => progress.at > from);
  const end = others.reduce((least, { progress }) => Math.min(least, progress.at), upTo);
  const read = await desk.store.changes(from, BITE);
  const changes = read.filter(({ article }) => article.seq <= end);
  const at = read.length < BITE || changes.length < read.length ? end : (changes.at(-1)?.article.seq ?? end);
  const moved = behind.map((one) => ({ ...one, progress: { ...one.progress, at } }));
  const members: Membership[] = [];
  for (const one of changes) {
    members.push(...membersOf(desk, one, behind));
    await othersFirst();
  }
  await desk.store.arrange(
    members,
    moved.map(({ progress }) => progress),
  );
  return { changes: changes.length, moved: [...others, ...moved] };
}

/** Where an article is to belong, and does not, or the other way round. */
function membersOf(desk: Desk, one: Ingested, places: readonly Place[]): Membership[] {
  const { id, tenant, state, topics } = one.article;
  if (state !== 'live') return [];
  const seeing = places.filter(({ progress }) => tenant === 'public' || tenant === progress.tenant);
  const subject = seeing.length > 0 ? subjectOf(one) : null;
  return seeing.flatMap(({ rule, progress: { topic } }): Membership[] => {
    const { taken } = judge(rule, subject!, desk.table);
    return taken === topics.includes(topic) ? [] : [{ topic, tenant, article: id, joins: taken }];
  });
}

/** The stored articles that a rule is tried on: the newest. */
const TRIED = 1_000;
const CHUNK = 100;

/** What a rule would take of the newest articles that a tenant sees, the newest first. */
export async function tryRule(
  desk: Desk,
  tenant: Tenant,
  rule: Rule,
): Promise<{ readonly taken: readonly Ingested[]; readonly of: number; readonly isWhole: boolean }> {
  const ids = await desk.store.list({ tenant, topic: null, docs: null, since: null, until: null }, TRIED);
  const taken: Ingested[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) {
    const some = await desk.store.articles(tenant, ids.slice(at, at + CHUNK));
    taken.push(...some.filter((one) => judge(rule, subjectOf(one), desk.table).taken));
    await othersFirst();
  }
  return { taken, of: ids.length, isWhole: ids.length < TRIED };
}

import type { Briefing, Difference, Slot, Story, TimelineEntry } from '../core/model/answer.ts';
import type { Counted, Ingested, Scope } from '../core/model/ports.ts';
import { writeBriefing } from '../core/writing/briefing.ts';
import { originsOf, unreadOf } from '../core/writing/coverage.ts';
import { findDifferences } from '../core/writing/differences.ts';
import { groupStories } from '../core/writing/stories.ts';
import { type TimelineWanted, writeTimeline } from '../core/writing/timeline.ts';
import { type Asking, type Desk, idOf, keepPage, newest, staleAfter } from './desk.ts';

export const LENGTHS = ['short', 'normal', 'long'] as const;
export type Length = (typeof LENGTHS)[number];

export type BriefOrder = {
  readonly scope: Scope;
  /** The operator's own title, shown as the headline. */
  readonly title: string;
  readonly length: Length;
  /** These articles alone (the new ones of a digest) instead of the newest of the scope. */
  readonly only?: readonly Ingested[];
} & Asking;

/** One edition on a topic, kept under its id. */
export async function brief(desk: Desk, order: BriefOrder): Promise<Briefing> {
  const [made, upTo] = [desk.clock(), await desk.store.seq()];
  const articles = order.only ?? (await newest(desk, order.scope));
  const briefing = writeBriefing({
    id: idOf(
      'briefing',
      order.scope,
      order.title,
      order.length,
      articles.map((one) => one.article.version),
      made,
    ),
    made,
    topic: { slug: order.scope.topic ?? '', title: order.title },
    length: order.length,
    articles,
    counted: order.only ? countOf(order.only) : await desk.store.count(order.scope),
    since: order.scope.since,
    table: desk.table,
    staleAfterHours: staleAfter(desk, order.scope.topic),
  });
  const kept = { ...briefing, upTo };
  await keepPage(desk, order.scope.tenant, kept, order);
  return kept;
}

function countOf(articles: readonly Ingested[]): Counted {
  const dates = articles.flatMap(({ article: { published } }) =>
    published === null || published.precision === 'unresolved' ? [] : [published.from],
  );
  const unread = unreadOf(articles.map(({ analysis }) => analysis));
  return {
    articles: articles.length,
    undated: articles.length - dates.length,
    newest: dates.length > 0 ? Math.max(...dates) : null,
    origins: originsOf(articles),
    ...(unread && { unread }),
  };
}

/** Where the newest articles of a scope differ; all slots, or one. */
export async function compare(desk: Desk, scope: Scope, slot?: Slot): Promise<readonly Difference[]> {
  return findDifferences(await newest(desk, scope), desk.table, slot);
}

/** A long story has more articles than a briefing looks at. */
const LONG_STORY = 1_000;

/** Dated events of a scope's newest articles. */
export async function timeline(desk: Desk, scope: Scope, wanted?: TimelineWanted): Promise<readonly TimelineEntry[]> {
  return writeTimeline(await newest(desk, scope, LONG_STORY), wanted);
}

/** The newest articles of a scope grouped by event. */
export async function stories(desk: Desk, scope: Scope): Promise<readonly Story[]> {
  return groupStories(await newest(desk, scope));
}

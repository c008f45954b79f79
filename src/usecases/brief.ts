import { publishedAt } from '../core/language/published.ts';
import type { Answer, Briefing, Comparison, Group, Slot, Story, TimelineEntry } from '../core/model/answer.ts';
import type { Instant, Many } from '../core/model/article.ts';
import type { Counted, Ingested, Scope } from '../core/model/ports.ts';
import { writeBriefing } from '../core/writing/briefing.ts';
import { originsOf, unreadOf, writeCoverage } from '../core/writing/coverage.ts';
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
      order.person,
    ),
    made,
    topic: { slug: order.scope.topic ?? '', title: order.title },
    length: order.length,
    articles,
    counted: order.only ? countOf(order.only) : await desk.store.count(order.scope),
    since: order.scope.since,
    table: desk.table,
    // Articles that were picked one by one, without a topic, have no limit to be older than.
    staleAfterHours: order.only && !order.scope.topic ? Number.POSITIVE_INFINITY : staleAfter(desk, order.scope.topic),
  });
  const kept = { ...briefing, upTo };
  await keepPage(desk, order.scope.tenant, kept, order);
  return kept;
}

/** What matters among the newest articles of a scope, as the answer to a question; null without articles. */
export async function news(
  desk: Desk,
  { id, question, scope }: { readonly id: string; readonly question: string; readonly scope: Scope },
  made: Instant,
): Promise<Answer | null> {
  const { groups, differences, missing, coverage } = writeBriefing({
    id,
    made,
    topic: { slug: scope.topic ?? '', title: '' },
    length: 'normal',
    articles: await newest(desk, scope),
    counted: await desk.store.count(scope),
    since: scope.since,
    table: desk.table,
    staleAfterHours: staleAfter(desk, scope.topic),
  });
  if (groups.length === 0) return null;
  const none = { choice: null, choiceSure: null, short: null, shortSure: null, passages: [] };
  const many = groups as unknown as Many<Group>;
  return {
    kind: 'answer',
    status: 'answered',
    id,
    made,
    question,
    groups: many,
    differences,
    missing,
    coverage,
    ...none,
  };
}

/** What is known of these articles alone. */
export function countOf(articles: readonly Ingested[]): Counted {
  const dates = articles.flatMap(({ article }) => publishedAt(article) ?? []);
  const unread = unreadOf(articles.map(({ analysis }) => analysis));
  return {
    articles: articles.length,
    undated: articles.length - dates.length,
    newest: dates.length > 0 ? Math.max(...dates) : null,
    origins: originsOf(articles),
    ...(unread && { unread }),
  };
}

/** Where the newest articles of a scope differ, all slots or one; kept under its id. */
export async function compare(
  desk: Desk,
  { scope, slot, ...asking }: { readonly scope: Scope; readonly slot?: Slot | undefined } & Asking,
): Promise<Comparison> {
  const [made, upTo] = [desk.clock(), await desk.store.seq()];
  const question = ['compare', ...(slot ? [slot] : [])].join(' ');
  const kept: Comparison = {
    kind: 'comparison',
    id: idOf('comparison', scope, question, upTo, made, asking.person),
    made,
    upTo,
    question,
    groups: [],
    differences: findDifferences(await newest(desk, scope), desk.table, slot),
    missing: [],
    coverage: writeCoverage({
      counted: await desk.store.count(scope),
      made,
      staleAfterHours: staleAfter(desk, scope.topic),
    }),
  };
  await keepPage(desk, scope.tenant, kept, asking);
  return kept;
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

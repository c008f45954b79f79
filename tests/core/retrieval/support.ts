import { createHash } from 'node:crypto';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { analyse } from '../../../src/core/language/analyse.ts';
import type { Article } from '../../../src/core/model/article.ts';
import type { Index, Ingested, Scope, Store } from '../../../src/core/model/ports.ts';
import { type Plan, planQuestion } from '../../../src/core/retrieval/plan.ts';
import { openSqlite } from '../../../src/infra/sqlite/open.ts';

/** A handful of articles in a real store and index. */

export const table = buildActorTable();
export const NOW = Date.UTC(2026, 10, 21, 12);
export const SCOPE: Scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };

type Draft = Partial<Omit<Article, 'version' | 'published'>> & {
  readonly id: string;
  readonly text: string;
  /** ISO day. */
  readonly day?: string;
};

export function ingested({ day, ...draft }: Draft): Ingested {
  const from = Date.parse(`${day}T00:00:00Z`);
  const article: Article = {
    tenant: 'public',
    seq: 0,
    title: null,
    publisher: null,
    author: null,
    url: null,
    published: day === undefined ? null : { precision: 'day', from, to: from + 86_399_999, words: null },
    seen: NOW,
    language: 'en',
    state: 'live',
    sample: false,
    topics: [],
    ...draft,
    version: createHash('sha256').update(draft.text).digest('hex').slice(0, 16),
  };
  return { article, analysis: analyse(article, table) };
}

export type Library = {
  readonly store: Store;
  readonly index: Index;
  plan(question: string): Plan;
};

export async function library(drafts: readonly Draft[]): Promise<Library> {
  const { store, index } = await openSqlite({ path: ':memory:' });
  await store.save(drafts.map(ingested));
  await index.apply(await store.changes(0, 10_000));
  const publishers = await store.publishers('public');
  return { store, index, plan: (question) => planQuestion(question, { table, publishers, now: NOW }) };
}

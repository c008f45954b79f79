import type { Article, Instant } from '../../core/model/article.ts';
import type { Scope } from '../../core/model/ports.ts';
import type { Connection } from './connection.ts';

/** Row ids of one second: 2^20. Seconds × 2^20 stays a safe integer from 1698 to 2242. */
const PER_SECOND = 2 ** 20;
const LAST_SECOND = 2 ** 33 - 2;

/** First and last instant of publication; of first sight for an undated article. */
export type Stretch = { readonly dated: 0 | 1; readonly since: Instant; readonly until: Instant };

export function stretchOf(article: Article): Stretch {
  const { published, seen } = article;
  return published === null || published.precision === 'unresolved'
    ? { dated: 0, since: seen, until: seen }
    : { dated: 1, since: published.from, until: Math.max(published.from, published.to) };
}

/** The first row id that an instant can have. */
function firstRow(instant: Instant): number {
  return Math.max(-LAST_SECOND, Math.min(LAST_SECOND, Math.floor(instant / 1000))) * PER_SECOND;
}

/**
 * `count` consecutive free row ids of `table` for something of this instant; returns the first. When a second is
 * full, the next one with room is taken.
 */
export function freeRows(connection: Connection, table: 'articles' | 'passages', instant: Instant, count = 1): number {
  const last = `select max(row) as last from ${table} where row >= :first and row < :end`;
  for (let first = firstRow(instant); ; first += PER_SECOND) {
    const end = first + PER_SECOND;
    const taken = connection.get(last, { first, end })?.last;
    const row = typeof taken === 'number' ? taken + 1 : first;
    if (row + count <= end) return row;
  }
}

/**
 * Row ids between which everything of a time window lies: wider at its beginning by the longest stretch that a
 * publication date of the table spans ("November 2025"), since rows are ordered by its first instant.
 */
export function rowWindow(
  connection: Connection,
  table: 'articles' | 'documents',
  { since, until }: Pick<Scope, 'since' | 'until'>,
): { readonly from: number; readonly to: number } {
  const longest = Number(connection.get(`select max(until - since) as longest from ${table}`)?.longest ?? 0);
  return {
    from: since === null ? Number.MIN_SAFE_INTEGER : firstRow(since - longest),
    to: until === null ? Number.MAX_SAFE_INTEGER : firstRow(until) + PER_SECOND - 1,
  };
}

import { isRead } from '../language/detect.ts';
import type { Coverage, Label } from '../model/answer.ts';
import type { Instant } from '../model/article.ts';
import type { Counted, Ingested } from '../model/ports.ts';
import type { Analysis } from '../model/statement.ts';
import { findOrigins } from '../story/origins.ts';

const HOUR = 3_600_000;

/**
 * What was searched and how fresh it is. One origin counts once; an article that names none is of unknown origin,
 * never an independent one.
 */
export function writeCoverage(input: { counted: Counted; made: Instant; staleAfterHours: number }): Coverage {
  const { counted, made, staleAfterHours } = input;
  return {
    articles: counted.articles,
    undated: counted.undated,
    ...(counted.limited && { limited: true }),
    ...(counted.unread && { unread: counted.unread }),
    origins: counted.origins,
    newest: counted.newest,
    stale: counted.newest !== null && made - counted.newest > staleAfterHours * HOUR,
  };
}

/** Articles by language that are not read for statements; undefined when all are. */
export function unreadOf(analyses: readonly Pick<Analysis, 'language'>[]): Counted['unread'] {
  const unread: Record<string, number> = {};
  for (const { language } of analyses)
    if (language !== null && !isRead(language)) unread[language] = (unread[language] ?? 0) + 1;
  return Object.keys(unread).length > 0 ? unread : undefined;
}

/** "2 articles in German and Japanese are searched by word only": nothing when all are read. */
export function unreadLabels(unread: Counted['unread']): Label[] {
  const found = Object.entries(unread ?? {}).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (found.length === 0) return [];
  const languages = found.map(([language]): Label => ({ key: 'language', args: { language } }));
  return [{ key: 'coverage-unread', args: { count: found.reduce((sum, [, n]) => sum + n, 0), languages } }];
}

/** Named origins, copies counted once; and how many texts name none. */
export function originsOf(articles: readonly Ingested[]): Coverage['origins'] {
  const { named, unknown } = findOrigins(articles);
  return { named: named.length, unknown: unknown.length };
}

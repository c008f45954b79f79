import type { Coverage } from '../model/answer.ts';
import type { Instant } from '../model/article.ts';
import type { Counted, Ingested } from '../model/ports.ts';

const HOUR = 3_600_000;

/**
 * What was searched and how fresh it is. Origins are counted among the articles at hand, one name once; an article
 * that names none is of unknown origin, never an independent one.
 */
export function writeCoverage(input: {
  counted: Counted;
  articles: readonly Ingested[];
  made: Instant;
  staleAfterHours: number;
}): Coverage {
  const { counted, articles, made, staleAfterHours } = input;
  return {
    articles: counted.articles,
    undated: counted.undated,
    origins: originsOf(articles),
    newest: counted.newest,
    stale: counted.newest !== null && made - counted.newest > staleAfterHours * HOUR,
  };
}

export function originsOf(articles: readonly Ingested[]): Coverage['origins'] {
  const named = new Set<string>();
  let unknown = 0;
  for (const { analysis } of articles) {
    if (analysis.origin === null) unknown++;
    else named.add(analysis.origin.actor ?? analysis.origin.name.toLowerCase());
  }
  return { named: named.size, unknown };
}

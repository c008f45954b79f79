import { originKey } from '../language/origin.ts';
import type { Coverage } from '../model/answer.ts';
import type { Instant } from '../model/article.ts';
import type { Counted, Ingested } from '../model/ports.ts';

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
    origins: counted.origins,
    newest: counted.newest,
    stale: counted.newest !== null && made - counted.newest > staleAfterHours * HOUR,
  };
}

export function originsOf(articles: readonly Ingested[]): Coverage['origins'] {
  const named = new Set<string>();
  let unknown = 0;
  for (const { analysis } of articles) {
    const key = originKey(analysis);
    if (key === null) unknown++;
    else named.add(key);
  }
  return { named: named.size, unknown };
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { buildActorTable } from '../../src/core/language/actors.ts';
import { analyse } from '../../src/core/language/analyse.ts';
import { publishedAt } from '../../src/core/language/published.ts';
import type { Article } from '../../src/core/model/article.ts';
import type { Ingested } from '../../src/core/model/ports.ts';
import { writeBriefing } from '../../src/core/writing/briefing.ts';
import { originsOf } from '../../src/core/writing/coverage.ts';
import { pieceWords } from '../../src/core/writing/pieces.ts';
import { loadAttribution } from '../../src/infra/attribution.ts';
import { openLog } from '../../src/infra/log.ts';
import { WINDOW } from '../../src/usecases/desk.ts';

const table = buildActorTable();
const attribution = loadAttribution('rules');

/** Files of other sets whose articles make topics: the file, and the field that names the topic. */
const TOPICS = (side: string) =>
  [
    ['news_clusters', `allsides_${side}.jsonl`, 'cluster'],
    ['news_clusters', `ecbplus_${side}.jsonl`, 'cluster'],
    ['timeline17', 'articles.jsonl', 'topic'],
    ['multihop_rag', 'corpus.jsonl', 'category'],
  ] as const;
/** Fewer articles are no topic. */
const FEWEST = 3;

/** Words of all shown quotes of a normal brief, for each topic that the sets below `data` make beside `topics`. */
export async function briefWords(
  data: string,
  side: 'dev' | 'test',
  topics: readonly (readonly Ingested[])[],
): Promise<number[]> {
  const found = topics.map(wordsOf);
  const app = await openApp(readConfig({}), {
    clock: () => 0,
    log: openLog('silent', []),
    temporary: true,
    inline: true,
  });
  try {
    for (const [set, name, field] of TOPICS(side)) {
      const file = join(data, set, name);
      if (!existsSync(file)) continue;
      const { articles } = await app.desk.read([file], { tenant: 'public', topics: [], seen: 0 });
      const topicOf = new Map(
        readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => JSON.parse(line) as Record<string, string>)
          .map((line) => [line.id, line[field]] as const),
      );
      for (const group of Map.groupBy(articles, ({ id }) => topicOf.get(id)).values())
        if (group.length >= FEWEST) found.push(wordsOf(newest(group)));
    }
  } finally {
    await app.close();
  }
  return found;
}

const newest = (group: readonly Article[]): Ingested[] =>
  group
    .toSorted((a, b) => timeOf(b) - timeOf(a))
    .slice(0, WINDOW)
    .map((article) => ({ article, analysis: analyse(article, table, attribution) }));

const timeOf = (article: Article): number => publishedAt(article) ?? 0;

function wordsOf(articles: readonly Ingested[]): number {
  const { groups } = writeBriefing({
    id: 'topic',
    made: 0,
    topic: { slug: 'topic', title: 'Topic' },
    length: 'normal',
    articles,
    counted: { articles: articles.length, undated: 0, newest: null, origins: originsOf(articles) },
    since: null,
    table,
    staleAfterHours: 48,
  });
  const points = groups.flatMap((group) => [...group.points]);
  return points.reduce((sum, { pieces }) => sum + pieceWords(pieces), 0);
}

import type { Point, Story } from '../model/answer.ts';
import type { ArticleId, Many } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { storyClusters } from '../story/events.ts';
import { explainGrouping, findOrigins } from '../story/origins.ts';
import { numbering, numberPoint, plainPoint } from './citations.ts';
import { openingOf } from './opening.ts';
import { textOf } from './pieces.ts';

/** The articles grouped by event, each group with the sentence that stands for it. */
export function groupStories(all: readonly Ingested[]): Story[] {
  const articles = all.map(openingOf);
  const by = numbering();
  return storyClusters(articles).map((cluster) => {
    const first = cluster[0]!;
    const origins = findOrigins(cluster);
    return {
      id: `${first.article.id}/${first.article.version}`,
      articles: cluster.map((doc) => doc.article.id) as unknown as Many<ArticleId>,
      lead: numberPoint(leadOf(first), by),
      origins: { named: origins.named.length, unknown: origins.unknown.length },
      grouping: explainGrouping(cluster, origins),
    };
  });
}

/** The first sentence that reports something and can stand alone. */
export function leadOf(doc: Ingested): Point {
  const { sentences } = doc.analysis;
  const whole = sentences.find((one) => one.voice === 'report' && textOf(doc, one).split(/\s+/).length >= 6);
  const sentence = whole ?? sentences[0] ?? { start: 0, end: doc.article.text.length };
  return plainPoint(doc, sentence);
}

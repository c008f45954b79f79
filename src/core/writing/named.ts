import type { Named } from '../model/answer.ts';
import type { Ingested } from '../model/ports.ts';

/** An article by its name, as it stands in a row. */
export function namedArticle({ article, analysis }: Ingested): Named {
  const { id, version, title, publisher, published, url, sample, teaser } = article;
  const origin = analysis.origin?.name ?? null;
  return { article: id, version, title, publisher, published, url, sample, ...(teaser && { teaser }), origin };
}

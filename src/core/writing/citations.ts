import type { Citation, Difference, Group, Point, Position } from '../model/answer.ts';
import type { ArticleId, Many, Range } from '../model/article.ts';
import type { Ingested } from '../model/ports.ts';
import { shorten } from './cut.ts';
import { linkTo } from './links.ts';
import { quoteOf } from './pieces.ts';

/** A citation of whole sentences; `n` is given once the page is complete, by {@link numbered}. */
export function cite(doc: Ingested, sentences: Range): Citation {
  const { article } = doc;
  return {
    n: 0,
    sentence: quoteOf(article, sentences),
    title: article.title,
    publisher: article.publisher,
    published: article.published,
    url: article.url,
    link: linkTo(article, sentences),
    sample: article.sample,
    ...(article.teaser && { teaser: true }),
  };
}

/** A sentence as a line that is nobody's words; shortened unless `pieces` of it are given. */
export function plainPoint(doc: Ingested, sentence: Range, pieces = shorten(doc.article, sentence)): Point {
  return { pieces, citations: [cite(doc, sentence)], alsoIn: [], differs: [], said: null };
}

/** Hands out one number an article, in order of first appearance. */
type Numbering = { readonly of: (citation: Citation) => Citation };

/** `shown`: citations whose articles keep the numbers that they have; others get higher ones. */
export function numbering(shown: readonly Citation[] = []): Numbering {
  const known = new Map<ArticleId, number>(shown.map(({ sentence, n }) => [sentence.span.article, n]));
  let last = Math.max(0, ...known.values());
  return {
    of: (citation) => {
      const id = citation.sentence.span.article;
      const n = known.get(id) ?? ++last;
      known.set(id, n);
      return { ...citation, n };
    },
  };
}

export function numberPoint(point: Point, by: Numbering): Point {
  return {
    ...point,
    citations: point.citations.map(by.of) as unknown as Many<Citation>,
    alsoIn: point.alsoIn.map(by.of),
  };
}

/** Numbers points, then differences, as they stand on the page. */
export function numbered<G extends readonly Group[]>(
  groups: G,
  differences: readonly Difference[],
  by: Numbering = numbering(),
): { groups: G; differences: Difference[] } {
  return {
    groups: groups.map((group) => ({
      ...group,
      points: group.points.map((point) => numberPoint(point, by)) as unknown as Many<Point>,
    })) as unknown as G,
    differences: differences.map((difference) => ({
      ...difference,
      positions: difference.positions.map((position) => ({
        ...position,
        citations: position.citations.map(by.of) as unknown as Many<Citation>,
      })) as unknown as [Position, Position, ...Position[]],
    })),
  };
}

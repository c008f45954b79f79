import type { Label, Point, Said } from '../core/model/answer.ts';
import type { Change } from '../core/model/check.ts';
import { articleFacts, BULLET, citationMarks, label, mark, pieceFragments, speaker } from './fragments.ts';
import type { Fragment, Line } from './lines.ts';

/**
 * A quotation as it stands in an article: the whole sentence with the words marked that differ, then who said it and
 * how it is told, each difference, and the article.
 */
export function foundLines(point: Point, unit: number): Line[] {
  const { said, found } = point;
  if (!found) return [];
  const denied = said?.polarity === 'denied' ? [label({ key: 'denied' }, true), mark(' ')] : [];
  const also = point.alsoIn.length > 0 ? [mark(' '), label({ key: 'also-in' }), ...citationMarks(point.alsoIn)] : [];
  const told = label({ key: `told-${found.told}` });
  const by = said
    ? [...speakers(said, point), mark(' · ')]
    : found.told === 'quoted'
      ? [label({ key: 'speaker-unknown' }), mark(' · ')]
      : [];
  const [citation] = point.citations;
  const article = { ...citation, article: citation.sentence.span.article, origin: null };
  const details: Fragment[][] = [
    [...by, told],
    ...found.changes.map((change) => [label(changeLabel(change))]),
    articleFacts(article),
  ];
  return [
    {
      style: 'point',
      fragments: [BULLET, ...denied, ...pieceFragments(point.pieces), ...citationMarks(point.citations), ...also],
      unit,
    },
    ...details.map((fragments): Line => ({ style: 'detail', fragments, unit })),
  ];
}

/** All who say it with one voice. */
function speakers(said: Said, point: Point): Fragment[] {
  const others = (point.found?.with ?? []).map((by) => ({ ...said, by, via: [] }));
  return [said, ...others].flatMap((one, at) => [
    ...(at > 0 ? [mark('; ')] : []),
    ...speaker(one, [{ ...point, said: one }], true),
  ]);
}

function changeLabel({ kind, asked, source }: Change): Label {
  return { key: `change-${kind}`, args: { ...(asked !== null && { asked }), ...(source !== null && { source }) } };
}

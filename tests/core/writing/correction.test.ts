import { expect, test } from 'vitest';
import type { Point } from '../../../src/core/model/answer.ts';
import { cite, plainPoint } from '../../../src/core/writing/citations.ts';
import { correctionPage, lostCitations, shownCitations, withLost } from '../../../src/core/writing/correction.ts';
import { briefing, made } from '../../contracts/made.ts';

const then = made('a', 'The crane fell on Monday and hit two cars.\nNobody was hurt.');
const range = { start: 0, end: 42 };
const point: Point = plainPoint(then, range);
const edition = (one: Point) => ({
  ...briefing('b'),
  groups: [{ head: { key: 'facts' as const }, points: [one] as const }],
});

test('a cited sentence is lost when its words stand nowhere in the text; white space does not count', () => {
  const cited = shownCitations(edition(point));
  expect(cited).toHaveLength(1);
  expect(lostCitations(cited, 'a', `New. ${point.citations[0].sentence.text.replaceAll(' ', '\n')} More.`)).toEqual([]);
  expect(lostCitations(cited, 'a', 'The crane fell on Monday and hit three cars.')).toEqual(cited);
  expect(lostCitations(cited, 'a', null)).toEqual(cited);
  expect(lostCitations(cited, 'b', null)).toEqual([]);
});

test('what an edition showed as gone is not lost again; a sentence that is cited twice is one', () => {
  expect(shownCitations(edition({ ...point, change: 'had' }))).toEqual([]);
  expect(shownCitations(edition({ ...point, change: 'now', alsoIn: [cite(then, range)] }))).toHaveLength(1);
});

test('a lost sentence is marked by what became of its article', () => {
  const lost = shownCitations(edition(point));
  const marks = (now: ReadonlySet<string>) => withLost(edition(point), lost, now).groups[0]?.points[0].change;
  expect(marks(new Set(['a']))).toBe('had');
  expect(marks(new Set())).toBe('gone');
  expect(withLost(edition(point), [], new Set())).toEqual(edition(point));
});

test('the reply pairs the sentence with the one in its place, under the number that the message has', () => {
  const citation = { ...point.citations[0], n: 3 };
  const now = made('a', 'Nobody was hurt.\nThe crane fell on Monday and hit three cars.');
  const page = correctionPage('c', 'The crane', [{ changed: { then, now }, lost: [citation] }]);
  const [, block] = page.blocks;
  const points = block?.is === 'points' ? block.group.points : [];
  expect(points.map(({ change, citations }) => [change, citations[0].n, citations[0].sentence.text])).toEqual([
    ['had', 3, 'The crane fell on Monday and hit two cars.'],
    ['now', 3, 'The crane fell on Monday and hit three cars.'],
  ]);
});

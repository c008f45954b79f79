import { describe, expect, test } from 'vitest';
import type { Group, Label, Point, Said } from '../../src/core/model/answer.ts';
import type { Block } from '../../src/core/model/page.ts';
import type { Party } from '../../src/core/model/statement.ts';
import { pageLines } from '../../src/render/page-lines.ts';
import { groupOf, headingOf, pageOf, pointOf, quoteOf } from './pages.ts';

/** Which words stand under whose name. */

const MINISTRY = 'Harbour Ministry';
const party = (name: string, country: string | null = 'KE', roles: readonly string[] = []): Party => ({
  ...{ name, country, actor: null, standing: 'government' },
  roles: roles.map(quoteOf),
});
const said = (by: Party | null, more: Partial<Said> = {}): Said => ({
  ...{ by, relation: 'by', kind: 'indirect', polarity: 'asserted', via: [] },
  ...more,
});
const point = (text: string, by: Said | null): Point => ({ ...pointOf(text, 1, null), said: by });
const STATEMENTS: Label = { key: 'statements-by', args: { name: 'Kenya', count: 3 } };
const group = (head: Label, points: readonly Point[]): Block => ({
  is: 'points',
  group: { ...(groupOf('', points) as Group), head },
});
const linesOf = (...blocks: readonly Block[]) =>
  pageLines(pageOf(blocks)).map(({ fragments }) => fragments.map(({ text }) => text).join(''));

describe('quotation marks', () => {
  const spoken = (text: string, name = 'Jane Roe') =>
    linesOf(group({ key: 'facts' }, [point(text, said(party(name, null), { kind: 'direct' }))]))[0];

  test('are added to spoken words that have none', () => {
    expect(spoken('We don’t sell the quay.')).toBe('• Jane Roe: “We don’t sell the quay.” [1]');
    expect(spoken("The workers' rights aren't ours.")).toBe("• Jane Roe: “The workers' rights aren't ours.” [1]");
  });

  test.each([
    '“We sell the quay.”',
    'On Monday the minister said: “We sell the quay.”',
    'Of the quay he said "it is ours".',
    'Of the quay he said «it is ours».',
    'Of the quay he said „it is ours“.',
    'Of the quay he said ‘it is ours’.',
    "Of the quay he said 'it is ours'.",
    "'It is ours,' he said.",
    'Jane Roe said: We sell the quay.',
  ])('are not added to a line that has some, or tells who speaks: %s', (text) => {
    const line = spoken(text)!;
    expect(line.slice(line.indexOf(text.slice(0, 6)))).toBe(`${text} [1]`);
  });

  test('are not added to what is only reported', () => {
    const line = linesOf(group({ key: 'facts' }, [point('the quay is shut', said(party('Jane Roe', null)))]))[0];
    expect(line).toBe('• Jane Roe: the quay is shut [1]');
  });
});

describe('speakers', () => {
  const ministry = said(party(MINISTRY));
  const roe = said(party('Jane Roe', 'KE', ['harbour minister']));
  const state = said(party('Kenya'));

  test('where one says two things in a row, each stands on a line above their own words', () => {
    const points = [
      point('It opens.', ministry),
      point('It is safe.', ministry),
      point('It is ours.', roe),
      point('It is new.', said(null)),
    ];
    expect(linesOf(group(STATEMENTS, points))).toEqual([
      'Kenya: 3 statements',
      'Kenya · Harbour Ministry',
      '• It opens. [1]',
      '• It is safe. [1]',
      'Kenya · Jane Roe (“harbour minister”)',
      '• It is ours. [1]',
      'speaker not named',
      '• It is new. [1]',
    ]);
  });

  test('whom the head names needs no name at first, and has one behind others', () => {
    const points = [
      point('It opens.', state),
      point('It is safe.', ministry),
      point('It is old.', ministry),
      point('It is ours.', state),
    ];
    expect(linesOf(group(STATEMENTS, points))).toEqual([
      'Kenya: 3 statements',
      '• It opens. [1]',
      'Kenya · Harbour Ministry',
      '• It is safe. [1]',
      '• It is old. [1]',
      'Kenya',
      '• It is ours. [1]',
    ]);
  });

  test('who say one thing each are named in the line', () => {
    expect(linesOf(group(STATEMENTS, [point('It opens.', ministry), point('It is ours.', roe)]))).toEqual([
      'Kenya: 3 statements',
      '• Kenya · Harbour Ministry: It opens. [1]',
      '• Kenya · Jane Roe (“harbour minister”): It is ours. [1]',
    ]);
  });

  test('beside what nobody says are named in the line, so that it does not read as theirs', () => {
    const points = [point('It opens.', ministry), point('It is safe.', ministry), point('The quay is long.', null)];
    expect(linesOf(group({ key: 'facts' }, points))).toEqual([
      '• Kenya · Harbour Ministry: It opens. [1]',
      '• Kenya · Harbour Ministry: It is safe. [1]',
      '• The quay is long. [1]',
    ]);
  });

  test('whose words came in another way stand apart', () => {
    const told = { ...ministry, via: [party('Example Wire', null)] };
    const points = [point('It opens.', ministry), point('It is safe.', ministry), point('It is ours.', told)];
    expect(linesOf(group(STATEMENTS, points))[4]).toBe('Kenya · Harbour Ministry, as told by Example Wire');
  });
});

test('a word of the bot begins with a capital where it is a heading, what a reader typed stays as it is', () => {
  const lines = linesOf(
    headingOf('where do they go?'),
    { is: 'heading', text: { key: 'standing-media' } },
    { is: 'timeline', entries: [{ at: { key: 'undated' }, points: [point('It opens.', null)] }] },
  );
  expect(lines).toEqual(['where do they go?', 'Media', 'Undated', '• It opens. [1]']);
});

test('a heading that names what the sources differ in says so for its lines', () => {
  const differs = { ...point('It goes to Chad.', null), differs: ['destination', 'number'] } as const;
  expect(linesOf(group({ key: 'slot-destination' }, [differs]), group({ key: 'facts' }, [differs]))).toEqual([
    'Destination',
    '• It goes to Chad. [1] ≠ number',
    '• It goes to Chad. [1] ≠ destination, number',
  ]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { analyse } from '../../../src/core/language/analyse.ts';
import { withLanguage } from '../../../src/core/language/detect.ts';
import { readPublished } from '../../../src/core/language/published.ts';
import type { Analysis } from '../../../src/core/model/statement.ts';
import { articleOf } from '../../article.ts';

const table = buildActorTable();

/** Every range of an analysis lies in its text, every quotation says what stands there. */
function checkRanges(found: Analysis, text: string): void {
  const spans = found.statements.flatMap(({ speaker, cue, content }) => [
    ...(speaker ? [speaker.at] : []),
    ...(cue ? [cue] : []),
    ...content,
  ]);
  const ranges = [
    ...found.sentences,
    ...found.passages,
    ...found.mentions,
    ...found.dates,
    ...found.quantities,
    ...spans,
    ...(found.origin ? [found.origin.at] : []),
  ];
  for (const { start, end } of ranges) expect(0 <= start && start < end && end <= text.length).toBe(true);
  for (const { when } of found.dates)
    expect(when.words?.text).toBe(text.slice(when.words?.span.start, when.words?.span.end));
  for (const { first, last } of found.passages) expect(first < last && last <= found.sentences.length).toBe(true);
}

test('one article, all of it', () => {
  const text =
    'The foreign ministry of Peru said on Tuesday that two missile batteries had arrived. “We asked for four,” the minister said.\n#Peru';
  const found = analyse(articleOf(text, { published: readPublished('2024-05-08') }), table);
  checkRanges(found, text);
  expect(found.language).toBe('en');
  expect(found.sentences.map(({ voice }) => voice)).toEqual(['report', 'report', 'boilerplate']);
  expect(found.passages).toHaveLength(1);
  expect(found.mentions.map(({ country }) => country)).toContain('PE');
  expect(found.statements.length).toBeGreaterThanOrEqual(2);
  expect(found.dates.map(({ when }) => when.precision)).toEqual(['day']);
  expect(found.quantities.map(({ value, unit }) => [value, unit])).toEqual([[2, 'battery']]);
});

test('an article in another language has sentences, passages and dates', async () => {
  const text =
    'Die Regierung von Peru sagte am 9. September 2024, zwei Batterien seien angekommen. „Wir wollten vier“, sagte sie.';
  const found = analyse(await withLanguage(articleOf(text, { language: 'de' })), table);
  checkRanges(found, text);
  expect([found.sentences.length, found.passages.length, found.dates.length]).toEqual([2, 1, 1]);
  expect([...found.mentions, ...found.statements, ...found.quantities]).toEqual([]);
});

test('any text is read, with exact ranges', () => {
  const bits = fc.constantFrom(
    'Moscow said',
    ' ',
    ' ',
    '“',
    '”',
    '"',
    "'",
    '.',
    '. ',
    '\n',
    '\r\n',
    'the White House',
    ' on Tuesday ',
    'two missiles ',
    '$5bn',
    'U.S.',
    ' must ',
    '—',
    ' told Reuters ',
    '(AP) - ',
    '\u200b',
    '\u202e',
    '😀',
    '\ud83d',
    '\0',
    '#x',
    'mid-November ',
    ' denied that ',
    ' it ',
    'according to Xinhua',
    '[',
    '](',
    '<b>',
    '日本',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(bits, { maxLength: 50 }).map((parts) => parts.join('')),
        fc.string({ unit: 'binary', maxLength: 200 }),
      ),
      (text) => {
        checkRanges(analyse(articleOf(text, { published: readPublished('2024-05-08') }), table), text);
      },
    ),
    { numRuns: 500 },
  );
});

test('the same article gives the same analysis', () => {
  const text = 'Paris said “no”. Berlin, by contrast, said it would wait until 5 May 2024.';
  expect(analyse(articleOf(text), table)).toEqual(analyse(articleOf(text), table));
});

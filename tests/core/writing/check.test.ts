import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { analyse } from '../../../src/core/language/analyse.ts';
import type { QuotationCheck } from '../../../src/core/model/answer.ts';
import type { Article } from '../../../src/core/model/article.ts';
import type { Ingested } from '../../../src/core/model/ports.ts';
import { align } from '../../../src/core/writing/check/align.ts';
import { readingsOf } from '../../../src/core/writing/check/asked.ts';
import { candidatesIn, placeOf } from '../../../src/core/writing/check/find.ts';
import { spell } from '../../../src/core/writing/check/words.ts';
import { writeCheck } from '../../../src/core/writing/check/write.ts';
import { checkEvidence, writeEvidence } from '../../../src/core/writing/evidence.ts';
import { articleOf } from '../../article.ts';

const table = buildActorTable();
const read = (text: string, given: Partial<Article> = {}): Ingested => {
  const article = articleOf(text, given);
  return { article, analysis: analyse(article, table) };
};

/** The check without a search: every article is looked at whole. */
function checkIn(docs: readonly Ingested[], quotation: string): QuotationCheck {
  const readings = readingsOf(quotation);
  const places = docs.flatMap((doc) =>
    candidatesIn(doc, readings, [{ start: 0, end: doc.article.text.length }]).flatMap(
      (candidate) => placeOf(candidate, quotation) ?? [],
    ),
  );
  const counted = { articles: docs.length, undated: docs.length, newest: null, origins: { named: 0, unknown: 0 } };
  return writeCheck({ id: 'x', made: 0, quotation, places, searched: null, counted, table, staleAfterHours: 48 });
}

const pointOf = (check: QuotationCheck) => check.groups[0]?.points[0];
const changesOf = (check: QuotationCheck) =>
  (pointOf(check)?.found?.changes ?? []).map(({ kind, asked, source }) => [kind, asked, source?.text ?? null]);
const codes = (check: QuotationCheck) => check.missing.map((one) => one.key);

const PORT = read(
  'Kenya’s foreign minister said on Monday: “We will not close the port of Mombasa before the talks with Chad have ' +
    'ended.” She added: “Nobody has asked us for 40 trucks.” The ministry said that the road to the north was open. ' +
    'Lorries stood in the rain for two days without any food.',
);

test('marked words part no words of the evidence: it reads as the page does', () => {
  const evidence = writeEvidence(checkIn([PORT], 'We will not close the harbour of Mombasa'), [PORT]);
  expect(evidence.points[0]?.pieces.length).toBeGreaterThan(1);
  expect(evidence.points[0]?.text).toContain('“We will not close the port of Mombasa before the talks');
  expect(checkEvidence(evidence, () => PORT.article.text).failures).toEqual([]);
});

test.each([
  ['We will not close the port of Mombasa before the talks with Chad have ended.', 'exact', []],
  ['we will NOT close the port of Mombasa — before the talks with Chad have ended', 'exact', []],
  ['"We will not close the port of Mombasa"', 'part', []],
  ['We will not … before the talks', 'part', []],
  ['We will not [...] have ended. Nobody has asked us for 40 trucks', 'exact', []],
  ['the road to the north was open', 'reported', []],
  ['Lorries stood in the rain', 'written', []],
  ['We will close the port of Mombasa before the talks', 'altered', [['left-out', null, 'not']]],
  ['We will not close the harbour of Mombasa', 'altered', [['replaced', 'harbour', 'port']]],
  ['Nobody has asked us for 400 trucks', 'altered', [['replaced', '400', '40']]],
  ['We will not ever close the port of Mombasa', 'altered', [['added', 'ever', null]]],
  ['We, will not close the port of Mombasa', 'part', [['punctuation', 'We, will', 'We will']]],
  ['Will you close the port of Rotterdam on Sunday?', 'not_in_sources', []],
])('“%s” is %s', (quotation, verdict, changes) => {
  const check = checkIn([PORT], quotation);
  expect([check.verdict, changesOf(check)]).toEqual([verdict, changes]);
});

test('who said it: the speaker of the statement, whatever words the quotation was pasted with', () => {
  for (const pasted of [
    '“We will not close the port of Mombasa”, said the foreign minister of Kenya.',
    'As Kenya’s foreign minister said: “We will not close the port of Mombasa”',
    'We will not close the port of Mombasa — Kenya’s foreign minister',
  ]) {
    const check = checkIn([PORT], pasted);
    expect([pasted, check.verdict, pointOf(check)?.said?.by?.country]).toEqual([pasted, 'part', 'KE']);
    expect(codes(check)).toEqual(['check-aside']);
  }
  const other = checkIn([PORT], 'As Sergei Lavrov said: “We will not close the port of Mombasa”');
  expect([other.verdict, codes(other)]).toEqual(['part', ['check-other-speaker', 'check-aside']]);
});

test('words of the frame that the source has too are held to it: marks inside do not make the rest right', () => {
  const doc = read('The envoy told the council that she had never called the treaty “a dead letter” in public.');
  const check = checkIn(
    [doc],
    'The envoy told the council that she had often called the treaty “a dead letter” in public.',
  );
  expect([check.verdict, changesOf(check)]).toEqual(['altered', [['replaced', 'often', 'never']]]);
  expect(codes(check)).toEqual(['check-negation']);
  const bracket = checkIn([PORT], 'We will not close [the port of Mombasa] before talks with Chad have ended');
  expect(changesOf(bracket)).toEqual([['left-out', null, 'the']]);
  const gloss = checkIn([PORT], '[Kenya] will not close the port of Mombasa');
  expect([gloss.verdict, changesOf(gloss)]).toEqual(['part', []]);
});

test('an ellipsis may leave words out, and a negation under it is told', () => {
  const check = checkIn([PORT], '“We will … close the port of Mombasa”');
  expect([check.verdict, codes(check)]).toEqual(['part', ['check-cut-negation']]);
});

test('the changed words of the source are marked, and the pieces are the sentence', () => {
  const check = checkIn([PORT], 'We will certainly close the harbour of Mombasa before the talks with Chad have ended');
  const pieces = pointOf(check)?.pieces ?? [];
  const text = pieces.map((piece) => ('quote' in piece ? piece.quote.text : '')).join('');
  expect(PORT.article.text).toContain(text);
  expect(pieces.flatMap((piece) => ('quote' in piece && piece.marked ? [piece.quote.text] : []))).toEqual([
    'not',
    'port',
  ]);
});

test('two who say it with one voice are both named', () => {
  const doc = read(
    'The foreign ministries met. The French foreign minister and the German foreign minister said: “We will pay for the bridge together.”',
  );
  const check = checkIn([doc], 'We will pay for the bridge together');
  const all = [pointOf(check)?.said?.by, ...(pointOf(check)?.found?.with ?? [])];
  expect(all.map((party) => party?.country).sort()).toEqual(['DE', 'FR']);
});

test('two articles that name different speakers are both shown, and said to differ', () => {
  const day = (iso: string) => ({ precision: 'day', from: Date.parse(iso), to: Date.parse(iso), words: null }) as const;
  const late = read('“The bridge will be rebuilt by spring,” the French foreign ministry said.', {
    id: 'late',
    published: day('2026-03-05'),
  });
  const early = read('“The bridge will be rebuilt by spring,” the German foreign ministry said.', {
    id: 'early',
    published: day('2026-03-02'),
  });
  const check = checkIn([late, early], 'The bridge will be rebuilt by spring');
  const points = check.groups.flatMap((group) => group.points);
  expect(points.map((point) => point.said?.by?.country)).toEqual(['DE', 'FR']);
  expect(codes(check)).toEqual(['check-speakers-differ']);
  expect([check.first, points[0]?.citations[0].sentence.span.article]).toEqual([1, 'early']);
});

test('the same words in several articles are one point, the earliest dated one first', () => {
  const said = 'Kenya’s president said: “The dam will hold.”';
  const on = (iso: string | null, id: string) =>
    read(said, {
      id,
      ...(iso && { published: { precision: 'day', from: Date.parse(iso), to: Date.parse(iso), words: null } as const }),
    });
  const check = checkIn([on(null, 'a'), on('2026-03-05', 'b'), on('2026-03-02', 'c')], 'The dam will hold');
  const [point, ...others] = check.groups.flatMap((group) => group.points);
  expect(others).toEqual([]);
  expect(point?.citations[0].sentence.span.article).toBe('c');
  expect(point?.alsoIn.map((one) => one.sentence.span.article)).toEqual(['b', 'a']);
  expect(checkIn([on(null, 'a'), on(null, 'b')], 'The dam will hold').first).toBeNull();
});

const folder = resolve(import.meta.dirname, '../../../briefs/japan-patriot-exports/articles');
const DOCS = readdirSync(folder).map((name) =>
  read(readFileSync(join(folder, name), 'utf8').replace(/^---[\s\S]*?\n---\n/u, ''), { id: name }),
);

/** A run of whole words of one article. */
const span = fc.tuple(fc.nat(DOCS.length - 1), fc.nat(), fc.integer({ min: 4, max: 30 })).map(([at, from, length]) => {
  const { text } = DOCS[at]!.article;
  const words = spell(text);
  const start = from % (words.length - length);
  return { text, words: words.slice(start, start + length) };
});
const typedOf = ({ text, words }: { text: string; words: readonly { start: number; end: number }[] }) =>
  text.slice(words[0]!.start, words.at(-1)!.end);

test('every run of four words and more of an article is found word for word, whatever its form', () => {
  const noise = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => `  «${text.replace(/\s+/gu, ' \u00a0 ')}».  `,
    (text) => text.replaceAll('’', "'").replaceAll('“', '"').replaceAll('”', '"'),
    (text) => text.replaceAll('-', ' – '),
    (text) => `${text}…`,
    (text) => text.replaceAll(' ', '\u200b '),
  );
  fc.assert(
    fc.property(span, noise, (one, disguise) => {
      const { verdict } = checkIn(DOCS, disguise(typedOf(one)));
      expect(['exact', 'part', 'reported', 'written']).toContain(verdict);
    }),
    { numRuns: 150 },
  );
});

test('one word replaced is altered, with exactly that word marked', () => {
  fc.assert(
    fc.property(
      span.filter(({ words }) => words.length >= 8),
      fc.nat(),
      (one, at) => {
        const inner = one.words[1 + (at % (one.words.length - 2))]!;
        const word = one.text.slice(inner.start, inner.end);
        // Letters put for the "$" of a figure would be one word with it.
        fc.pre(/^\p{L}+$/u.test(word));
        const [from, to] = [one.words[0]!.start, one.words.at(-1)!.end];
        // Marks would say which words alone are put to the test.
        const typed = `${one.text.slice(from, inner.start)}zebrafish${one.text.slice(inner.end, to)}`.replace(
          /[“”]/gu,
          '',
        );
        const check = checkIn(DOCS, typed);
        expect([check.verdict, changesOf(check)]).toEqual(['altered', [['replaced', 'zebrafish', word]]]);
      },
    ),
    { numRuns: 150 },
  );
});

test('any text gives a check whose pieces are verbatim', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          '“',
          '”',
          '"',
          "'",
          '‘',
          '’',
          '…',
          '[',
          ']',
          '(',
          ')',
          ':',
          '—',
          ' ',
          'said',
          'Japan',
          'the missiles',
          '\u202e',
          '日本',
          'not',
        ),
        { maxLength: 60 },
      )
      .map((list) => list.join(' ')),
  );
  fc.assert(
    fc.property(hostile, (typed) => {
      for (const point of checkIn(DOCS, typed).groups.flatMap((group) => group.points))
        for (const piece of point.pieces)
          if ('quote' in piece)
            expect(
              DOCS.some(
                ({ article }) => article.text.slice(piece.quote.span.start, piece.quote.span.end) === piece.quote.text,
              ),
            ).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('words are found behind a beginning that repeats itself', () => {
  const doc = read('Kenya’s foreign minister said on Monday: “No, no way, no way, no way out of it.”');
  const check = checkIn([doc], 'no way, no way, no way out of it');
  expect([check.verdict, changesOf(check)]).toEqual(['part', []]);
});

test('4,000 characters are aligned in bounded space', () => {
  const long = `${DOCS[2]!.article.text} `.repeat(3).slice(0, 4_000);
  expect(checkIn(DOCS, long).verdict).not.toBe('exact');
  expect(checkIn([read(`${'word '.repeat(20_000)}end.`)], 'word '.repeat(799)).groups.length).toBe(1);
});

test.each([
  ['U.S. aid', ['us', 'aid']],
  ["don’t, DON\u2019T; don't", ["don't", "don't", "don't"]],
  ['well-known — 5,000 (−5) $60bn 5%', ['well', 'known', '5,000', '-5', '$', '60bn', '5', '%']],
  ['日本は「言う」', ['日', '本', 'は', '言', 'う']],
  ['risks.For ca\u00adfe\u0301', ['risks', 'for', 'café']],
])('the words of %j', (text, keys) => {
  expect(spell(text).map((word) => word.key)).toEqual(keys);
  for (const word of spell(text)) expect(text.slice(word.start, word.end)).not.toBe('');
});

test('an alignment pairs every word that is asked once, in order', () => {
  const keys = (text: string) => [...text].map((key) => ({ key, free: false }));
  const path = (asked: string, source: string, breaks: number[] = []) =>
    align(keys(asked), new Set(breaks), keys(source)).map((step) => [step.asked, step.source]);
  expect(path('bcd', 'abcde')).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  expect(path('bxd', 'abcde')).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  expect(path('bd', 'abcde')).toEqual([
    [0, 1],
    [-1, 2],
    [1, 3],
  ]);
  expect(path('bxyd', 'abd')).toEqual([
    [0, 1],
    [1, -1],
    [2, -1],
    [3, 2],
  ]);
  expect(path('', 'abc')).toEqual([]);
  expect(path('ab', '')).toEqual([
    [0, -1],
    [1, -1],
  ]);
});

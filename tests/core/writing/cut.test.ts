import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readText } from '../../../src/core/language/tokens.ts';
import type { Range } from '../../../src/core/model/article.ts';
import { LONG, shorten } from '../../../src/core/writing/cut.ts';
import { plainText, wordCount } from '../../../src/core/writing/pieces.ts';
import { articleOf } from '../../article.ts';

const CORPUS = join(import.meta.dirname, '../../../../shared/eval/multihop_rag/corpus.jsonl');
const SENTENCES = 8000;

/** Written apart from the product's own lists, so that a word missing there is found here. */
const GUARDS = [
  /\b(?:not|never|no|nor|neither|cannot|without|denie[sd]|deny|denying|refused?|rejected)\b|n['’]t\b/giu,
  /\b(?:may|might|can|could|would|should|must|will|likely|possible|possibly|reportedly|allegedly|planned|expected)\b/giu,
  /\b(?:if|unless|whether|until|only|exclusively|except|for now|at least|up to|more than)\b/giu,
  /\baccording to\b|\b(?:said|says|told|claimed|warned|announced)\b/giu,
  /\p{N}+|\b(?:two|three|four|five|ten|dozen|hundred|thousand|million|billion|percent)\b|[$€£%]/giu,
  /\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|april|july|november|december)\b/giu,
];

const article = (text: string) => articleOf(text, { language: 'en' });

const cutOf = (text: string, range: Range = { start: 0, end: text.length }, goal = 12) =>
  shorten(article(text), range, goal);
const kept = (text: string, goal = 12): string => plainText(cutOf(text, undefined, goal));

/** What is removed must hold none of the guards; what stays must be verbatim, in order. */
function checkInversion(text: string): boolean {
  const pieces = cutOf(text);
  let at = 0;
  let removed = '';
  for (const piece of pieces) {
    if (piece.is !== 'quote') continue;
    expect(text.slice(piece.quote.span.start, piece.quote.span.end)).toBe(piece.quote.text);
    removed += `${text.slice(at, piece.quote.span.start)} | `;
    at = piece.quote.span.end;
  }
  removed += text.slice(at);
  for (const guard of GUARDS) expect(removed.match(guard), `${text}\n→ ${plainText(pieces)}`).toBeNull();
  const isCut = pieces.some((piece) => piece.is === 'cut');
  if (isCut) expect(wordCount(text)).toBeGreaterThan(LONG);
  return isCut;
}

const CLAUSES = [
  'the two ministries have agreed to build a shared bridge across the border river',
  'the port authority did not approve the larger of the three cranes that were offered',
  'engineers may only open the lower gate while the upper one stays closed for repairs',
  'the committee said on Friday that the plan could cost more than the council expected',
];
const TAILS = [
  ', reflecting a wider change in how the region pays for its roads',
  ', which officials said would open in April',
  ', according to a person who took part in the talks',
  ', unless the parliament votes against it',
  ', including the crossing that lorries use most',
  ' as part of a wider effort to keep trade moving',
  ' amid growing pressure from farmers on both banks',
  ', allowing only lorries of up to ten tonnes to pass',
  ', a move that surprised the builders of the old bridge',
  ', which has not been tested yet',
  ', helping neither side',
];

describe('cutting', () => {
  test('our own sentences keep every guard', () => {
    let cuts = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...CLAUSES),
        fc.array(fc.constantFrom(...TAILS), { minLength: 1, maxLength: 4 }),
        (head, tails) => {
          const text = `${head[0]!.toUpperCase()}${head.slice(1)}${tails.join('')}.`;
          if (checkInversion(text)) cuts++;
        },
      ),
      { numRuns: 4000, seed: 11 },
    );
    expect(cuts).toBeGreaterThan(200);
  });

  test.skipIf(!existsSync(CORPUS))(
    'thousands of sentences of real news keep every guard',
    () => {
      const bodies = readFileSync(CORPUS, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { body: string }).body);
      let seen = 0;
      let cuts = 0;
      for (const body of bodies) {
        for (const { start, end } of readText(body).sentences) {
          const text = body.slice(start, end);
          if (wordCount(text) <= LONG) continue;
          if (++seen > SENTENCES) break;
          if (checkInversion(text)) cuts++;
        }
      }
      expect(cuts).toBeGreaterThan(200);
    },
    120_000,
  );

  test('short sentences stay whole', () => {
    const text = 'The bridge opened, reflecting a wider change in the region.';
    expect(kept(text)).toBe(text);
  });

  test('a trailing participle clause and circumstances go', () => {
    const text =
      'The two ministries have agreed to build a bridge across the river as part of a wider effort to keep trade moving amid growing pressure from farmers on both of its banks.';
    expect(kept(text)).toBe('The two ministries have agreed to build a bridge across the river …');
  });

  test('a clause in the middle goes only when the main clause goes on behind it', () => {
    const text =
      'The ministry of transport, worn down by years of argument over the crossing, reflecting a mood in the valley, is paying for the bridge with the help of neighbours.';
    for (const piece of cutOf(text)) if (piece.is === 'quote') expect(text).toContain(piece.quote.text);
    expect(kept(text)).toContain('is paying for the bridge');
  });

  test('a list of participles is not halved', () => {
    const text =
      'The committee spent the whole of the winter session drawing maps of the valley, asking farmers on both banks about the crossing, and writing letters to the neighbours about it.';
    expect(kept(text)).toBe(text);
  });

  test('any text is taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const pieces = cutOf(text);
        expect(pieces.length).toBeGreaterThan(0);
      }),
    );
  });
});

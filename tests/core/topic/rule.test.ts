import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import type { Ingested } from '../../../src/core/model/ports.ts';
import type { Judgement } from '../../../src/core/model/topic.ts';
import { judge, subjectOf } from '../../../src/core/topic/rule.ts';
import { findTerm, groundOf } from '../../../src/core/topic/term.ts';
import { parseRule } from '../../../src/core/topic/typed.ts';
import { made } from '../../contracts/made.ts';

const table = buildActorTable();
const TEXT = [
  'The port of Colón opened at dawn.',
  'Lock workers ended their strike, and the tariff stays.',
  'The Kremlin named no date.',
].join('\n');

/** An article in which the Kremlin is named. */
const article = (fields: Parameters<typeof made>[2] = {}): Ingested => {
  const one = made('a', TEXT, {
    title: 'Dawn at the Canal',
    publisher: 'The Coast',
    url: 'https://news.example.org/a',
    ...fields,
  });
  const start = TEXT.indexOf('Kremlin');
  const kremlin = { start, end: start + 7, entity: 'ru-government', name: 'Kremlin', country: 'RU' } as const;
  const mention = { ...kremlin, kind: 'organ', standing: 'government', role: null } as const;
  return { ...one, analysis: { ...one.analysis, mentions: [mention] } };
};
const judged = (typed: string, one = article()): Judgement => judge(parseRule(typed, table), subjectOf(one), table);

test.each<[typed: string, taken: boolean]>([
  ['ports', true],
  ['PORT', true],
  ['colon', true],
  ['Colón', true],
  ['canals', true],
  ['open', false],
  ['open*', true],
  ['por', false],
  ['"lock workers"', true],
  ['"workers lock"', false],
  ['"dawn lock"', false],
  ['"lock worker"', true],
  ['airport harbour', false],
  ['airport harbour strike', true],
  ['ports +tariff', true],
  ['ports +football', false],
  ['+tariff +strike', true],
  ['ports -football', true],
  ['ports -tariff', false],
  ['-canal', false],
  ['-"lock workers"', false],
  ['actor:Russia', true],
  ['actor:Kremlin', true],
  ['actor:China', false],
  ['actor:China,Russia', true],
  ['ports actor:China', false],
  ['lang:en', true],
  ['lang:de', false],
  ['ports lang:de,en', true],
  ['source:example.org', true],
  ['source:ample.org', false],
  ['source:"the coast"', true],
  ['source:"The Hill"', false],
])('%j takes the article: %j', (typed, taken) => {
  expect(judged(typed).taken).toBe(taken);
});

test('says of each part what was found, and in which sentence', () => {
  const { why } = judged('ports airport +tariff +football -strike -rain actor:Russia lang:de source:example.org');
  const told = why.map(({ part, of, holds, at }) => [
    part,
    of.join(' '),
    holds,
    at?.in === 'text' ? `${at.words.text} | ${at.sentence.text}` : (at?.words ?? null),
  ]);
  expect(told).toEqual([
    ['any', 'ports', true, 'port | The port of Colón opened at dawn.'],
    ['must', 'tariff', true, 'tariff | Lock workers ended their strike, and the tariff stays.'],
    ['must', 'football', false, null],
    ['not', 'strike', false, 'strike | Lock workers ended their strike, and the tariff stays.'],
    ['not', 'rain', true, null],
    ['actors', 'ru', true, 'Kremlin | The Kremlin named no date.'],
    ['languages', 'de', false, null],
    ['sources', 'example.org', true, null],
  ]);
  expect(judged('airport harbour').why).toEqual([{ part: 'any', of: ['airport', 'harbour'], holds: false, at: null }]);
  expect(judged('canal').why[0]?.at).toEqual({ in: 'title', words: 'Canal' });
});

test('a menu or a notice below the text is no reason', () => {
  const one = article();
  const sentences = one.analysis.sentences.map(
    (sentence, n) => ({ ...sentence, voice: n === 1 ? 'boilerplate' : 'report' }) as const,
  );
  const noisy = { ...one, analysis: { ...one.analysis, sentences } };
  expect(judged('tariff', noisy).taken).toBe(false);
  expect(judged('ports -tariff', noisy).taken).toBe(true);
});

test('an article of which the language is not known is in none', () => {
  expect(judged('lang:en', article({ language: null })).taken).toBe(false);
});

test.each<[term: string, text: string, found: string | null]>([
  ['運河', 'パナマ運河が再開した。', '運河'],
  ['ガス', 'カスではない。', null],
  ['ガス', '天然ガスの輸出', 'ガス'],
  ['ｶﾞｽ', '天然ｶﾞｽ', 'ｶﾞｽ'],
  ['港湾', '巴拿马运河', null],
  ['порты', 'Порты открыты.', 'Порты'],
  ['порт*', 'В портах тихо.', 'портах'],
  ['cafe', 'Das Café am Hafen', 'Café'],
  ['cafe', 'Das Cafe\u0301 am Hafen', 'Cafe\u0301'],
  ['straße', 'Die Strassen', null],
  ['U.S.', 'the U.S. Navy', 'U.S'],
  ['2,000', 'some 2,000 ships', '2,000'],
  ['Nord-Ostsee', 'der Nord-Ostsee-Kanal', 'Nord-Ostsee'],
  ['항구', '항구 도시', '항구'],
  ['항구*', '항구는 조용하다', '항구는'],
  ['news', 'The news of the day', 'news'],
  ['new', 'The news of the day', null],
  ['glass', 'glasses', 'glasses'],
  ['city', 'cities', 'cities'],
])('%j in %j: %j', (term, text, found) => {
  const range = findTerm(term, groundOf(text));
  expect(range && text.slice(range.start, range.end)).toBe(found);
});

test('a word is found among others wherever it stands, and never inside a longer one (any words)', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abcdefgé'), minLength: 5, maxLength: 9 });
  const between = fc.constantFrom(' ', ', ', '. ', ' – ', '\n', ' (', '”, ');
  fc.assert(
    fc.property(letters, fc.array(letters, { maxLength: 6 }), fc.nat(6), between, (word, others, at, gap) => {
      const rest = others.filter((one) => !one.startsWith(word) && !word.startsWith(one));
      const text = rest.toSpliced(at, 0, word.toUpperCase()).join(gap);
      const found = findTerm(word, groundOf(text));
      expect(found && text.slice(found.start, found.end).toLowerCase()).toBe(word);
      expect(findTerm(word, groundOf(text.replace(word.toUpperCase(), `x${word}`)))).toBeNull();
      expect(findTerm(word, groundOf(text.replace(word.toUpperCase(), `${word}x`)))).toBeNull();
      expect(findTerm(`${word}*`, groundOf(text.replace(word.toUpperCase(), `${word}x`)))).not.toBeNull();
    }),
  );
});

test('words found in the text are its very words, inside the sentence that is quoted (any text)', () => {
  fc.assert(
    fc.property(fc.lorem({ mode: 'sentences', maxCount: 6 }), fc.nat(40), (text, n) => {
      const lines = text.split('. ').join('.\n');
      const all = lines.split(/\W+/u).filter(Boolean);
      const one = made('a', lines);
      const { taken, why } = judge(parseRule(all[n % all.length]!, table), subjectOf(one), table);
      expect(taken).toBe(true);
      const at = why[0]?.at;
      if (at?.in !== 'text') throw new Error('it stands in the text');
      const cut = ({ span }: { span: { start: number; end: number } }) => lines.slice(span.start, span.end);
      expect([cut(at.words), cut(at.sentence)]).toEqual([at.words.text, at.sentence.text]);
      expect(at.sentence.text).toContain(at.words.text);
    }),
  );
});

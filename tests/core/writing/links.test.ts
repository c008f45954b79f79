import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSentences } from '../../../src/core/language/sentences.ts';
import { linkTo } from '../../../src/core/writing/links.ts';
import { articleOf } from '../../article.ts';

const article = (text: string, url: string | null = 'https://news.example/a') => articleOf(text, { url });

/**
 * A matcher after the specification, apart from the maker: `[prefix-,]start[,end][,-suffix]`, each part within one
 * block, on word boundaries (Unicode's), case and accents aside. All places at which the fragment would match.
 */
function matches(text: string, fragment: string): string[] {
  const plain = (words: string) => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const page = plain(text).replace(/[^\S\n]+/gu, ' ');
  const bounds = new Set([...new Intl.Segmenter('en', { granularity: 'word' }).segment(page)].map((one) => one.index));
  bounds.add(page.length);
  const parts = fragment.split(',');
  const prefix = parts[0]?.endsWith('-') ? plain(decodeURIComponent(parts.shift()!.slice(0, -1))) : '';
  const suffix = parts.at(-1)?.startsWith('-') ? plain(decodeURIComponent(parts.pop()!.slice(1))) : '';
  const [start = '', end] = parts.map((part) => plain(decodeURIComponent(part)));
  const at = (words: string, from: number) => {
    for (let found = page.indexOf(words, from); found >= 0; found = page.indexOf(words, found + 1))
      if (bounds.has(found) && bounds.has(found + words.length)) return found;
    return -1;
  };
  const skip = (from: number) => from + (/^\s*/u.exec(page.slice(from))?.[0].length ?? 0);
  const out: string[] = [];
  for (let from = 0; from <= page.length; ) {
    const lead = prefix === '' ? -1 : at(prefix, from);
    if (prefix !== '' && lead < 0) break;
    const begin = at(start, prefix === '' ? from : skip(lead + prefix.length));
    if (begin < 0) break;
    from = (prefix === '' ? begin : lead) + 1;
    if (prefix !== '' && begin !== skip(lead + prefix.length)) continue;
    const last = end === undefined ? begin : at(end, begin + start.length);
    if (last < 0) continue;
    const stop = last + (end ?? start).length;
    if (suffix === '' || at(suffix, skip(stop)) === skip(stop)) out.push(page.slice(begin, stop));
  }
  return out;
}

const fragmentOf = (link: string): string | null => /:~:text=(.*)$/.exec(link)?.[1] ?? null;

const WORDS = [
  'bridge',
  'river',
  'the',
  'a',
  'of',
  'opens',
  'Friday',
  '40-tonne',
  'toll,',
  '(new)',
  'R&D',
  'it’s',
  'é',
];

const plain = (words: string) => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

describe('links', () => {
  test('open at exactly one place, and at this one', () => {
    const kinds = { plain: 0, whole: 0, range: 0, prefix: 0, suffix: 0 };
    const sentence = fc
      .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 24 })
      .map((list) => `${list.join(' ')}.`);
    const glue = fc.array(fc.constantFrom(' ', ' ', '\n', '\n\n'), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(sentence, { minLength: 1, maxLength: 6 }),
        glue,
        fc.nat(),
        fc.nat(),
        (list, gaps, pick, twin) => {
          // One of them stands there twice, as in a text that quotes itself.
          const sentences = [...list, list[twin % list.length]!];
          const at = pick % sentences.length;
          const text = sentences.map((one, n) => one + (gaps[n] ?? ' ')).join('');
          const start = sentences.slice(0, at).reduce((sum, one, n) => sum + one.length + (gaps[n] ?? ' ').length, 0);
          const quote = sentences[at]!;
          const fragment = fragmentOf(linkTo(article(text), { start, end: start + quote.length })!);
          if (fragment === null) return void kinds.plain++;
          expect(fragment.length <= 80 || decodeURIComponent(fragment).length <= 40).toBe(true);
          expect(fragment.length).toBeLessThanOrEqual(240);
          // Nothing that Markdown, Slack or a chat would read as its own; dashes only as the grammar's.
          expect(fragment).toMatch(/^(?:[A-Za-z0-9.%]+-,)?[A-Za-z0-9.%]+(?:,[A-Za-z0-9.%]+)?(?:,-[A-Za-z0-9.%]+)?$/u);
          const found = matches(text, fragment);
          expect(found).toHaveLength(1);
          expect(plain(quote).startsWith(found[0]!)).toBe(true);
          if (fragment.includes('-,')) kinds.prefix++;
          else if (fragment.includes(',-')) kinds.suffix++;
          else if (fragment.includes(',')) kinds.range++;
          else kinds.whole++;
        },
      ),
      { numRuns: 3000, seed: 5 },
    );
    for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(20);
  });

  test('of the same words twice the ones before or after tell which; of like surroundings nothing does', () => {
    const link = (text: string, start: number, end: number) => fragmentOf(linkTo(article(text), { start, end })!);
    const text = 'It rains. The bridge opens on Friday. The bridge opens on Friday. Ferries stop.';
    expect(link(text, 10, 37)).toBe('rains.-,The%20bridge%20opens%20on%20Friday.');
    expect(link(text, 38, 65)).toBe('Friday.-,The%20bridge%20opens%20on%20Friday.');
    const first = 'The bridge opens on Friday. Ferries stop.\nThe bridge opens on Friday. It rains.';
    expect(link(first, 0, 27)).toBe('The%20bridge%20opens%20on%20Friday.,-Ferries');
    const alike = 'The bridge opens on Friday.\n'.repeat(3);
    expect(linkTo(article(alike), { start: 28, end: 55 })).toBe('https://news.example/a');
  });

  test('words that differ by case or accent alone are one to a browser', () => {
    const text = 'Résumé of the day. Then RESUME OF THE DAY.';
    expect(fragmentOf(linkTo(article(text), { start: 0, end: 18 })!)).toMatch(/,-Then$/u);
  });

  test('no address, no link; another scheme, no link', () => {
    expect(linkTo(article('The bridge opens.', null), { start: 0, end: 17 })).toBeNull();
    expect(linkTo(article('The bridge opens.', 'javascript:alert(1)'), { start: 0, end: 17 })).toBeNull();
  });

  test('a long sentence is named by its first and last words', () => {
    const text = `Nothing else here. The old bridge over the river will be closed for repairs until the winter comes and the water falls again. The end.`;
    const start = text.indexOf('The old');
    const fragment = fragmentOf(linkTo(article(text), { start, end: text.indexOf(' The end') })!)!;
    expect(fragment).toBe('The%20old%20bridge,again.');
  });

  test('a fragment that is there already is kept, another text fragment is not', () => {
    const text = 'The bridge opens. Then it rains.';
    expect(linkTo(article(text, 'https://news.example/a#top'), { start: 0, end: 17 })).toBe(
      'https://news.example/a#top:~:text=The%20bridge%20opens.',
    );
    expect(linkTo(article(text, 'https://news.example/a#:~:text=x'), { start: 0, end: 17 })).toBe(
      'https://news.example/a#:~:text=The%20bridge%20opens.',
    );
  });
});

test.each([
  '今の水深では大きな船が入れない。港湾局は来年度から海底を掘り下げる計画を発表した。工事は三年かかる。',
  '现在的水深不够大型船只进港。港务局公布了明年开始疏浚海底的计划。工程需要三年时间。',
  'Старая гавань слишком мала. Порт начнут углублять в следующем году, как только сойдёт лёд. Работы займут три года.',
])('a link opens at a sentence of another script: %s', (text) => {
  const { start, end } = findSentences(text)[1]!;
  const fragment = fragmentOf(linkTo(article(text), { start, end })!);
  const found = matches(text, fragment ?? '');
  expect(found).toHaveLength(1);
  expect(found[0]!.length).toBeGreaterThan(6);
});

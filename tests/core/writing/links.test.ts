import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkTo } from '../../../src/core/writing/links.ts';
import { articleOf } from '../../article.ts';

const article = (text: string, url: string | null = 'https://news.example/a') => articleOf(text, { url });

/** A matcher after the specification: case and white space folded, whole words, start then the next end. */
function match(text: string, fragment: string): { count: number; found: string } {
  const page = text.replace(/\s+/g, ' ').toLowerCase();
  const [start = '', end] = fragment.split(',').map((part) => decodeURIComponent(part).toLowerCase());
  const word = /[\p{L}\p{N}\p{M}_]/u;
  const places = (needle: string, from: number): number[] => {
    const out: number[] = [];
    for (let at = page.indexOf(needle, from); at >= 0; at = page.indexOf(needle, at + 1)) {
      const cutsLeft = word.test(page.charAt(at - 1)) && word.test(page.charAt(at));
      const cutsRight = word.test(page.charAt(at + needle.length - 1)) && word.test(page.charAt(at + needle.length));
      if (!cutsLeft && !cutsRight) out.push(at);
    }
    return out;
  };
  const starts = places(start, 0);
  const first = starts[0] ?? -1;
  if (end === undefined) return { count: starts.length, found: page.slice(first, first + start.length) };
  const stop = places(end, first + start.length)[0];
  return { count: starts.length, found: stop === undefined ? '' : page.slice(first, stop + end.length) };
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

describe('links', () => {
  test('open at exactly one place, and at this one', () => {
    let linked = 0;
    const sentence = fc
      .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 24 })
      .map((list) => `${list.join(' ')}.`);
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 8 }), fc.nat(), (sentences, pick) => {
        const at = pick % sentences.length;
        const text = sentences.join(' ');
        const start = sentences.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0);
        const range = { start, end: start + sentences[at]!.length };
        const link = linkTo(article(text), range)!;
        const fragment = fragmentOf(link);
        if (fragment === null) return;
        linked++;
        expect(fragment.length).toBeLessThanOrEqual(80);
        expect(fragment).toMatch(/^[A-Za-z0-9.%,]+$/);
        const { count, found } = match(text, fragment);
        expect(count).toBe(1);
        expect(
          text.slice(range.start, range.end).toLowerCase().startsWith(found) ||
            found === text.slice(range.start, range.end).toLowerCase(),
        ).toBe(true);
      }),
      { numRuns: 1500, seed: 5 },
    );
    expect(linked).toBeGreaterThan(300);
  });

  test('the same words twice give the plain address', () => {
    const text = 'The bridge opens on Friday. The bridge opens on Friday.';
    expect(linkTo(article(text), { start: 0, end: 27 })).toBe('https://news.example/a');
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

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, fitLines, splitLine } from '../../src/render/fit.ts';
import type { Fragment, Line } from '../../src/render/lines.ts';

const write = (line: Line) =>
  line.fragments.map((one) => one.text.replaceAll('&', '&amp;') + (one.link ? `<${one.link}>` : '')).join('');
const line = (style: Line['style'], unit: number, ...texts: string[]): Line => ({
  style,
  unit,
  fragments: texts.map((text) => ({ is: 'quote', text })),
});
const leftOut = (points: number) => line('note', -1, `(${points} left out)`);
const texts = (messages: readonly (readonly Line[])[]) => messages.map((message) => message.map(write));
const room = (text: number, messages = 9) => ({ text, messages });

const style = fc.constantFrom<Line['style']>('title', 'heading', 'point', 'detail', 'note');
const fragment: fc.Arbitrary<Fragment> = fc.record(
  {
    is: fc.constantFrom<Fragment['is']>('quote', 'label', 'mark'),
    text: fc.oneof(fc.lorem({ maxCount: 30 }), fc.string({ unit: 'grapheme', maxLength: 80 }), fc.constant('&&&&')),
    link: fc.webUrl(),
  },
  { requiredKeys: ['is', 'text'] },
);
const lines = fc
  .array(fc.tuple(style, fc.nat(2), fc.array(fragment, { maxLength: 4 })), { maxLength: 25 })
  .map((items) => {
    let unit = 0;
    return items.map(([kind, step, fragments]): Line => {
      unit += step;
      return { style: kind, unit, fragments };
    });
  });

describe('fitLines', () => {
  test('never exceeds the room and keeps the order, for any page', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 60, max: 400 }), fc.integer({ min: 1, max: 5 }), (page, text, most) => {
        const { messages, dropped } = fitLines(page, write, { text, messages: most, lines: 6 }, leftOut);
        expect(messages.length).toBeLessThanOrEqual(most);
        for (const message of messages) {
          expect(message.map(write).join('\n').length).toBeLessThanOrEqual(text);
          expect(message.length).toBeLessThanOrEqual(6);
        }
        const words = (some: readonly Line[]) => some.flatMap((one) => one.fragments.map((f) => f.text)).join('');
        const shown = words(messages.flat().filter((one) => one.unit >= 0)).replace(/\s/g, '');
        const whole = words(page).replace(/\s/g, '');
        if (dropped === 0) expect(shown).toBe(whole);
        else {
          let at = 0;
          for (const char of whole) if (char === shown[at]) at++;
          expect(messages.flat().some((one) => write(one) === `(${dropped} left out)`)).toBe(true);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  test('keeps a unit together and a heading with what follows', () => {
    const page = [
      line('note', 1, 'a'.repeat(30)),
      line('heading', 2, 'H'),
      line('point', 3, 'b'.repeat(20)),
      line('detail', 3, 'c'.repeat(20)),
    ];
    expect(texts(fitLines(page, write, room(60), leftOut).messages)).toEqual([
      ['a'.repeat(30)],
      ['H', 'b'.repeat(20), 'c'.repeat(20)],
    ]);
  });

  test('leaves out whole points from the end, with their details and empty headings, and keeps notes', () => {
    const page = [
      line('title', 1, 'T'),
      line('point', 2, 'one'),
      line('heading', 3, 'H'),
      line('point', 4, 'x'.repeat(40)),
      line('detail', 5, 'of x'),
      line('note', 6, 'end'),
    ];
    const { messages, dropped } = fitLines(page, write, room(30, 1), leftOut);
    expect([texts(messages), dropped]).toEqual([[['T', 'one', 'end', '(1 left out)']], 1]);
  });

  test('leaves out no more points than it must', () => {
    const page = Array.from({ length: 10 }, (_, n) => line('point', n, 'x'.repeat(9)));
    expect(fitLines(page, write, room(60, 1), leftOut).dropped).toBe(6);
  });
});

describe('splitLine', () => {
  test('splits between fragments before it splits one, and never a link', () => {
    const linked: Line = {
      ...line('point', 1, 'words of it '),
      fragments: [
        { is: 'quote', text: 'first words here ' },
        { is: 'label', text: '[1]', link: 'https://a.example' },
        { is: 'quote', text: ' and then quite a few more words than fit' },
      ],
    };
    expect(splitLine(linked, write, 30).map(write)).toEqual([
      'first words here ',
      '[1]<https://a.example> and ',
      'then quite a few more words ',
      'than fit',
    ]);
  });

  test('does not cut a grapheme that fits', () => {
    const family = '👩‍👩‍👧‍👦';
    const parts = splitLine(line('note', 1, family.repeat(20)), write, 30);
    expect(parts.map(write).every((text) => text.replaceAll(family, '') === '')).toBe(true);
    expect(parts.map(write).join('')).toBe(family.repeat(20));
  });

  test('cuts a grapheme that no message holds', () => {
    const marks = `a${'\u0301'.repeat(500)}`;
    const parts = splitLine(line('note', 1, marks), write, 100).map(write);
    expect(parts.join('')).toBe(marks);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(100);
  });
});

test('clip ends in … on a whole grapheme within the limit', () => {
  expect(clip('short', 80)).toBe('short');
  expect(clip('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 13)).toBe('👩‍👩‍👧‍👦…');
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 40 }),
      (text, limit) => clip(text, limit).length <= limit,
    ),
  );
});

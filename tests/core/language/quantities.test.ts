import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findQuantities } from '../../../src/core/language/quantities.ts';
import { readText } from '../../../src/core/language/tokens.ts';

const read = (text: string) => {
  const { tokens } = readText(text);
  return findQuantities(text, tokens).map(({ start, end, value, unit, of }) => [
    text.slice(start, end),
    value,
    unit,
    of,
  ]);
};

describe('what is counted', () => {
  test.each([
    ['They sent two Hawk missile batteries to Spain.', ['two Hawk missile batteries', 2, 'battery', 'hawk missile']],
    ['More than 100,000 troops stand there.', ['More than 100,000 troops', 100_000, 'troop', '']],
    ['At least 14 wounded soldiers came home.', ['At least 14 wounded soldiers', 14, 'soldier', 'wounded']],
    ['Two people died.', ['Two people', 2, 'people', '']],
    ['Two of the missiles failed.', ['Two of the missiles', 2, 'missile', '']],
    ['They fly six F-16 jets.', ['six F-16 jets', 6, 'jet', 'f-16']],
    ['They own 3 S-400s.', ['3 S-400s', 3, 's-400', '']],
    ['It has three new air-defence systems.', ['three new air-defence systems', 3, 'system', 'new air-defence']],
    ['Twenty-five thousand people came.', ['Twenty-five thousand people', 25_000, 'people', '']],
    ['Two hundred and fifty jets flew.', ['Two hundred and fifty jets', 250, 'jet', '']],
    ['Half a million men and women.', ['Half a million men', 500_000, 'man', '']],
    ['They bought a dozen tanks.', ['a dozen tanks', 12, 'tank', '']],
    ['It lasted 24 hours.', ['24 hours', 24, 'hour', '']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual([expected]);
  });

  test('a range shares its unit', () => {
    expect(read('Between 10 and 15 batteries, or two or three jets.')).toEqual([
      ['10', 10, 'battery', ''],
      ['15 batteries', 15, 'battery', ''],
      ['two', 2, 'jet', ''],
      ['three jets', 3, 'jet', ''],
    ]);
  });
});

describe('money and shares', () => {
  test.each([
    ['It passed a $60bn aid package.', ['$60bn', 6e10, 'USD', 'aid package']],
    ['They gave US$5 million in aid.', ['US$5 million', 5e6, 'USD', 'aid']],
    ['It cost 3.2 trillion yen.', ['3.2 trillion yen', 3.2e12, 'JPY', '']],
    ['It cost €7m.', ['€7m', 7e6, 'EUR', '']],
    ['20 percent of the voters stayed.', ['20 percent', 20, '%', 'voters']],
    ['Prices rose 3.5%.', ['3.5%', 3.5, '%', '']],
    ['Prices rose 3 per cent.', ['3 per cent', 3, '%', '']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual([expected]);
  });
});

test.each([
  'It was signed on 5 May 2024 at 10:30 in room No. 5.',
  'In 2022 soldiers left.',
  'Nobody but one of us knew; they won 3-2.',
  'The PAC-2 flew 1.2.3 and 99999999999999999999 missiles.',
  'Several missiles, a missile, thousands of missiles.',
])('no quantity: %s', (text) => {
  expect(read(text)).toEqual([]);
});

test('any text: exact ranges in order, finite values, units in lower case or a code', () => {
  const bits = fc.constantFrom(
    'two',
    'hundred',
    'and',
    '$',
    '5',
    '1,000',
    'bn',
    'missiles',
    'to',
    '-',
    '%',
    'per',
    'cent',
    'half',
    'a',
    'million',
    '.',
    '\n',
    'US$',
    'of',
    'the',
    'U.S.',
    '9'.repeat(40),
    'jets',
  );
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 30 }), fc.constantFrom(' ', ''), (parts, gap) => {
      const text = parts.join(gap);
      let last = 0;
      for (const { start, end, value, unit } of findQuantities(text, readText(text).tokens)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = start;
        expect(end).toBeLessThanOrEqual(text.length);
        expect(Number.isFinite(value)).toBe(true);
        expect(unit).not.toBe('');
      }
    }),
    { numRuns: 500 },
  );
});

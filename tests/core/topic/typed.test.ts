import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { SitrepError } from '../../../src/core/model/errors.ts';
import type { Rule } from '../../../src/core/model/topic.ts';
import { slugFor } from '../../../src/core/topic/key.ts';
import { parseRule, ruleText } from '../../../src/core/topic/typed.ts';

const table = buildActorTable();
const rule = (fields: Partial<Rule>): Rule => ({
  any: [],
  must: [],
  not: [],
  actors: [],
  languages: [],
  sources: [],
  ...fields,
});

test.each<[typed: string, Partial<Rule>]>([
  [
    'ports canal +tariff -football "lock workers" actor:Russia lang:en,de',
    {
      any: ['ports', 'canal', 'lock workers'],
      must: ['tariff'],
      not: ['football'],
      actors: ['ru'],
      languages: ['en', 'de'],
    },
  ],
  ['ports, canal ; quays', { any: ['ports', 'canal', 'quays'] }],
  [
    '“erste Wahl” „zweite Wahl“ «troisième tour» –x',
    { any: ['erste Wahl', 'zweite Wahl', 'troisième tour'], not: ['x'] },
  ],
  ['actors: "European Union", China', { actors: ['eu', 'cn'] }],
  ['source:https://www.Example.org/feed outlet:"The Coast"', { sources: ['example.org', 'The Coast'] }],
  ['port* 港湾 +運河 LANG:DE-AT', { any: ['port*', '港湾'], must: ['運河'], languages: ['de'] }],
  ['Ports ports PORTS', { any: ['PORTS'] }],
  ['+"fuel tax" -"night train"', { must: ['fuel tax'], not: ['night train'] }],
])('reads %j', (typed, expected) => {
  expect(parseRule(typed, table)).toEqual(rule(expected));
});

test.each([
  ['', 'bad_topic'],
  ['"', 'bad_topic'],
  ['ports "lock workers', 'bad_topic'],
  ['actor:', 'bad_topic'],
  ['+actor:Russia', 'bad_topic'],
  ['-lang:en', 'bad_topic'],
  ['!!!', 'bad_topic'],
  ['ports - football', 'bad_topic'],
  ['ports + tariff', 'bad_topic'],
  ['ports -!!', 'bad_topic'],
  ['a*', 'bad_topic'],
  ['"lock *"', 'bad_topic'],
  ['ports -Ports', 'bad_topic'],
  ['lang:zz', 'bad_topic'],
  ['x'.repeat(61), 'bad_topic'],
  [Array.from({ length: 41 }, (_, n) => `word${n}`).join(' '), 'bad_topic'],
  ['actor:Frobnia', 'unknown_actor'],
])('names what it cannot read in %j', (typed, code) => {
  expect(() => parseRule(typed, table)).toThrow(expect.objectContaining({ code }));
});

test('whatever is typed is read or refused by name, and what was read is written and read as the same (any words)', () => {
  const word = fc.constantFrom('ports', 'Côte', '港', '"lock workers"', 'port*', 'U.S.', 'x', 'порт');
  const part = fc.oneof(
    word,
    word.map((one) => `+${one}`),
    word.map((one) => `-${one}`),
    fc.constantFrom('actor:Russia', 'lang:en', 'source:example.org', 'actor:"foreign ministry"', ',', '“', '+', ':'),
    fc.string({ maxLength: 8, unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      let found: Rule;
      try {
        found = parseRule(parts.join(' '), table);
      } catch (error) {
        expect(error).toBeInstanceOf(SitrepError);
        return;
      }
      expect(parseRule(ruleText(found, table), table)).toEqual(found);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['Ports of the canal', 'ports-of-the-canal'],
  ['  Japan’s Patriot exports!  ', 'japans-patriot-exports'],
  ['Île-de-France', 'ile-de-france'],
  ['Порты канала', 'порты-канала'],
  ['항구', '항구'],
  ['!!!', ''],
  [`${'very '.repeat(20)}long`, 'very-very-very-very-very-very-very-very'],
])('a topic called %j is typed %j', (title, slug) => {
  expect(slugFor(title)).toBe(slug);
});

test('a slug is a word: no white space, no slash, at most 40 units (any title)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (title) => {
      expect(slugFor(title)).toMatch(/^[\p{L}\p{N}-]{0,40}$/u);
    }),
  );
});

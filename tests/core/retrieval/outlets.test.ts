import { expect, test } from 'vitest';
import { findOutlets } from '../../../src/core/retrieval/outlets.ts';

const KNOWN = [
  'The Harbour',
  'Wide',
  'Fjord Times | Nordic News',
  'CanalSports.com',
  'Delta News - Travel',
  'Delta News - Science',
  'El Páramo',
];
/** `kind` is that of an actor called Marsh. */
function find(question: string, kind: string | null = null): string[][] {
  const start = question.indexOf('Marsh');
  const actors = kind ? [{ start, end: start + 5, actor: { kind } }] : [];
  return findOutlets(question, KNOWN, actors).map(({ name, outlets }) => [name, ...outlets]);
}

test('whole names, heads, domains and sections', () => {
  expect(find('Does the Fjord Times article agree with CanalSports.com?')).toEqual([
    ['Fjord Times', 'Fjord Times | Nordic News'],
    ['CanalSports.com', 'CanalSports.com'],
  ]);
  expect(find('According to Canal Sports, who won?')).toEqual([['Canal Sports', 'CanalSports.com']]);
  expect(find('What did Delta News report?')).toEqual([['Delta News', 'Delta News - Travel', 'Delta News - Science']]);
  expect(find("the 'Fjord Times | Nordic News' report")).toEqual([
    ['Fjord Times | Nordic News', 'Fjord Times | Nordic News'],
  ]);
  expect(find('as reported by El Paramo')).toEqual([['El Paramo', 'El Páramo']]);
});

test('a common word is an outlet only where it is used as one', () => {
  expect(find('How wide is the harbour?')).toEqual([]);
  expect(find('Wide roads were closed')).toEqual([]);
  expect(find('according to wide, how long is it?')).toEqual([['wide', 'Wide']]);
  expect(find('the Wide article on roads')).toEqual([['Wide', 'Wide']]);
  expect(find('Did The Harbour mention it?')).toEqual([['The Harbour', 'The Harbour']]);
});

test('an outlet that the index does not have', () => {
  expect(find('Considering a Marsh Gazette article on eels')).toEqual([['Marsh Gazette']]);
  expect(find('as reported by Marsh, how many eels?')).toEqual([['Marsh']]);
  expect(find('as reported by Marsh, how many eels?', 'person')).toEqual([]);
  expect(find('the Marsh article')).toEqual([]);
  expect(find('the Marsh article', 'outlet')).toEqual([['Marsh']]);
  expect(find('the report on October 3 and the treaty story')).toEqual([]);
});

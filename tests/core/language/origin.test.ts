import { expect, test } from 'vitest';
import { findOrigin } from '../../../src/core/language/origin.ts';
import { findSentences } from '../../../src/core/language/sentences.ts';
import type { Mention } from '../../../src/core/model/statement.ts';

/** Origin of a text in which `outlet` is an outlet of the actor table. */
function read(text: string, outlet = 'Antara') {
  const mentions = [...text.matchAll(new RegExp(outlet, 'g'))].map(
    ({ index }): Mention => ({
      start: index,
      end: index + outlet.length,
      kind: 'outlet',
      entity: outlet.toLowerCase(),
      name: outlet,
      country: 'ID',
      standing: 'media',
      role: null,
    }),
  );
  const found = findOrigin(text, findSentences(text), mentions, (range) => ({ article: 'a', version: 'v', ...range }));
  return found && [found.name, found.actor, text.slice(found.at.start, found.at.end)];
}

test.each([
  ['The move, reported by Antara with reference to officials, is new.', ['Antara', 'antara', 'reported by Antara']],
  ['JAKARTA (Antara) - The port is closed.', ['Antara', 'antara', '(Antara)']],
  ['JAKARTA, May 5 (AFP) — The port is closed.', ['AFP', null, '(AFP)']],
  ['The port is closed, according to Antara.', ['Antara', 'antara', 'according to Antara']],
  ['An official told Antara that the port is closed.', ['Antara', 'antara', 'told Antara']],
  ['The port is closed, Antara reported, citing officials.', ['Antara', 'antara', 'Antara reported']],
  [
    'It was first reported by the Jakarta Daily Herald on Monday.',
    ['Jakarta Daily Herald', null, 'reported by the Jakarta Daily Herald'],
  ],
])('%s', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test.each([
  'The port is closed.',
  'The port is closed, according to Indonesia.',
  'The offices of Antara stand near the port.',
  'The island (Java) - a large one - is calm.',
])('nobody is named: %s', (text) => {
  expect(read(text)).toBeNull();
});

test('a credit far below the opening is the source of a detail', () => {
  expect(read(`${'The port is closed. '.repeat(12)}It was reported by Antara.`)).toBeNull();
});

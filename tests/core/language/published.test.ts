import { expect, test } from 'vitest';
import { readPublished } from '../../../src/core/language/published.ts';

const at = (words: string) => {
  const when = readPublished(words);
  return when === null || when.precision === 'unresolved'
    ? null
    : `${when.precision} ${new Date(when.from).toISOString()}`;
};

test.each([
  ['Thu, 01 Jan 2004 19:48:21 GMT', 'instant 2004-01-01T19:48:21.000Z'],
  ['Thu,  1 January 2004 19:48 +0530', 'instant 2004-01-01T14:18:00.000Z'],
  ['1 Jan 04 19:48:21 EST', 'instant 2004-01-02T00:48:21.000Z'],
  ['01 Jan 98 19:48:21 Z', 'instant 1998-01-01T19:48:21.000Z'],
  ['Thu, 01-Jan-2004 19:48:21 UT', 'instant 2004-01-01T19:48:21.000Z'],
  ['Thu, 01 Jan 2004 19:48:21 -0800 (PST)', 'instant 2004-01-02T03:48:21.000Z'],
  ['Thu, 01 Jan 2004 19:48:21 GMT+2', 'instant 2004-01-01T17:48:21.000Z'],
  ['Thu, 01 Jan 2004 19:48:21 GMT+02:00', 'instant 2004-01-01T17:48:21.000Z'],
  ['Thu, 01 Jan 2004 19:48:21 CEST', 'instant 2004-01-01T17:48:21.000Z'],
  ['Thu, 01 Jan 2004 19:48:21 XYZ', 'day 2004-01-01T00:00:00.000Z'],
  ['Thu, 01 Jan 2004', 'day 2004-01-01T00:00:00.000Z'],
  ['Sun Jan  4 16:29:06 2004', 'instant 2004-01-04T16:29:06.000Z'],
  ['Sun Jan 4 16:29:06 PST 2004', 'instant 2004-01-05T00:29:06.000Z'],
  ['2003-12-31T10:14Z', 'instant 2003-12-31T10:14:00.000Z'],
  ['Thu, 31 Jun 2004 19:48:21 GMT', null],
  ['Thu, 01 Jan 2004 29:48:21 GMT', 'day 2004-01-01T00:00:00.000Z'],
  ['Thu, 01 Foo 2004 19:48:21 GMT', null],
  ['tomorrow', null],
])('%s', (words, expected) => {
  expect(at(words)).toBe(expected);
});

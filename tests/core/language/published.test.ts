import { expect, test } from 'vitest';
import { readPublished } from '../../../src/core/language/published.ts';

const at = (words: string) => {
  const when = readPublished(words);
  return when === null || when.precision === 'unresolved'
    ? null
    : `${when.precision} ${new Date(when.from).toISOString()}`;
};

test.each([
  ['Thu, 01 Jan 2009 19:37:52 GMT', 'instant 2009-01-01T19:37:52.000Z'],
  ['Thu,  1 January 2009 19:37 +0530', 'instant 2009-01-01T14:07:00.000Z'],
  ['1 Jan 09 19:37:52 EST', 'instant 2009-01-02T00:37:52.000Z'],
  ['01 Jan 98 19:37:52 Z', 'instant 1998-01-01T19:37:52.000Z'],
  ['Thu, 01-Jan-2009 19:37:52 UT', 'instant 2009-01-01T19:37:52.000Z'],
  ['Thu, 01 Jan 2009 19:37:52 -0800 (PST)', 'instant 2009-01-02T03:37:52.000Z'],
  ['Thu, 01 Jan 2009 19:37:52 GMT+2', 'instant 2009-01-01T17:37:52.000Z'],
  ['Thu, 01 Jan 2009 19:37:52 GMT+02:00', 'instant 2009-01-01T17:37:52.000Z'],
  ['Thu, 01 Jan 2009 19:37:52 CEST', 'instant 2009-01-01T17:37:52.000Z'],
  ['Thu, 01 Jan 2009 19:37:52 XYZ', 'day 2009-01-01T00:00:00.000Z'],
  ['Thu, 01 Jan 2009', 'day 2009-01-01T00:00:00.000Z'],
  ['Sun Jan  4 16:41:57 2009', 'instant 2009-01-04T16:41:57.000Z'],
  ['Sun Jan 4 16:41:57 PST 2009', 'instant 2009-01-05T00:41:57.000Z'],
  ['2003-12-31T10:14Z', 'instant 2003-12-31T10:14:00.000Z'],
  ['Thu, 31 Jun 2009 19:37:52 GMT', null],
  ['Thu, 01 Jan 2009 29:37:52 GMT', 'day 2009-01-01T00:00:00.000Z'],
  ['Thu, 01 Foo 2009 19:37:52 GMT', null],
  ['tomorrow', null],
])('%s', (words, expected) => {
  expect(at(words)).toBe(expected);
});

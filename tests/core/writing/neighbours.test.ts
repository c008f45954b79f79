import { expect, test } from 'vitest';
import { neighbours } from '../../../src/core/writing/neighbours.ts';
import { ingest } from './support.ts';

/** What stands around a cited sentence. */

const TEXT = `Harbour strike ends

The harbour workers went back on Monday. The quay was full by noon.

“We are glad,” the mayor said.

What comes next

The cranes are old. Nobody knows who pays.`;

function around(sentence: string) {
  const [doc] = ingest([{ id: 'a', text: TEXT }]);
  const start = TEXT.indexOf(sentence);
  const { before, after } = neighbours(
    { article: 'a', version: doc!.article.version, start, end: start + sentence.length },
    doc,
  );
  return [before?.text ?? null, after?.text ?? null];
}

test.each([
  ['The harbour workers went back on Monday.', [null, 'The quay was full by noon.']],
  ['The quay was full by noon.', ['The harbour workers went back on Monday.', '“We are glad,” the mayor said.']],
  ['“We are glad,” the mayor said.', ['The quay was full by noon.', null]],
  ['The cranes are old.', [null, 'Nobody knows who pays.']],
  ['Harbour strike ends', [null, null]],
] as const)('%s', (sentence, expected) => {
  expect(around(sentence)).toEqual(expected);
});

test('without the text there are none', () => {
  expect(neighbours({ article: 'a', version: 'v', start: 0, end: 1 }, undefined)).toEqual({
    before: null,
    after: null,
  });
});

import { expect, test } from 'vitest';
import { nearWords, respell, respellable } from '../../../src/core/retrieval/spelling.ts';

const COMMON: Readonly<Record<string, number>> = { ferry: 9, ferries: 4, harbour: 3, ferny: 1, form: 2 };
const known = async (words: readonly string[]) => words.map((word) => COMMON[word] ?? 0);

test.each([
  ['when does the fery leave the harbuor?', 'when does the ferry leave the harbour?'],
  ['whcih ferrry leaves?', 'which ferry leaves?'],
  ['teh ferry', 'the ferry'],
  // Two letters changed places before one is taken for another.
  ['a from', null],
  ['The Fery leaves', null],
  ['HARBUOR', null],
  ['the ferry', null],
  ['frm', 'from'],
  ['fxrm', null],
  ['', null],
])('%s', async (question, read) => {
  const asked = async (words: readonly string[]) =>
    (await known(words)).map((count, at) => (words[at] === 'leave' || words[at] === 'leaves' ? 1 : count));
  expect(await respell(question, asked)).toBe(read);
});

test('the commonest of the likeliest slips', async () => {
  expect(await respell('ferrx', known)).toBe('ferry');
  expect(nearWords('abcde')[0]).toEqual(['bacde', 'acbde', 'abdce', 'abced']);
});

test('names, figures and words of the frame stay as they are; of a long question the first words are looked at', () => {
  expect(respellable('what did Fery say about 40 x2y')).toEqual([]);
  expect(respellable('zzzz '.repeat(100))).toHaveLength(12);
});

test('a word of the frame with an ending that it never has is no word, though the index knows its stem', async () => {
  const stems = async (words: readonly string[]) =>
    words.map((word) => (/^(?:alsos|reportings)$/.test(word) ? 500 : 0));
  expect(await respell('alsosx', stems)).toBeNull();
  expect(await respell('reportingsx', stems)).toBeNull();
  expect(await respell('thna', stems)).toBe('than');
});

import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stem } from '../../../src/core/retrieval/stem.ts';

/** What FTS5's own porter tokeniser makes of each word. */
function porter(words: readonly string[]): string[] {
  const db = new DatabaseSync(':memory:');
  db.exec("create virtual table t using fts5(word, tokenize = 'porter ascii')");
  db.exec("create virtual table v using fts5vocab(t, 'instance')");
  const insert = db.prepare('insert into t (rowid, word) values (?, ?)');
  words.forEach((word, at) => {
    insert.run(at + 1, word);
  });
  const found = new Map(
    db
      .prepare('select doc, term from v')
      .all()
      .map(({ doc, term }) => [Number(doc), String(term)]),
  );
  db.close();
  return words.map((_, at) => found.get(at + 1) ?? '');
}

test('stems as the full-text index does: real words', () => {
  const words = [
    ...'exports exported exporting export ministries ministry missiles agreed agreement feed fees sized hopping falling'.split(
      ' ',
    ),
    ...'relational conditional rationally vietnamization triplicate formative hopeful goodness revival allowance'.split(
      ' ',
    ),
    ...'adjustable defensible irritant replacement adoption homologous probate rate cease controll roll generalizations'.split(
      ' ',
    ),
    ...'skies dying news us is sky by happy cries tie oscillators analogousli bled motoring conflated troubled fizzed'.split(
      ' ',
    ),
  ];
  expect(words.map(stem)).toEqual(porter(words));
});

test('stems as the full-text index does: any letters with any ending', () => {
  const ending = fc.constantFrom(
    ...'s es ies ed ing eed ational ization iveness ousli logi icate ful ness ement ion e ll y'.split(' '),
  );
  const word = fc.tuple(fc.stringMatching(/^[a-z]{0,8}$/), ending).map(([head, tail]) => head + tail);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 50 }), (words) => {
      expect(words.map(stem)).toEqual(porter(words));
    }),
  );
});

test('leaves alone what is no English word', () => {
  for (const word of ['zürich', '26.3', 'москва', 'pac3', '', 'x'.repeat(65)]) expect(stem(word)).toBe(word);
});

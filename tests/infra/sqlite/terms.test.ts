import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFunctionWord, terms } from '../../../src/infra/sqlite/terms.ts';

describe('terms', () => {
  it('fold case, accents, endings and every quotation mark', () => {
    expect(terms('“Exporting” ‘Élysée’s’ missiles—café')).toEqual(['export', 'elyse', 'missil', 'cafe']);
    expect(terms('$60bn, 26.3% of 2,000')).toEqual(['60bn', '26.3', 'of', '2,000']);
  });

  it('are pairs of characters where a script has no spaces', () => {
    expect(terms('日本政府 said')).toEqual(['日本', '本政', '政府', 'said']);
    expect(terms('F15戦闘機')).toEqual(['f15', '戦闘', '闘機']);
    expect(terms('水')).toEqual(['水']);
  });

  it('are what FTS5 sees when they are joined by spaces, whatever the text', () => {
    const database = new DatabaseSync(':memory:');
    database.exec(`create virtual table t using fts5 (words, tokenize = "ascii tokenchars '.,'");
      create virtual table v using fts5vocab (t, 'row')`);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('U.S.', '3.5', 'don’t', '中国'))),
        (parts) => {
          const words = terms(parts.join(' '));
          for (const word of words) expect(word).toMatch(/^[\p{L}\p{M}\p{N}.,]+$/u);
          database.prepare('insert into t (rowid, words) values (1, ?)').run(words.join(' '));
          const seen = database.prepare('select term from v').all();
          expect(seen.map(({ term }) => term).toSorted()).toEqual([...new Set(words)].toSorted());
          database.exec('delete from t');
        },
      ),
      { numRuns: 300 },
    );
    database.close();
  });

  it('tell function words from others', () => {
    expect(['the', 'what', 'did', 'of', 'their'].flatMap(terms).every(isFunctionWord)).toBe(true);
    expect(['russia', 'say', 'missile', 'many', 'export'].flatMap(terms).map(isFunctionWord)).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });
});

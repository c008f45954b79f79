import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ingested } from '../../../src/core/model/ports.ts';
import { rank } from '../../../src/core/retrieval/rank.ts';
import { find, retrieve } from '../../../src/usecases/retrieve.ts';
import { ingested, type Library, library, SCOPE } from './support.ts';

const filler = (about: string): string =>
  Array.from(
    { length: 60 },
    (_, n) => `Paragraph ${n} tells at length how ${about} was seen by visitors of the town on day ${n}.`,
  ).join('\n');

const DRAFTS = [
  {
    id: 'sale',
    publisher: 'Harbour Post',
    title: 'Ferry sale',
    day: '2026-11-10',
    text: `${filler('the old lighthouse')}\nNorway sold three ferries to Iceland for twelve million crowns.\n${filler('the market')}`,
  },
  {
    id: 'storm',
    publisher: 'Fjord Times',
    day: '2026-11-12',
    text: `A storm sank one of the ferries.\n${filler('the storm')}\nThe captain blamed a broken rudder for the loss.`,
  },
  {
    id: 'eels',
    publisher: 'Marsh Gazette',
    text: `Eels are rare.\n${filler('an eel')}\nThe price of eels doubled in a year.`,
  },
];

let shelf: Library;
beforeAll(async () => {
  shelf = await library(DRAFTS);
});
afterAll(() => shelf.store.close());

async function ask(question: string) {
  const { evidence, articles } = await retrieve(shelf, shelf.plan(question), SCOPE);
  const text = (one: { article: string; start: number; end: number }): string =>
    articles.get(one.article)!.article.text.slice(one.start, one.end);
  const best = evidence.sentences[0];
  const { start, end } = articles.get(best?.article ?? '')?.analysis.sentences[best?.index ?? 0] ?? {
    start: 0,
    end: 0,
  };
  return {
    evidence,
    articles,
    passages: evidence.passages.map(text),
    best: best ? text({ article: best.article, start, end }) : null,
  };
}

describe('evidence', () => {
  test('the sentence that answers leads, and the first passage holds it', async () => {
    const sale = await ask('How many ferries did Norway sell to Iceland?');
    expect(sale.best).toContain('sold three ferries');
    expect(sale.passages[0]).toContain('sold three ferries');
    expect((await ask('Why did the captain lose the ferry?')).best).toContain('broken rudder');
  });

  test('the outlet that is named comes first', async () => {
    const first = async (question: string) => (await ask(question)).evidence.articles[0]?.article;
    expect(await first('What does the Fjord Times article say of the ferries?')).toBe('storm');
    expect(await first('What does the Harbour Post article say of the ferries?')).toBe('sale');
  });

  test('each part of a question finds its own article', async () => {
    const { evidence } = await ask('Who paid millions of crowns for ferries, and why did the price of eels double?');
    expect(new Set(evidence.passages.slice(0, 2).map(({ article }) => article))).toEqual(new Set(['sale', 'eels']));
  });

  test('shares add up to one, best first; articles likewise', async () => {
    const { evidence } = await ask('the ferries and the storm');
    for (const list of [evidence.sentences.map(({ score }) => score), evidence.articles.map(({ share }) => share)]) {
      expect(list.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6);
      expect(list.toSorted((a, b) => b - a)).toEqual(list);
    }
  });

  test('passages are at most ten windows of whole sentences, of at most 190 words, none touching another', async () => {
    const word = fc.constantFrom(
      'ferries',
      'storm',
      'eels',
      'price',
      'captain',
      'visitors',
      'paragraph',
      'Norway',
      'day',
      'and',
      ',',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 12 }), async (words) => {
        const { evidence, articles, passages } = await ask(words.join(' '));
        expect(passages.length).toBeLessThanOrEqual(10);
        for (const passage of passages) expect(passage.split(/\s+/).length).toBeLessThanOrEqual(190);
        evidence.passages.forEach((one, at) => {
          const { analysis, article } = articles.get(one.article)!;
          expect(analysis.sentences.some(({ start }) => start === one.start)).toBe(true);
          expect(analysis.sentences.some(({ end }) => end === one.end)).toBe(true);
          expect(one.version).toBe(article.version);
          for (const other of evidence.passages.slice(at + 1))
            expect(other.article !== one.article || other.end <= one.start || other.start >= one.end).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is found', () => {
  test('a hit of another version, or of an article that is gone, is passed over', async () => {
    const plan = shelf.plan('How many ferries did Norway sell?');
    const { hits, articles, frequencies } = await find(shelf, plan, SCOPE);
    const changed = new Map<string, Ingested>(articles);
    changed.set('sale', ingested({ id: 'sale', text: 'Nothing of it is left.' }));
    changed.delete('storm');
    const evidence = rank(plan, hits, changed, frequencies);
    expect(evidence.articles.map(({ article }) => article)).not.toContain('sale');
    expect(evidence.articles.map(({ article }) => article)).not.toContain('storm');
  });

  test('the window of the question and that of the reader both hold', async () => {
    const ids = async (question: string, since: number | null = null): Promise<string[]> => {
      const { hits } = await find(shelf, shelf.plan(question), { ...SCOPE, since });
      return [...new Set(hits.map(({ article }) => article))].sort();
    };
    expect(await ids('ferries of the visitors')).toEqual(['eels', 'sale', 'storm']);
    expect(await ids('ferries of the visitors since 12 November 2026')).toEqual(['storm']);
    expect(await ids('ferries of the visitors since 1 November 2026')).toEqual(['sale', 'storm']);
    expect(await ids('ferries of the visitors since 1 November 2026', Date.UTC(2026, 10, 12))).toEqual(['storm']);
    expect(await ids('ferries of the visitors since yesterday until 1 November 2026')).toEqual([]);
  });

  test('nothing is evidence too', async () => {
    for (const question of ['', 'zzz', '"*" NEAR AND', 'what did they say']) {
      const { evidence, passages } = await ask(question);
      expect(passages).toEqual([]);
      expect(evidence.sentences).toEqual([]);
    }
  });
});

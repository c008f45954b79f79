import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusal } from '../../../src/core/retrieval/refuse.ts';
import { retrieve } from '../../../src/usecases/retrieve.ts';
import { type Library, library, SCOPE } from './support.ts';

/** A topic of five short articles, as a desk may follow it. */
const DRAFTS = [
  {
    id: 'one',
    publisher: 'Harbour Post',
    text: 'Norway has agreed to sell three ferries to Iceland.\nThe Norwegian foreign ministry said the ferries would only be used in the fjords.\nIceland will pay in two instalments.',
  },
  {
    id: 'two',
    publisher: 'Fjord Times',
    text: 'Oslo plans to hand over the ferries before the summer.\nThe number of passengers that each ferry may carry was not disclosed.\nFishermen warned that the waves could harm their nets.',
  },
  {
    id: 'three',
    text: 'Reykjavik welcomed the deal.\nDenmark said that the sale breaks no rule.\nThe shipyard that built the ferries closed in 2014.',
  },
  {
    id: 'four',
    text: 'The ferries were tested in a storm.\nTheir engines run on gas.\nA captain called them the safest ships of the coast.',
  },
  {
    id: 'five',
    text: 'Analysts expect more sales of ships to small states.\nThe Norwegian parliament met on Friday to discuss the price.',
  },
];

let shelf: Library;
beforeAll(async () => {
  shelf = await library(DRAFTS);
});
afterAll(() => shelf.store.close());

async function ask(question: string) {
  const plan = shelf.plan(question);
  const { evidence } = await retrieve(shelf, plan, SCOPE);
  return refusal(plan, evidence);
}

describe('answers', () => {
  test.each([
    'What did Norway say?',
    'What did Denmark and Brazil say?',
    'what did analysts say',
    'How many ferries were sold?',
    'How many passengers may a ferry carry?',
    'Who built the ferries?',
    'When will Oslo hand over the ferries?',
    'Did Denmark object to the sale?',
    'Where did parliament meet?',
    'Why are fishermen worried about the waves?',
    'Compare what Norway and Iceland say',
    'ferries',
    "What's new?",
    'What did they say?',
    'According to Fjord Times, who warned of waves?',
  ])('%s', async (question) => {
    expect(await ask(question)).toMatchObject({ refuse: false, why: null });
  });
});

describe('refuses', () => {
  test.each([
    ['What did Brazil say?', 'unknown-name'],
    ['What did brazil say about the ferries', 'unknown-name'],
    ['Did Norway sell ferries to Brazil?', 'unknown-name'],
    ['What did Emmanuel Macron say about ferries?', 'unknown-name'],
    ['What did Roald Amundsen buy in Norway?', 'unknown-name'],
    ['Who won the football world cup?', 'no-coverage'],
    ['How many submarines were bought?', 'no-coverage'],
    ['What is the recipe for bread?', 'no-coverage'],
    ['bananas', 'no-coverage'],
    ['According to a Marsh Gazette article, how many ferries were sold?', 'no-outlet'],
  ])('%s (%s)', async (question, why) => {
    expect(await ask(question)).toMatchObject({ refuse: true, why });
  });

  test('its score is a share, and higher the less is covered', async () => {
    const scores = await Promise.all(
      ['ferries sold to Iceland', 'ferries sold to children', 'horses sold to children'].map(
        async (question) => (await ask(question)).score,
      ),
    );
    expect(scores.toSorted((a, b) => a - b)).toEqual(scores);
    for (const score of scores) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
    expect(scores[2]! - scores[0]!).toBeGreaterThan(0.5);
  });
});

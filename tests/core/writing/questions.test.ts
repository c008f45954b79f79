import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/core/model/answer.ts';
import { labelText } from '../../../src/render/labels.ts';
import { answer, ingest, linesOf } from './support.ts';

/** Questions of a strict reader on articles of our own. */

const articles = ingest([
  {
    id: 'ferries',
    text: `Canada has agreed to sell two ferry engines to Norway as part of a plan for the northern ports amid rising tension over Iceland.
Canada's Transport Minister Anita Anand and Norwegian Fisheries Minister Marianne Sivertsen Næss, who met in Halifax for talks on the engines, announced the sale of the ferry engines on Tuesday. Both sides said the engines were "a gift to every port".
Ottawa has blasted reports on the engines. Canada denies any plan to sell them elsewhere.
The sale of the engines was requested by the Norwegian government. This suggests that the Norwegian government has concluded that older engines are finished.`,
  },
  {
    id: 'views',
    text: `For Denmark, this sale is seen not as a favour among friends, but as a step towards rivalry on the water.
Officials stress the need for calm around the ferry engines. Observers note that the ferry engines are old.
The ferry engines are being shipped to Norway this week to end a shortage of spare parts.
The Norwegian foreign ministry said it would welcome the ferry engines.
It added that the engines could only be used in Norway, and would need the consent of Canada to be sent to a third country.`,
  },
]);
const ask = (question: string): Answer => answer(question, articles);
const keys = (found: Answer): string[] => found.groups.map((group) => group.head.key);
const speakers = (found: Answer) =>
  found.groups.flatMap((group) => group.points.map((point) => point.said?.by?.name ?? null));

describe('somebody’s words', () => {
  test('two who announce together both say it, and so do "both sides" after them', () => {
    const found = ask('What did Marianne Sivertsen Næss say?');
    expect(found.status).toBe('answered');
    expect(new Set(speakers(found))).toEqual(new Set(['Marianne Sivertsen Næss']));
    expect(linesOf(found).some((line) => line.includes('a gift to every port'))).toBe(true);
    expect(speakers(ask('What did Anita Anand say?'))).toContain('Anita Anand');
  });

  test('what was requested of a government, or concluded about it, is not said', () => {
    const found = ask('What did the Norwegian government say?');
    expect(linesOf(found).join(' ')).not.toMatch(/requested|concluded/);
    expect(found.status).toBe('answered');
  });

  test('a name that is a state’s and a person’s asks for the one who speaks', () => {
    const docs = ingest([
      {
        id: 'house',
        text: 'Rep. Jim Jordan of Ohio told reporters that the vote would go on. Jordan said the rules were clear.',
      },
    ]);
    for (const question of ['What did Jim Jordan say?', 'what did Jordan say?']) {
      const found = answer(question, docs);
      expect(found.status, question).toBe('answered');
      expect(new Set(speakers(found))).toEqual(new Set(['Jim Jordan']));
    }
  });

  test('a denial asked for shows denials alone', () => {
    const found = ask('What did Canada deny?');
    expect(found.groups.flatMap((group) => group.points.map((point) => point.said?.polarity))).toEqual(['denied']);
    expect(ask('What did Norway deny?').status).toBe('not_in_sources');
  });

  test('a view that the writer gives to a state stands apart, under no standing', () => {
    const found = ask('What did Denmark say?');
    expect([found.status, keys(found)]).toEqual(['partial', ['ascribed-views']]);
    expect(linesOf(found)[0]).toMatch(/^For Denmark/);
    expect(found.groups[0]?.points[0].said).toMatchObject({ kind: 'ascribed', by: { standing: 'unknown' } });
  });

  test('verbs that look like nouns are heard', () => {
    expect(linesOf(ask('What did observers say?')).join(' ')).toContain('are old');
    expect(linesOf(ask('What did officials say?')).join(' ')).toContain('the need for calm');
  });

  test.each([
    ['Did Canada deny a plan to sell them elsewhere?', 'denies'],
    ['Why did Ottawa blast the reports on the engines?', 'blasted'],
  ])('%s is answered by the statement', (question, word) => {
    const found = ask(question);
    expect(found.status).toBe('answered');
    expect(linesOf(found).join(' ')).toContain(word);
  });

  test('when somebody spoke', () => {
    expect(ask('When did Anita Anand announce the sale?').short?.text).toBe('on Tuesday');
  });
});

describe('other questions', () => {
  test('the status: every position under its own word', () => {
    const found = ask('What is the status of the sale?');
    expect(found.status).toBe('partial');
    expect(keys(found)).toEqual(expect.arrayContaining(['status-under-way', 'status-agreed']));
    expect(found.differences.map((one) => one.slot)).toEqual(['status']);
    expect(ask('What is the status of the election?').status).toBe('not_in_sources');
  });

  test('where two met, and the place stays in a shortened line', () => {
    const found = ask('Where did Anand and Sivertsen Næss meet?');
    expect(found.short?.text).toBe('Halifax');
    expect(linesOf(found)[0]).toContain('met in Halifax');
  });

  test('a price that nobody gives is not in the sources', () => {
    expect(ask('What is the price of the engines?').groups).toEqual([]);
    expect(ask('How much do the engines cost?').groups).toEqual([]);
  });

  test('a sentence that does not name whom the question names says nothing', () => {
    expect(ask('Did Denmark ship the engines?').status).toBe('not_in_sources');
  });

  test('a figure that belongs to somebody else is not the answer', () => {
    const found = ask('How many ferry engines does Iceland have?');
    expect(found.status).not.toBe('answered');
    expect(found.short).toBeNull();
    expect(ask('How many ferry engines will Canada sell?').short?.text).toContain('two');
  });

  test('who somebody is asks for no other name', () => {
    expect(ask('Who is Anita Anand?').short).toBeNull();
  });

  test('a pronoun whose speaker is known stands as its statement', () => {
    const found = ask('Can the engines be sent to a third country?');
    expect(linesOf(found).join(' ')).toContain('third country');
    expect(speakers(found)).toContain('Norwegian Foreign Ministry');
  });
});

describe('when and where something was done', () => {
  const docs = ingest([
    {
      id: 'hull',
      title: 'Icebreaker hull painted in early March, cost not given',
      text: `The icebreaker fleet of the northern yards is old, the harbour board has said.

The hull was painted in early March. The cost of the icebreaker has not been told.

On Thursday the board's spokesman Olaf Berg said: "The icebreaker is the pride of the whole coast." The icebreaker will carry two cranes.`,
    },
    {
      id: 'other',
      text: 'The cranes for the icebreaker were forged in Turku. The icebreaker is to call at Oslo and Bergen.',
    },
  ]);
  const lines = (question: string) => linesOf(answer(question, docs)).join(' ');

  test.each([
    'When was the hull painted?',
    'When was the hull of the icebreaker painted?',
    'when was the icebreaker painted?',
  ])('%s the sentence that has the verb and a date, though its neighbour names the thing', (question) => {
    const found = answer(question, docs);
    expect(found.status).toBe('answered');
    expect(linesOf(found)).toEqual([expect.stringContaining('painted in early March')]);
  });

  test('where: the sentence that has the verb and a place', () => {
    expect(lines('Where were the cranes forged?')).toContain('Turku');
    expect(lines('Where were the cranes forged?')).not.toContain('Bergen');
  });

  test('the date of somebody’s words dates nothing else, and no date is denied', () => {
    const found = answer('When was the icebreaker launched?', docs);
    expect(found.status).not.toBe('answered');
    expect(found.missing.map(({ key }) => key)).not.toContain('unknown-names');
    expect(labelText({ key: 'no-date-given' })).not.toMatch(/no article/iu);
  });
});

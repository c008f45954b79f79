import { expect, test } from 'vitest';
import { buildActorTable } from '../../../src/core/language/actors.ts';
import { writeBriefing } from '../../../src/core/writing/briefing.ts';
import { openingOf } from '../../../src/core/writing/opening.ts';
import { made, NOW } from '../../contracts/made.ts';

const table = buildActorTable();

const brief = (articles: Parameters<typeof writeBriefing>[0]['articles']) =>
  writeBriefing({
    id: 'b',
    made: NOW,
    topic: { slug: 't', title: 'T' },
    length: 'normal',
    articles,
    counted: { articles: articles.length, undated: 0, newest: null, origins: { named: 0, unknown: 0 } },
    since: null,
    table,
    staleAfterHours: 48,
  });

test('what is written of a book is written of its opening; its text stays whole', () => {
  const book = made('book', 'The ministry said that the ferry would sail at noon on Monday.\n'.repeat(20_000));
  const opening = openingOf(book);
  expect(opening.analysis.sentences).toHaveLength(300);
  expect(opening.article.text).toBe(book.article.text);
  expect(openingOf(book)).toBe(opening);
  const short = made('short', 'The ministry said that the ferry would sail at noon on Monday.\n'.repeat(300));
  expect(openingOf(short)).toBe(short);
  expect(brief([book]).groups.length).toBeGreaterThan(0);
});

test('a sentence of hundreds of thousands of words breaks no briefing of the others', () => {
  const endless = made('endless', `${'so '.repeat(400_000)}it went.`);
  const other = made('other', 'The ministry said that two ferries would sail to Norway at noon on Monday.');
  expect(JSON.stringify(brief([endless, other]).groups)).toContain('two ferries');
});

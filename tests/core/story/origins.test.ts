import { expect, test } from 'vitest';
import { explainGrouping, findOrigins } from '../../../src/core/story/origins.ts';
import { storyPage } from '../../../src/core/story/page.ts';
import { originsOf } from '../../../src/core/writing/coverage.ts';
import { groupStories } from '../../../src/core/writing/stories.ts';
import { storiesJson } from '../../../src/render/json.ts';
import { renderTerminal } from '../../../src/render/terminal.ts';
import * as contract from '../../contract.ts';
import { FERRY, OTHER_FERRY, reportOf } from './support.ts';

const AGENCY = reportOf('agency', `PORT CITY (Reuters) — ${FERRY}`, {
  publisher: 'Harbour Gazette',
  title: 'Northern Light runs aground',
  on: '2024-05-07',
});
const CUT = reportOf('cut', FERRY.split('\n').slice(0, 2).join('\n'), {
  publisher: 'Island Herald',
  title: 'Ferry aground outside harbour',
  on: '2024-05-08',
});
const OWN = reportOf('own', OTHER_FERRY, {
  publisher: 'Coast Times',
  title: 'Passengers leave ferry Northern Light',
  on: '2024-05-07',
});

test('ten copies of one report are one origin: the one that any of them credits', () => {
  expect(originsOf([AGENCY, CUT])).toEqual({ named: 1, unknown: 0 });
  const copies = Array.from({ length: 9 }, (_, at) => reportOf(`${at}`, FERRY, { publisher: `Paper ${at}` }));
  expect(originsOf([AGENCY, ...copies])).toEqual({ named: 1, unknown: 0 });
});

test('an unknown origin is never counted as independent, and copies of one text are unknown once', () => {
  expect(originsOf([AGENCY, CUT, OWN])).toEqual({ named: 1, unknown: 1 });
  expect(originsOf([OWN, reportOf('again', OTHER_FERRY), CUT])).toEqual({ named: 0, unknown: 2 });
  expect(originsOf([])).toEqual({ named: 0, unknown: 0 });
});

test('an agency’s own article, its byline and a credit of it are one origin', () => {
  const own = reportOf('own', FERRY, { publisher: 'Reuters' });
  const signed = reportOf('signed', OTHER_FERRY, { author: 'Reuters Staff' });
  const told = reportOf('told', 'The ferry is free again, according to Reuters. It left at noon.');
  expect(findOrigins([own, signed, told]).named.map(({ name }) => name)).toEqual(['Reuters']);
});

test('titles of one publisher are one origin', () => {
  const credit = (name: string) =>
    reportOf(name, `The ferry was sold, as first reported by ${name}. No price was told.`);
  expect(originsOf(['The Times', 'The Sunday Times'].map(credit))).toEqual({ named: 1, unknown: 0 });
  expect(originsOf(['Harbour Times', 'Island Times'].map(credit))).toEqual({ named: 2, unknown: 0 });
});

test('the grouping explains itself with shares and words', () => {
  const told = explainGrouping([AGENCY, CUT, OWN]);
  const [copy] = told.copies;
  expect(copy).toMatchObject({ article: 'cut', of: 'agency' });
  expect(copy?.share).toBeGreaterThan(0.9);
  expect(told.origins).toEqual([
    { name: 'Reuters', articles: ['agency', 'cut'], credits: [{ span: expect.anything(), text: '(Reuters)' }] },
  ]);
  const [{ span, text } = { span: { start: 0, end: 0 }, text: '' }] = told.origins[0]?.credits ?? [];
  expect(AGENCY.article.text.slice(span.start, span.end)).toBe(text);
  expect(told.unknown).toEqual(['own']);
  expect(told.outlets).toBe(3);
  expect(told.families).toEqual([]);
  const titles = [
    reportOf('a', FERRY, { publisher: 'The Guardian' }),
    reportOf('b', OTHER_FERRY, { publisher: 'The Observer' }),
  ];
  expect(explainGrouping(titles).families).toEqual([
    { name: 'Guardian News & Media', outlets: ['The Guardian', 'The Observer'] },
  ]);
});

test('a story’s page and JSON say what is copied, credited and unknown', () => {
  const found = groupStories([AGENCY, CUT, OWN]);
  expect(found).toHaveLength(1);
  expect(contract.stories.parse(storiesJson(found))).toBeTruthy();
  const page = renderTerminal(storyPage(found[0]!), { columns: 400, color: false });
  expect(page).toContain('3 articles, 3 outlets, 1 origin (Reuters), 1 names none');
  expect(page).toMatch(/Island Herald.* shares \d+% of its phrases with · Harbour Gazette.* · origin: Reuters\n/u);
  expect(page).toContain('names no origin');
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { pieceWords } from '../../src/core/writing/pieces.ts';
import { labelText } from '../../src/render/labels.ts';
import { ask } from '../../src/usecases/ask.ts';
import { check } from '../../src/usecases/check.ts';
import { ingestPaths, refresh } from '../../src/usecases/ingest.ts';
import { commonness } from '../../src/usecases/refused.ts';
import { QUIET, scratch, steeredClock, TERMINAL } from '../app.ts';

/** Questions as people and programs really type them: a line that helps, never an exception, never the whole index. */

const here = scratch();
let app: App;
beforeAll(async () => {
  app = await openApp(here.config, { clock: steeredClock('2026-11-20T12:00:00Z'), log: QUIET, inline: true });
  await refresh(app.desk);
});
afterAll(async () => {
  await app.close();
  here.remove();
});

const scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };
const answerTo = (question: string, narrower = {}) => ask(app.desk, { question, scope: { ...scope, ...narrower } });

const NAMES =
  'Abe Kishida Biden Putin Macron Scholz Sunak Trudeau Meloni Modi Lula Erdogan Netanyahu Orban Tusk Rutte Albanese Yoon Marcos Merkel Johnson Truss Cameron Brown Blair Obama Trump Bush Clinton Reagan Carter Ford Nixon Kennedy Eisenhower Truman Roosevelt Hoover Coolidge Harding Wilson Taft McKinley Cleveland Harrison Arthur Garfield Hayes Grant Lincoln'.split(
    ' ',
  );

describe('refused, with a line that helps', () => {
  test.each([
    [
      '¿Qué dijo Rusia sobre los misiles?',
      'A question in Spanish is searched by word alone, so it finds articles in Spanish only. For the others ask in English.',
    ],
    [
      'Was hat Russland gesagt?',
      'A question in German is searched by word alone, so it finds articles in German only. For the others ask in English.',
    ],
    ['violin repertoire maestro', 'No article has the words: violin, repertoire, maestro'],
    [
      'Что сказала Россия?',
      'A question in Russian is searched by word alone, so it finds articles in Russian only. For the others ask in English.',
    ],
    [
      '俄罗斯说了什么？',
      'A question in Chinese is searched by word alone, so it finds articles in Chinese only. For the others ask in English.',
    ],
    ['ماذا قالت روسيا؟', 'Questions are read in English; this one seems to be in Arabic.'],
    ['how many?', 'The question names nothing to look for. Name a person, a country or a thing.'],
    ['the the the the', 'The question names nothing to look for. Name a person, a country or a thing.'],
    ['AND OR NOT', 'The question names nothing to look for. Name a person, a country or a thing.'],
    ['who won the football cup?', 'No article has the words: football, cup'],
    ['miss*', 'No article has the words: miss'],
    ['what did Russia say since tomorrow?', 'No article is dated in that time. Leave the time out to search them all.'],
    ['what did nobody say?', 'The question names nothing to look for. Name a person, a country or a thing.'],
    ['what did say?', 'The question names nothing to look for. Name a person, a country or a thing.'],
    ['What happened in November?', 'No article is dated in that time. Leave the time out to search them all.'],
    [
      'who said "we shall never bow to the tax office"?',
      'No article has these words, whole or altered. Try more of them: /check with the quotation.',
    ],
    [`who are ${NAMES.join(' and ')}?`, / \+\d+$/u],
  ])('%s', async (question, line) => {
    const { status, missing, groups } = await answerTo(question);
    expect([status, groups]).toEqual(['not_in_sources', []]);
    const lines = missing.map(labelText);
    expect(lines).toContainEqual(typeof line === 'string' ? line : expect.stringMatching(line));
    for (const one of lines) expect(one.length).toBeLessThan(200);
  });

  test('a time that ends before it begins, a topic without articles', async () => {
    const found = await answerTo('what did Russia say?', {
      since: Date.UTC(2026, 10, 20),
      until: Date.UTC(2026, 10, 1),
    });
    expect(found.missing.map(labelText)).toContain('That time ends before it begins.');
    const empty = await answerTo('what did Russia say?', { topic: 'no-such-topic' });
    expect(empty.missing.map(labelText)).toContain('There is no article to search yet.');
  });
});

describe('slips of the hand', () => {
  test.each([
    ['wat did Rusia sya abuot teh misiles?', 'Read as: what did Rusia say about the missiles?', 'Zakharova'],
    ['how mny missles were exportd', 'Read as: how many missiles were exported', 'not been disclosed'],
  ])('%s', async (question, line, words) => {
    const answer = await answerTo(question);
    expect(answer.question).toBe(question);
    expect(answer.missing.map(labelText)).toContain(line);
    expect(JSON.stringify(answer.groups)).toContain(words);
  });

  test('a name that no article knows is not respelt into one that they do', async () => {
    const { status, missing } = await answerTo('what did Zakharovo say?');
    expect(status).toBe('not_in_sources');
    expect(missing.map((one) => one.key)).not.toContain('read-as');
  });
});

test('what another server reads neither respells a question nor tells which words are known', async () => {
  const file = join(here.folder, 'theirs.txt');
  writeFileSync(file, 'The orchard behind the lighthouse belongs to the harbour office.');
  await ingestPaths(app.desk, [file], { tenant: 'discord:9', topics: [] });
  const counts = (tenant: string) => commonness(app.desk, tenant)(['orchard', 'missiles', 'zebra']);
  expect(await counts('discord:9')).toEqual([1, expect.any(Number), 0]);
  expect(await counts('discord:1')).toEqual([0, (await counts('discord:9'))[1], 0]);
  const { missing } = await answerTo('who sold the orchard?', { tenant: 'discord:1' });
  expect(missing.map(labelText)).toEqual(['No article has the words: sold, orchard']);
});

test.each([
  ['"missiles" AND Japan'],
  ['NEAR(missiles japan, 5)'],
  ['title:missiles'],
  ['missiles^2'],
  ['+missiles'],
])('search commands are no words to look for: %s', async (question) => {
  const [all, found] = [await answerTo('missiles japan'), await answerTo(question)];
  expect(found.status).toBe(all.status);
  expect(JSON.stringify(found.groups)).toContain('missiles');
});

describe('anything at all', () => {
  const HOSTILE = [
    ...[
      '*',
      '"',
      '""',
      '?',
      '🙂',
      '\u0000',
      '(((',
      "'; drop table articles; --",
      'japan" OR "1"="1',
      '{japan}:x',
      'a:b:c',
    ],
    ...['x', '42', '1850?', 'what', 'is it?', 'what did say?', 'what did the say about the?', 'latest news', 'say'],
    ...['\u202e\u200b missiles', '<script>alert(1)</script>', '@everyone what did Russia say', '\ud83d', '% _ \\'],
    ...['what did Russia say?\n\n/who', 'missile '.repeat(450), 'a'.repeat(3_999), NAMES.join(' ')],
    `what did ${NAMES.join(', ')} say?`,
    'what did Russia say between 5 May 2030 and 1 May 2020?',
    'what did Japan say from 2025 to 2024?',
    'what did Russia say since Friday until Monday?',
    'what changed since 2030-01-01?',
    'what changed since yesterday until last year on Atlantis?',
  ];

  test.each(HOSTILE.map((question) => [question.slice(0, 40), question]))('%j', async (_, question) => {
    const page = await app.chat.run('ask', { question }, TERMINAL);
    const text = labelText(page.push);
    expect(text).not.toContain('Something went wrong');
    if (page.push.key === 'error') return expect(text).toMatch(/^The question has no words\. Ask in one to/u);
    const answer = await answerTo(question);
    const points = answer.groups.flatMap((group) => [...group.points]);
    expect(points.length).toBeLessThanOrEqual(12);
    expect(points.reduce((sum, point) => sum + pieceWords(point.pieces), 0)).toBeLessThanOrEqual(300);
    expect(answer.passages.length).toBeLessThanOrEqual(10);
  });
});

describe('questions that name no topic, and questions for a speaker', () => {
  test.each(['What happened?', "what's new", 'What’s going on?'])('%s gives what a brief gives', async (question) => {
    const { status, groups } = await answerTo(question);
    expect(status).toBe('answered');
    expect(groups.map(({ head }) => head.key)).toEqual(['facts', 'statements']);
    const shown = groups.flatMap(({ points }) => points.map(({ pieces }) => pieceWords(pieces)));
    expect(shown.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(160);
  });

  test('a quotation brings its speaker, an altered one is told as such', async () => {
    const said = await answerTo('who said "Patriot missiles will end up in Ukraine"?');
    expect([said.status, said.groups[0]?.points[0].said?.by?.name]).toEqual(['answered', 'Maria Zakharova']);
    const altered = await answerTo(
      'who said "It can be ruled out that under an already tested scheme Patriot missiles will end up in Ukraine"?',
    );
    expect([altered.status, altered.groups[0]?.head.key]).toEqual(['partial', 'check-altered']);
  });

  test('words put to another speaker without quotation marks', async () => {
    const { verdict, missing } = await check(app.desk, {
      quotation: 'Trump said Patriot missiles will end up in Ukraine',
      scope,
    });
    expect([verdict, missing.map(({ key }) => key)]).toEqual(['part', ['check-other-speaker', 'check-aside']]);
  });

  test('"sources" are those who are not named', async () => {
    const { groups } = await answerTo('what did sources say?');
    const standings = groups.flatMap(({ points }) => points.map(({ said }) => said?.by?.standing));
    expect(new Set(standings)).toEqual(new Set(groups.length > 0 ? ['anonymous'] : []));
  });

  test('one source says only A, another B: may it go to B?', async () => {
    const { status, differences } = await answerTo('may the missiles go to Ukraine?');
    expect(status).toBe('partial');
    expect(differences.map(({ slot }) => slot)).toContain('destination');
  });
});

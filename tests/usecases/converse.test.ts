import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { Answer, Kept } from '../../src/core/model/answer.ts';
import type { Args, Caller } from '../../src/core/model/command.ts';
import { allCitations } from '../../src/core/writing/pages.ts';
import { plainText } from '../../src/core/writing/pieces.ts';
import { labelText } from '../../src/render/labels.ts';
import { pageLines } from '../../src/render/page-lines.ts';
import { goOn } from '../../src/usecases/converse.ts';
import { ingestPaths, refresh } from '../../src/usecases/ingest.ts';
import { QUIET, scratch, steeredClock, TERMINAL } from '../app.ts';

/** Conversations over the topic that comes with the project: what is said next is understood from the page before. */

const TOPIC = 'japan-patriot-exports';
const here = scratch();
const clock = steeredClock('2026-11-20T12:00:00Z');
let app: App;
beforeAll(async () => {
  app = await openApp(here.config, { clock, log: QUIET, inline: true });
  await refresh(app.desk);
  const file = join(here.folder, 'ferry.md');
  const head = '---\ntitle: Ferry toll\npublisher: The Harbour Gazette\npublished: 2026-11-18\n---\n';
  writeFileSync(file, `${head}Russia said that the ferry toll is too high. Poland said that the ferry toll stays.\n`);
  await ingestPaths(app.desk, [file], { tenant: 'terminal', topics: [] });
});
afterAll(async () => {
  await app.close();
  here.remove();
});

let people = 0;
/** Says line after line as one person; the pages that are kept of what was said. */
async function talk(...lines: readonly string[]): Promise<Kept[]> {
  const caller: Caller = {
    ...TERMINAL,
    person: `reader-${++people}`,
    place: { ...TERMINAL.place, channel: `${people}` },
  };
  const pages: Kept[] = [];
  for (const line of lines) {
    clock.forward(10_000);
    const page = await app.chat.hear(line, caller, null);
    const kept = await app.desk.store.kept(TERMINAL.place.tenant, page.id);
    expect(kept, labelText(page.push)).not.toBeNull();
    pages.push(kept!);
  }
  return pages;
}

const lastOf = async (...lines: readonly string[]) => (await talk(...lines)).at(-1) as Answer;
/** What is shown, whatever was asked. */
const shown = ({ groups, missing, differences }: Kept) => ({ groups, missing, differences });
const texts = ({ groups }: Kept) => groups.flatMap(({ points }) => points.map(({ pieces }) => plainText(pieces)));

describe('goes on', () => {
  test.each([
    [['what did Russia say?', 'and China?'], 'what did China say?'],
    [['what did Russia say about the export?', 'and the US?'], 'what did the US say about the export?'],
    [['what did Russia say?', 'and China?', 'and Japan?'], 'what did Japan say?'],
    [['what did Russia say?', 'and about the missiles?'], 'what did Russia say about the missiles?'],
    [['what did Russia say?', 'what did they say about Ukraine?'], 'what did Russia say about Ukraine?'],
    [['how many missiles were exported?', 'and batteries?'], 'how many batteries were exported?'],
    [['how many missiles were exported?', 'why?'], 'why were missiles exported?'],
    [['were missiles exported to the US?', 'when?'], 'when were missiles exported to the US?'],
    [['what did Russia say?', 'since Monday?'], 'what did Russia say since Monday?'],
    [['what did Russia say?', 'and in the last week?', 'and Poland?'], 'what did Poland say in the last week?'],
    [['brief', 'and China?'], 'what did China say?'],
  ])('%j is %s', async (lines, whole) => {
    expect(shown(await lastOf(...lines))).toEqual(shown(await lastOf(whole)));
  });

  test('whom nobody quotes is not in the sources', async () => {
    const { status, question } = await lastOf('what did Russia say?', 'and Brazil?');
    expect([status, question]).toEqual(['not_in_sources', 'What did Brazil say?']);
  });

  test('a question of its own is asked as it stands', async () => {
    const { question } = await lastOf('what did Russia say about the export?', 'How many batteries were sent?');
    expect(question).toBe('How many batteries were sent?');
  });

  test('one outlet alone, also in what follows', async () => {
    const [, only, then] = await talk('what did Russia say?', 'only the Harbour Gazette?', 'and Poland?');
    expect(texts(only!)).toEqual([expect.stringContaining('too high')]);
    expect(texts(then!)).toEqual([expect.stringContaining('stays')]);
    expect((then as Answer).within).toEqual({ outlet: 'The Harbour Gazette' });
  });

  test('within the topic of a briefing', async () => {
    const { within, groups } = await lastOf(`brief ${TOPIC}`, 'and Russia?', 'what did they say about the export?');
    expect(within).toEqual({ topic: TOPIC });
    expect(JSON.stringify(groups)).not.toContain('toll');
  });
});

describe('looks closer', () => {
  test('more about the second point shows it, between its neighbours, and what else bears on it', async () => {
    const [before, closer] = await talk('what did Russia say?', 'more about the second point');
    const second = before!.groups.flatMap(({ points }) => points)[1]!;
    expect(closer!.groups[0]?.head.key).toBe('heading-point');
    expect(closer!.groups[0]?.points).toEqual([second]);
    const more = closer!.groups.slice(1).flatMap(({ points }) => points);
    for (const { citations } of more) expect(citations[0].sentence).not.toEqual(second.citations[0].sentence);
    const page = await app.chat.run('point', { id: before!.id, n: '2' }, TERMINAL);
    const lines = pageLines(page).map(({ fragments }) =>
      fragments.map((one) => ('text' in one ? one.text : '')).join(''),
    );
    const sentence = second.citations[0].sentence.text;
    expect(
      lines.some((line) => line.startsWith('› ') && line.includes(sentence) && line.length > sentence.length + 20),
    ).toBe(true);
    expect(page.actions.map(({ command }) => command)).toContain('cited');
  });

  test('citations keep their numbers', async () => {
    const [before, closer] = await talk('what did Russia say?', 'tell me more about the last one');
    const points = before!.groups.flatMap((group) => group.points);
    expect(closer!.groups[0]?.points[0].citations).toEqual(points.at(-1)?.citations);
  });

  test('what is asked next is asked of the point, or of the question before', async () => {
    const [, closer, why] = await talk('brief', 'the first point', 'why?');
    expect(why!.groups[0]).toEqual(closer!.groups[0]);
    for (const text of texts(why!).slice(1))
      expect(text).toMatch(/\b(?:because|since|so that|as|to|for|due|over|in order|request)\b/u);
    expect(await lastOf('what did Russia say?', 'the first point', 'and China?')).toMatchObject({
      question: 'What did China say?',
    });
  });

  test('tell me more shows nothing twice', async () => {
    const pages = await talk('what did Russia say about the export?', 'tell me more', 'tell me more');
    const all = pages.flatMap(texts);
    expect(new Set(all).size).toBe(all.length);
  });

  test('a briefing is told longer', async () => {
    const [short, long] = await talk('brief', 'tell me more');
    expect(long!.kind).toBe('briefing');
    expect(texts(long!).length).toBeGreaterThan(texts(short!).length);
  });

  test('a point that is not there', async () => {
    const [answer] = await talk('what did Russia say?');
    const page = await app.chat.run('point', { id: answer!.id, n: '99' }, TERMINAL);
    expect(labelText(page.push)).toMatch(/^That answer has only \d+ points\. Name one/u);
  });
});

test.each([
  ['sources?', 'cited'],
  ['what changed?', 'changed'],
  ['and the opposite?', 'differ'],
  ['who said that?', 'point'],
  ['[1]', 'point'],
])('after a briefing %s opens %s', async (line, command) => {
  const [kept] = await talk('brief');
  const meant = await goOn(app.desk, { question: line }, kept!, 'terminal');
  expect([meant?.command, meant?.args.id]).toEqual([command, kept!.id]);
});

test('after a comparison', async () => {
  const page = await lastOf('compare', 'and China?');
  expect(page.question).toBe('What did China say?');
  const [kept] = await talk('compare');
  expect(await goOn(app.desk, { question: 'why?' }, kept!, 'terminal')).toBeNull();
  const meant = await goOn(app.desk, { question: '[2]' }, kept!, 'terminal');
  expect(meant).toEqual({ command: 'cited', args: { id: kept!.id } });
});

test('a topic that is gone limits nothing', async () => {
  const [kept] = await talk('brief');
  const meant = await goOn(app.desk, { question: 'and China?' }, { ...kept!, topic: 'gone' } as Kept, 'terminal');
  expect(meant).toEqual({ command: 'ask', args: { question: 'What did China say?' } });
});

test('what stands beside the question comes before what the page was limited to', async () => {
  const [kept] = await talk('brief');
  const say = (args: Args) => goOn(app.desk, args, kept!, 'terminal');
  expect((await say({ question: 'and China?' }))?.args.topic).toBe(TOPIC);
  expect((await say({ question: 'and China?', topic: 'another' }))?.args.topic).toBe('another');
  expect(await say({ question: 'what changed?' })).toEqual({ command: 'changed', args: { id: kept!.id } });
  expect(await say({ question: 'what changed?', since: '7d' })).toBeNull();
});

/** The numbers of each article on a page. */
const numbersOf = (kept: Kept) =>
  Map.groupBy(allCitations(kept), ({ sentence }) => sentence.span.article)
    .values()
    .map((citations) => [...new Set(citations.map(({ n }) => n))])
    .toArray();

test('an article has one number, and a number one article, however far a page is gone into', async () => {
  const pages = await talk(
    'how many missiles?',
    'more about point 1',
    'more about point 2',
    'more about point 3',
    'more about point 2',
    'more',
  );
  for (const page of pages) {
    const numbers = numbersOf(page);
    expect(numbers.every(({ length }) => length === 1)).toBe(true);
    expect(new Set(numbers.flat()).size).toBe(numbers.length);
  }
});

test('nothing of a briefing is shown again when more is asked for', async () => {
  const pages = await talk('brief', 'more', 'more', 'more');
  const sentences = pages
    .slice(1)
    .map(
      (page) => new Set(allCitations(page).map(({ sentence }) => `${sentence.span.article}:${sentence.span.start}`)),
    );
  const [long, ...more] = sentences as [Set<string>, ...Set<string>[]];
  for (const [at, page] of more.entries())
    for (const earlier of [long, ...more.slice(0, at)]) expect([...page.intersection(earlier)]).toEqual([]);
});

test('two who ask the same at the same moment have each their own page', async () => {
  const page = async (person: string) => {
    await app.chat.run('ask', { question: 'what did China say?' }, { ...TERMINAL, person });
    return (await app.desk.store.lastKept('terminal', person))?.id;
  };
  const [one, other] = [await page('twin-1'), await page('twin-2')];
  expect(one).toBeDefined();
  expect(other).not.toBe(one);
  expect((await app.desk.store.lastKept('terminal', 'twin-1'))?.id).toBe(one);
});

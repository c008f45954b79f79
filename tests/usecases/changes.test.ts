import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { Caller } from '../../src/core/model/command.ts';
import { answerJson } from '../../src/render/json.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { ask } from '../../src/usecases/ask.ts';
import { ingestPaths, refresh } from '../../src/usecases/ingest.ts';
import { QUIET, scratch, steeredClock } from '../app.ts';
import * as contract from '../contract.ts';

/** A topic whose articles grow and change over three days, and what two people are told of it. */

const here = scratch();
const clock = steeredClock('2026-11-16T18:00:00Z');
const folder = join(here.folder, 'briefs/valley/articles');
let app: App;

const article = (name: string, day: string, outlet: string, text: string) =>
  writeFileSync(
    join(folder, `${name}.md`),
    `---\ntitle: ${outlet}\npublisher: ${outlet}\npublished: ${day}\n---\n${text}\n`,
  );

const FIRST =
  'The city has agreed to send 40 trucks to the flooded valley. The road to the valley was closed by a landslide on Sunday night. “We will open the bridge to all lorries in May,” the transport minister of Kenya said.';
const OTHER =
  'After the flood in the valley the city wants to send 40 trucks with food. A landslide closed the road to the valley. The bridge is closed to lorries as well.';

const guest = (tenant: string, channel: string, person: string): Caller => ({
  place: { platform: 'discord', tenant, channel, thread: null },
  person,
  mayManage: false,
  zone: null,
});
const ANN = guest('discord:1', '2', 'ann');
const BOB = guest('discord:1', '2', 'bob');

const say = async (command: string, args: Record<string, string> = {}, caller = ANN) =>
  app.chat.run(command, args, caller);
const lines = async (command: string, args: Record<string, string> = {}, caller = ANN) =>
  renderTerminal(await say(command, args, caller), { columns: 400, color: false });

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '../brief.yaml'), 'title: The valley\n');
  article('a', '2026-11-16', 'Harbour Gazette', FIRST);
  article('b', '2026-11-16', 'Coast News', OTHER);
  const config = { ...here.config, briefs: join(here.folder, 'briefs') };
  app = await openApp(config, { clock, log: QUIET, inline: true });
  await refresh(app.desk);
});
afterAll(async () => {
  await app.close();
  here.remove();
});

test('who has not asked yet is told what to say', async () => {
  expect(await lines('changes')).toMatch(/^You have not asked anything here yet: say since when\. Write a date/u);
});

let briefing = '';
test('nothing new since the brief: that is said, with what was checked', async () => {
  briefing = (await say('brief')).id;
  clock.forward(60_000);
  const page = await lines('changes');
  expect(page).not.toContain('What changed since');
  expect(page).toContain('Nothing new since Nov 16, 2026, 6:00 PM UTC: 2 articles checked');
  expect(page).not.toContain('NOT IN THE SOURCES');
});

test('a figure, a reversal, a correction, a statement, a story: each with its sentences', async () => {
  clock.set('2026-11-18T18:00:00Z');
  article('a', '2026-11-16', 'Harbour Gazette', FIRST.replace('on Sunday night', 'on Saturday morning'));
  article(
    'c',
    '2026-11-18',
    'Coast News',
    'The city has agreed to send 55 trucks to the flooded valley. “We will not open the bridge to all lorries in May,” the transport minister of Kenya said. France said that the valley needed doctors.',
  );
  article('d', '2026-11-18', 'Tennis Week', 'The open tournament begins with twelve players and a new clay court.');
  await refresh(app.desk);
  const page = await lines('changes');
  expect(page).toContain('What changed since Nov 16, 2026, 6:01 PM UTC: 2 new articles, 1 changed');
  const after = (head: string) => page.split(`${head}\n`)[1]?.split('\n\n')[0]?.split('\n');
  expect(after('A figure has changed')).toEqual([
    '• BEFORE The city has agreed to send 40 trucks to the flooded valley. [1]',
    '• NOW The city has agreed to send 55 trucks to the flooded valley. [2]',
  ]);
  expect(after('Reversed: said otherwise before')?.map((line) => line.replace(/ \[\d\]$/u, ''))).toEqual([
    expect.stringMatching(/^• BEFORE “We will open the bridge/u),
    expect.stringMatching(/^• NOW “We will not open the bridge/u),
  ]);
  expect(after('No longer as it was shown to you')).toEqual([
    expect.stringMatching(/^• BEFORE The road .+ on Sunday night\. \[\d\]$/u),
    expect.stringMatching(/^• NOW The road .+ on Saturday morning\. \[\d\]$/u),
  ]);
  expect(after('New story')).toEqual([expect.stringMatching(/^• The open tournament begins/u)]);
  expect(after('New statements')?.join()).toContain('France');
});

test('the watermark is of one person and channel, and moves with every question', async () => {
  expect(await lines('changes')).toContain('Nothing new since Nov 18, 2026, 6:00 PM UTC');
  expect(await lines('changes', {}, BOB)).toContain('You have not asked anything here yet');
  expect(await lines('changes', {}, guest('discord:1', '3', 'ann'))).toContain('You have not asked anything here yet');
  expect(await lines('changes', {}, guest('discord:2', '2', 'ann'))).toContain('You have not asked anything here yet');
});

test('the button goes back to its own brief, whatever was asked since', async () => {
  const page = await lines('changed', { id: briefing });
  expect(page).toContain('What changed since Nov 16, 2026, 6:00 PM UTC: 2 new articles, 1 changed');
  expect(page).toContain('55 trucks');
  const { actions } = await say('brief');
  expect(actions.length).toBeLessThanOrEqual(4);
  const answer = await say('ask', { question: 'what did France say?' });
  expect(answer.actions.map((one) => one.command)).toContain('changed');
});

test('the sources of a correction show both versions, each among its own sentences', async () => {
  const sources = await lines('cited', { id: (await say('changed', { id: briefing })).id });
  expect(sources).toContain('closed by a landslide on Sunday night.');
  expect(sources).toContain('closed by a landslide on Saturday morning.');
});

test('in words: since a day, since I last asked, on something', async () => {
  expect(await lines('ask', { question: 'what changed since Tuesday?' }, BOB)).toContain(
    'What changed since Nov 17, 2026, 12:00 AM UTC: 2 new articles',
  );
  expect(await lines('brief', { question: 'what has changed since I last asked?' }, BOB)).toContain(
    'Nothing new since',
  );
  const tennis = await lines('ask', { question: 'what is new about the tournament since Tuesday?' }, BOB);
  expect(tennis).toContain('clay court');
  expect(tennis).not.toContain('trucks');
  expect(await lines('changes', { since: '2026-11-19' }, BOB)).toContain('Nothing new');
  expect(app.chat.parse('/changes 7d')).toEqual({ command: 'changes', args: { since: '7d' } });
  expect(app.chat.parse('/brief changes valley')).toEqual({ command: 'changes', args: { topic: 'valley' } });
  expect(app.chat.parse('/changes on the trucks')).toEqual({
    command: 'changes',
    args: { question: 'what changed on the trucks' },
  });
});

test('an article that is older is counted, and no news', async () => {
  await say('ask', { question: 'what did France say?' }, BOB);
  article('e', '2026-10-01', 'Coast News', 'The valley had a festival of kites with nine judges and a band.');
  await refresh(app.desk);
  const page = await lines('changes', {}, BOB);
  expect(page).toContain('no new article, none changed; 1 older one indexed');
  expect(page).not.toContain('kites');
});

test('a withdrawn article no longer holds what was shown; its sentence stays readable', async () => {
  clock.forward(60_000);
  await app.desk.store.withdraw('public', 'a.md');
  const page = await lines('changes');
  expect(page).toMatch(/No longer as it was shown to you\n• NO LONGER THERE .+ \[1\]/u);
});

test('another tenant’s articles stay there', async () => {
  const file = join(here.folder, 'secret.txt');
  writeFileSync(file, 'The harbour master of Kenya said that the secret quay would be sold to a bank.');
  await say('ask', { question: 'what did France say?' }, BOB);
  await ingestPaths(app.desk, [file], { tenant: 'discord:9', topics: ['valley'] });
  expect(await lines('changes', {}, BOB)).toContain('Nothing new');
});

test('as JSON it keeps the contract', async () => {
  const scope = { tenant: 'terminal', topic: null, docs: null, since: null, until: null };
  const answer = await ask(app.desk, { question: 'what changed since 17 November 2026?', scope });
  const json = contract.answer.parse(JSON.parse(JSON.stringify(answerJson(answer))));
  expect(json.since).toEqual({ at: '2026-11-17T00:00:00.000Z', fresh: 2, changed: 0, older: 0 });
  expect(json.points.map((one) => one.change).filter(Boolean)).toContain('now');
  const onTopic = await ask(app.desk, { question: 'what is new about the tournament since Tuesday?', scope });
  expect(onTopic.passages.map((one) => one.article)).toContain('d.md');
  const chosen = await ask(app.desk, { question: answer.question, scope, choices: ['trucks', 'kites'] });
  expect([chosen.choice, chosen.since]).toEqual([expect.any(Number), undefined]);
  // Without a time and without a person there is nothing to compare with: an answer like any other.
  expect((await ask(app.desk, { question: 'what changed?', scope })).since).toBeUndefined();
});

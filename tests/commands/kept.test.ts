import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { Citation, Kept } from '../../src/core/model/answer.ts';
import type { Caller } from '../../src/core/model/command.ts';
import type { Page } from '../../src/core/model/page.ts';
import { renderDiscord } from '../../src/render/discord.ts';
import { answerJson, briefingJson } from '../../src/render/json.ts';
import { labelText } from '../../src/render/labels.ts';
import { renderSlack } from '../../src/render/slack.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { ingestPaths, refresh } from '../../src/usecases/ingest.ts';
import { QUIET, scratch, TERMINAL } from '../app.ts';

/** What stands under an answer, and what each button opens: on the topic that comes with the project, and on one made here. */

const here = scratch();
const options = { clock: () => Date.parse('2026-11-20T12:00:00Z'), log: QUIET, inline: true };
let app: App;

/** Another server, whose own articles are dated and have addresses. */
const DATED: Caller = {
  place: { platform: 'slack', tenant: 'slack:T1', channel: 'C1', thread: null },
  person: 'U1',
  mayManage: false,
  zone: null,
};

beforeAll(async () => {
  app = await openApp(here.config, options);
  await refresh(app.desk);
  const file = join(here.folder, 'dated.jsonl');
  const article = (id: string, hour: number, text: string) => ({
    ...{ id, title: `Title *${id}*`, source: '@everyone', url: `https://news.example/${id}_(x)` },
    ...{ published: `2026-11-1${hour}T08:30:00Z`, text },
  });
  const rows = [
    article(
      'one',
      1,
      'Kenya has agreed to send 40 trucks to Chad. “We will open the road,” the foreign minister of Kenya said.',
    ),
    article(
      'two',
      2,
      'Kenya is preparing to send 55 trucks to Chad. Chad said that the road would stay shut. Chad denied that it had asked for trucks.',
    ),
  ];
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  await ingestPaths(app.desk, [file], { tenant: 'slack:T1', topics: [] });
});
afterAll(async () => {
  await app.close();
  here.remove();
});

const say = (command: string, args = {}, caller: Caller = TERMINAL) => app.chat.run(command, args, caller);
const shown = (page: Page) => renderTerminal(page, { columns: 2_000, color: false });
const commandsOf = (page: Page) => page.actions.map((action) => action.command);
const press = (page: Page, command: string, caller: Caller = TERMINAL, from: App = app) => {
  const action = page.actions.find((one) => one.command === command);
  if (!action) throw new Error(`no button ${command} among ${commandsOf(page).join()}`);
  return from.chat.run(action.command, action.args, caller);
};
const RUSSIA = { question: 'what did Russia say?' };

describe('the buttons', () => {
  test('Sources, the case, Share and the rest behind ⋯, each with what is behind it', async () => {
    const page = await say('brief');
    expect(page.actions.map((action) => labelText(action.text))).toEqual(['Sources 5', 'Differ 3', 'Share', '⋯']);
    const more = await press(page, 'more');
    expect(more.actions.map((action) => labelText(action.text))).toEqual([
      'Who said it',
      'What changed',
      'Stories',
      'Copy',
      '👍',
      '👎',
    ]);
    const check = await say('check', {
      quotation: 'It cannot be ruled out that under an already tested scheme Patriot missiles will end up in Ukraine.',
    });
    expect(check.actions.map((action) => labelText(action.text))).toEqual([
      'Sources 1',
      'What Maria Zakharova said',
      'Share',
      '⋯',
    ]);
  });

  test('nothing of a refusal is opened that is not there', async () => {
    const refusal = await say('ask', { question: 'what did Brazil say?' });
    expect(commandsOf(refusal)).toEqual(['watch this', 'changed', 'rate', 'rate']);
  });

  test('every one works after a restart, and leads to a page of the same id where it is made of the page', async () => {
    const pages = [
      await say('brief'),
      await say('ask', RUSSIA),
      await say('compare', {}),
      await say('ask', { question: 'how many missiles?' }),
    ];
    const again = await openApp(here.config, options);
    let pressed = 0;
    for (const page of pages)
      for (const action of page.actions) {
        const opened = await again.chat.run(action.command, action.args, TERMINAL);
        expect(opened.push.key).not.toBe('error');
        if (!['changed', 'watch this'].includes(action.command)) expect(opened.id).toBe(page.id);
        for (const hidden of action.command === 'more' ? opened.actions : [])
          expect((await again.chat.run(hidden.command, hidden.args, TERMINAL)).push.key).not.toBe('error');
        pressed += 1 + (action.command === 'more' ? opened.actions.length : 0);
      }
    await again.close();
    expect(pressed).toBeGreaterThan(20);
  });

  test('of another server, or of an id that is none, nothing opens', async () => {
    const { id } = await say('ask', RUSSIA);
    for (const command of ['cited', 'differ', 'dated', 'said', 'copy', 'more', 'share', 'rate']) {
      expect(labelText((await say(command, { id, as: 'up' }, DATED)).push)).toContain('no answer');
      expect(labelText((await say(command, { id: 'frob', as: 'up' })).push)).toContain('no answer');
    }
  });
});

describe('what they open', () => {
  test('who said it: by speaker, denials and positions among it', async () => {
    const page = await press(await say('ask', RUSSIA), 'said');
    expect(shown(page)).toContain('Who said it: 3 speakers, 8 statements, 2 denied');
    const text = shown(page);
    expect(text.match(/DENIED/gu)).toHaveLength(2);
    expect(text.indexOf('DENIED')).toBeLessThan(text.indexOf('Maria Zakharova'));
    const briefed = shown(await press(await press(await say('brief'), 'more'), 'said'));
    expect(briefed).toContain('Japanese Defence Ministry');
    expect(briefed.match(/It cannot be ruled out/gu)).toHaveLength(1);
  });

  test('one speaker alone has no such button', async () => {
    const page = await say('ask', { question: 'what did Maria Zakharova say?' });
    const more = await press(page, 'more');
    expect([...commandsOf(page), ...commandsOf(more)]).not.toContain('said');
  });

  test('copy: the lines and their sources as they can be pasted, without bold type and links', async () => {
    const answer = await say('ask', { question: 'What did Chad say?' }, DATED);
    const page = await press(await press(answer, 'more', DATED), 'copy', DATED);
    const [discord] = renderDiscord(page);
    const text = discord!.components[0].content;
    expect(text).not.toMatch(/(?<!\\)\*\*|^#|^-#|\]\(/mu);
    expect(text).toContain('Chad denied that it had asked for trucks. \\[1]');
    expect(text).toMatch(
      /^\\\[1\] ＠everyone · Title \\\*two\\\* · Nov 12, 2026, 8:30 AM UTC · <https:\/\/news.example\/two_%28x%29>$/mu,
    );
    const slack = JSON.stringify(renderSlack(page)[0]!.blocks);
    expect(slack).not.toContain('*');
    expect(slack).not.toContain('|');
    expect(slack).toContain('<https://news.example/two_(x)>');
    expect(page.actions).toEqual([]);
  });

  test('a page that is shared has no Share, the rest stays', async () => {
    const answer = await say('ask', RUSSIA);
    const page = await press(answer, 'share');
    expect(commandsOf(page)).toEqual(commandsOf(answer).filter((command) => command !== 'share'));
    expect(app.chat.find('share')?.reply).toBe('public');
    expect(shown(page)).not.toContain('Share');
  });

  test('👍 and 👎 are kept, the later one counts, and anything else is refused', async () => {
    const reader: Caller = { ...TERMINAL, person: 'reader' };
    const { id } = await say('ask', RUSSIA, reader);
    expect(shown(await say('rate', { id, as: 'up' }, reader))).toBe('Thank you, noted.');
    expect(shown(await say('rate', { id, as: 'down' }, reader))).toContain('other words may find more');
    expect((await app.desk.store.personal('terminal', 'reader')).ratings).toBe(1);
    expect(shown(await say('rate', { id, as: 'sideways' }, reader))).toContain('“sideways” is neither up nor down');
  });

  test('what changed since, when nothing did, is said once', async () => {
    const page = await press(await press(await say('brief'), 'more'), 'changed');
    const text = shown(page);
    expect(text.match(/since/gu)).toHaveLength(1);
    expect(text).toMatch(/^Nothing new since Nov 20, 2026, 12:00 PM UTC: 5 articles checked\n/u);
    expect(text).not.toContain('Searched');
    expect(commandsOf(page)).toEqual(['rate', 'rate']);
  });

  test('a long question is named by its beginning, and one message is enough', async () => {
    const question = `what did Russia say about ${'the missiles and '.repeat(200)}?`;
    const page = await say('ask', { question });
    expect(labelText(page.push).length).toBeLessThan(400);
    expect(renderDiscord(page)).toHaveLength(1);
    expect(renderSlack(page)).toHaveLength(1);
    expect((await say('last')).id).toBe(page.id);
  });
});

describe('citation numbers', () => {
  const numbers = (all: readonly Citation[]) => new Map(all.map((one) => [one.n, one.sentence.span.article]));

  /** Every citation of a page, wherever it stands. */
  function citationsIn(value: unknown): Citation[] {
    if (typeof value !== 'object' || value === null) return [];
    const own = 'sentence' in value && 'n' in value ? [value as Citation] : [];
    return [...own, ...Object.values(value).flatMap(citationsIn)];
  }
  const jsonOf = (kept: Kept): unknown =>
    kept.kind === 'answer' ? answerJson(kept) : kept.kind === 'briefing' ? briefingJson(kept) : null;
  function citedIn(json: unknown): [number, string][] {
    if (typeof json !== 'object' || json === null) return [];
    const own: [number, string][] =
      'n' in json && 'article' in json && 'quote' in json ? [[json.n as number, json.article as string]] : [];
    return [...own, ...Object.values(json).flatMap(citedIn)];
  }

  test.each([
    ['brief', {}, TERMINAL],
    ['brief', { length: 'long' }, TERMINAL],
    ['ask', RUSSIA, TERMINAL],
    ['ask', { question: 'how many missiles?' }, TERMINAL],
    ['ask', { question: 'what did China say?' }, TERMINAL],
    ['ask', { question: 'how many trucks did Kenya agree to send?' }, DATED],
    ['ask', { question: 'What did Chad say?' }, DATED],
  ] as const)('%s %j: the same in the text, in Sources, in JSON and behind every button', async (command, args, caller) => {
    const page = await say(command, args, caller);
    const kept = await app.desk.store.kept(caller.place.tenant, page.id);
    const truth = new Map(citedIn(jsonOf(kept!)));
    expect(truth.size).toBeGreaterThan(0);
    const opened = [page];
    for (const action of page.actions) {
      const behind = await app.chat.run(action.command, action.args, caller);
      opened.push(behind);
      if (action.command === 'more')
        for (const hidden of behind.actions) opened.push(await app.chat.run(hidden.command, hidden.args, caller));
    }
    const same = opened.filter((one) => one.id === page.id);
    expect(same.length).toBeGreaterThan(4);
    for (const one of same) {
      for (const [n, article] of numbers(citationsIn(one.blocks))) expect([n, article]).toEqual([n, truth.get(n)]);
      const text = renderDiscord(one)
        .map((message) => message.components[0].content)
        .join('\n');
      for (const [, n] of text.matchAll(/\[\[?(\d+)\]/gu)) expect(truth.has(Number(n))).toBe(true);
      for (const block of one.blocks)
        for (const { source } of block.is === 'sources' ? block.items : [])
          expect(truth.get(source.n)).toBe(source.article);
    }
    const sources = same.find((one) => one.push.key === 'heading-sources');
    const listed = [
      ...new Set(
        sources?.blocks.flatMap((block) => (block.is === 'sources' ? block.items.map((item) => item.source.n) : [])),
      ),
    ];
    expect(listed).toEqual([...truth.keys()].sort((a, b) => a - b));
  });
});

test('sources that are many come a page at a time', async () => {
  const file = join(here.folder, 'many.jsonl');
  const caller: Caller = { ...DATED, place: { ...DATED.place, tenant: 'slack:T2' } };
  const long = `that the road ${'and the bridge '.repeat(60)}would open`;
  const rows = Array.from({ length: 12 }, (_, n) => ({
    ...{ id: `m${n}`, title: `Title ${n}`, url: `https://news.example/${n}`, published: `2026-11-${10 + (n % 9)}` },
    text: `Kenya said ${long} in week ${n}. ${'The river rose again that day. '.repeat(20)}`,
  }));
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  await ingestPaths(app.desk, [file], { tenant: 'slack:T2', topics: [] });
  const answer = await say('ask', { question: 'What did Kenya say?' }, caller);
  const kept = await app.desk.store.kept('slack:T2', answer.id);
  const cited = new Set(
    kept!.groups
      .flatMap((group) => group.points)
      .flatMap((one) => [...one.citations, ...one.alsoIn])
      .map((one) => one.n),
  );
  let page = await press(answer, 'cited', caller);
  const found: number[] = [];
  for (let pages = 1; ; pages++) {
    found.push(
      ...page.blocks.flatMap((block) => (block.is === 'sources' ? block.items.map((item) => item.source.n) : [])),
    );
    expect(renderDiscord(page).length).toBeLessThanOrEqual(3);
    const next = page.actions.find((action) => labelText(action.text).startsWith('More: page'));
    if (!next) break;
    expect(pages).toBeLessThan(20);
    page = await app.chat.run(next.command, next.args, caller);
  }
  expect([...new Set(found)]).toEqual([...cited].sort((a, b) => a - b));
});

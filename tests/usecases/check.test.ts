import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { renderDiscord } from '../../src/render/discord.ts';
import { labelText } from '../../src/render/labels.ts';
import { renderSlack } from '../../src/render/slack.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { check } from '../../src/usecases/check.ts';
import { ingestPaths } from '../../src/usecases/ingest.ts';
import { QUIET, scratch, TERMINAL } from '../app.ts';

/** `/check` over a store and an index, and its page as the three platforms show it. */

const here = scratch({ SITREP_BRIEFS: '/nowhere' });
const scope = { tenant: 'terminal', topic: null, docs: null, since: null, until: null };
let app: App;

beforeAll(async () => {
  app = await openApp(here.config, { clock: () => Date.parse('2026-11-20T12:00:00Z'), log: QUIET, inline: true });
  const file = join(here.folder, 'articles.jsonl');
  const rows = [
    {
      id: 'late',
      source: 'Harbour Post',
      title: 'Port stays open',
      url: 'https://post.example/port',
      published: '2026-11-18',
      text: '“We will not close the port of Mombasa,” the Kenyan foreign ministry said on Wednesday. Traders were relieved.',
    },
    {
      id: 'early',
      source: 'Coast Wire',
      url: 'https://wire.example/port',
      published: '2026-11-16',
      text: 'Ships waited. The Kenyan foreign ministry said: “We will not close the port of Mombasa.” It gave no reason.',
    },
    {
      id: 'undated',
      text: 'The Ugandan foreign ministry said: “We will not close the port of Mombasa before the summer.”',
    },
    { id: 'japanese', text: '外務省は「港を閉鎖しない」と述べた。記者団に対して説明した。' },
    ...Array.from({ length: 60 }, (_, n) => ({
      id: `other-${n}`,
      text: `The port of Mombasa took in ${n} ships on Monday. We saw them close to the quay, and the foreign ministry did not say more.`,
    })),
  ];
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  await ingestPaths(app.desk, [file], { tenant: 'terminal', topics: [] });
});
afterAll(async () => {
  await app.close();
  here.remove();
});

const say = (quotation: string) => app.chat.run('check', { quotation }, TERMINAL);
const shown = async (quotation: string) => renderTerminal(await say(quotation), { columns: 200, color: false });

test('exact: who, where first among the dated, the others beside it, another speaker apart', async () => {
  const found = await check(app.desk, { quotation: 'We will not close the port of Mombasa', scope });
  const points = found.groups.flatMap((group) => group.points);
  expect([found.verdict, found.first]).toEqual(['exact', 1]);
  expect(points.map((point) => [point.said?.by?.country, point.citations[0].sentence.span.article])).toEqual([
    ['KE', 'early'],
    ['UG', 'undated'],
  ]);
  expect(points[0]?.alsoIn.map((one) => one.sentence.span.article)).toEqual(['late']);
  expect(found.missing.map((one) => one.key)).toEqual(['check-speakers-differ']);
  const text = await shown('We will not close the port of Mombasa');
  expect(text).toContain('EXACT\n');
  expect(text).toContain('First published of those that are dated: [1], Nov 16, 2026 (1 undated)');
  expect(text).toContain('Coast Wire · early · Nov 16, 2026');
});

test('altered: the words that differ are marked on every platform, and told in words', async () => {
  const page = await say('We will close the harbour of Mombasa');
  const terminal = renderTerminal(page, { columns: 200, color: false });
  expect(terminal).toContain('ALTERED: 1 word replaced, 1 word left out');
  expect(terminal).toContain('≠ A negation is among the words that differ.');
  expect(terminal).toContain('“We will *not* close the *port* of Mombasa.”');
  expect(terminal).toContain('left out “not”');
  expect(terminal).toContain('asked “harbour”, source “port”');
  expect(renderTerminal(page, { columns: 200, color: true })).toContain('\u001b[4mnot');
  expect(JSON.stringify(renderDiscord(page))).toContain('**not** close the **port** of');
  expect(JSON.stringify(renderSlack(page))).toContain('*not* close the *port* of');
});

test('the buttons open the sources, more of the speaker, and the check comes back', async () => {
  const page = await say('We will close the port of Mombasa');
  expect(page.actions.map((one) => one.command)).toEqual(['cited', 'who', 'share', 'more']);
  for (const { command, args } of page.actions)
    expect(renderTerminal(await app.chat.run(command, args, TERMINAL), { columns: 200, color: false })).toContain(
      'Mombasa',
    );
  await say('We will close the port of Mombasa');
  expect((await app.chat.run('last', {}, TERMINAL)).id).toBe(page.id);
});

test.each([
  ['', '“quotation” is missing: /check quotation [topic] [since].'],
  ['“…”', 'The quotation has no words. Paste the words as they are quoted'],
  ['word '.repeat(900), 'The quotation has 4,499 characters, at most 4,000 are read.'],
])('%j is no quotation', async (typed, expected) => {
  expect(labelText((await say(typed)).push)).toContain(expected);
});

test.each([
  ['港を閉鎖しない', 'EXACT'],
  ['relieved', 'not as a quotation: they are the writer’s own'],
  ['"port" NEAR mombasa OR * title:x', 'NOT IN THE SOURCES'],
  ['\u202eesrever \u2066text\u2069', 'NOT IN THE SOURCES'],
  ['**bold** <@1> [x](javascript:1) `code` @everyone', 'NOT IN THE SOURCES'],
  [`${'We will not close the port of Mombasa. '.repeat(99)}`, 'Searched 64 articles'],
  ['a b c d '.repeat(490), 'NOT IN THE SOURCES'],
])('%j gives %j', async (typed, expected) => {
  expect(await shown(typed)).toContain(expected);
});

test('of words that stand everywhere it is said how far they were looked for', async () => {
  const file = join(here.folder, 'many.jsonl');
  const rows = Array.from({ length: 620 }, (_, n) =>
    JSON.stringify({ id: `many-${n}`, text: `They will do it ${n}.` }),
  );
  writeFileSync(file, rows.join('\n'));
  await ingestPaths(app.desk, [file], { tenant: 'slack:1', topics: [] });
  const of = (quotation: string) => check(app.desk, { quotation, scope: { ...scope, tenant: 'slack:1' } });
  const found = await of('it they do will');
  expect([found.verdict, found.missing]).toEqual(['not_in_sources', [{ key: 'check-searched', args: { count: 600 } }]]);
  expect((await of('nobody ever said this about Mombasa')).missing).toEqual([]);
});

test('a quotation of another tenant is not found', async () => {
  const elsewhere = { ...scope, tenant: 'discord:1' };
  expect(
    (await check(app.desk, { quotation: 'We will not close the port of Mombasa', scope: elsewhere })).verdict,
  ).toBe('not_in_sources');
});

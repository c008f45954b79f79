import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { Page } from '../../src/core/model/page.ts';
import { renderDiscord } from '../../src/render/discord.ts';
import { renderSlack } from '../../src/render/slack.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { ingestPaths } from '../../src/usecases/ingest.ts';
import { QUIET, scratch, TERMINAL } from '../app.ts';

/** What the Sources button opens, on every platform: the cited sentence between its neighbours, its link at that very sentence. */

const here = scratch();
let app: App;
let sources: Page;
const TEXT =
  'The harbour was quiet. Kenya has agreed to send 40 trucks to Chad. It rained all day. The quay is closed.';

beforeAll(async () => {
  const file = join(here.folder, 'a.jsonl');
  const article = { id: 'a', title: 'Trucks', source: 'Example Wire', url: 'https://news.example/a_(b)*c', text: TEXT };
  writeFileSync(file, JSON.stringify(article));
  app = await openApp(here.config, { clock: () => Date.parse('2026-11-20T12:00:00Z'), log: QUIET, inline: true });
  await ingestPaths(app.desk, [file], { tenant: 'terminal', topics: [] });
  const answer = await app.chat.run('ask', { question: 'How many trucks did Kenya agree to send?' }, TERMINAL);
  sources = await app.chat.run('cited', { id: answer.id }, TERMINAL);
});
afterAll(async () => {
  await app.close();
  here.remove();
});

const LINK = ':~:text=Kenya%20has%20agreed%20to%20send%2040%20trucks%20to%20Chad.';

test.each<readonly [string, () => string]>([
  ['Discord', () => JSON.stringify(renderDiscord(sources))],
  ['Slack', () => JSON.stringify(renderSlack(sources))],
  ['the terminal', () => renderTerminal(sources, { columns: 400, color: true })],
])('%s', (_, rendered) => {
  const text = rendered();
  const words = text.replace(/\u001b\[\d+m|\*+/gu, '');
  expect(words).toContain('The harbour was quiet. Kenya has agreed to send 40 trucks to Chad. It rained all day.');
  expect(words).not.toContain('The quay is closed.');
  expect(words).toContain('Example Wire');
  expect(text).toContain(LINK);
});

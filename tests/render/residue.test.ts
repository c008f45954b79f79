import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { Page } from '../../src/core/model/page.ts';
import { clean } from '../../src/render/clean.ts';
import { renderDiscord } from '../../src/render/discord.ts';
import { escapeDiscord } from '../../src/render/escape-discord.ts';
import { escapeSlack } from '../../src/render/escape-slack.ts';
import { labelText } from '../../src/render/labels.ts';
import { pageLines } from '../../src/render/page-lines.ts';
import { withRowButtons } from '../../src/render/row-buttons.ts';
import { BEHIND_BRIEF, renderSlack } from '../../src/render/slack.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { refresh } from '../../src/usecases/ingest.ts';
import { QUIET, scratch, TERMINAL } from '../app.ts';

/**
 * The residue test of CONTRACT §1: take every quote, cut, gloss and label out of a rendered message, and only
 * punctuation and layout are left. On the real pages of the topic that comes with the project.
 */

const here = scratch();
let app: App;
const pages: Page[] = [];
let corpus = '';

beforeAll(async () => {
  app = await openApp(here.config, { clock: () => Date.parse('2026-11-20T12:00:00Z'), log: QUIET, inline: true });
  await refresh(app.desk);
  const scope = { tenant: 'public', topic: null, docs: null, since: null, until: null };
  const articles = await app.desk.store.articles('public', await app.desk.store.list(scope, 100));
  corpus = articles.map(({ article }) => `${article.text}\n${article.title}\n${article.publisher}`).join('\n');
  const questions = ['what did Russia say?', 'how many missiles?', 'what did China say?', 'what did Brazil say?'];
  const commands = ['brief', 'compare', 'who', 'help', 'sources list', 'topic list', 'digest list'];
  const tests = [
    { words: 'missiles -kremlin' },
    { words: 'missiles +ferry actor:China', article: '1-beijing-media-react.md' },
  ];
  for (const args of tests) pages.push(await app.chat.run('topic test', args, TERMINAL));
  for (const question of questions) pages.push(await app.chat.run('ask', { question }, TERMINAL));
  const quotations = [
    'The Japanese side loses control over the weapons with which Washington can now do whatever it wants.',
    'As Sergei Lavrov said: “It can be ruled out that Patriot missiles will … in Kyiv”',
    'The batch, was completed in mid-November',
    'We will bomb them all tomorrow',
  ];
  for (const quotation of quotations) pages.push(await app.chat.run('check', { quotation }, TERMINAL));
  for (const command of commands) pages.push(await app.chat.run(command, {}, TERMINAL));
  pages.push(await app.chat.run('brief', { length: 'long' }, TERMINAL), await app.chat.welcome(TERMINAL));
  for (const page of [...pages])
    for (const action of page.actions) {
      const opened = await app.chat.run(action.command, action.args, TERMINAL);
      pages.push(opened);
      if (action.command === 'more')
        for (const hidden of opened.actions) pages.push(await app.chat.run(hidden.command, hidden.args, TERMINAL));
    }
});
afterAll(async () => {
  await app.close();
  here.remove();
});

const WORDS = /[\p{L}\p{N}]/u;

/** What is left of a message when its fragments are taken out, longest first. */
function residue(page: Page, message: string, escaped: (text: string) => string): string {
  const fragments = pageLines(page)
    .flatMap((line) => line.fragments)
    .filter((one) => one.is !== 'mark')
    .map((one) => escaped(clean(one.text)).trim());
  const buttons = page.actions.map((action) => escaped(clean(labelText(action.text))).trim());
  const known = [...new Set([...fragments, ...buttons])].filter(Boolean).sort((a, b) => b.length - a.length);
  return known.reduce((rest, one) => rest.replaceAll(one, ''), message);
}

/** The words that stand for an instant of the page; an instant that is none of its own stays and is found. */
function instant(page: Page, seconds: string): string {
  const own = pageLines(page).flatMap((line) => line.fragments);
  return own.find(({ at }) => at !== undefined && Math.floor(at / 1_000) === Number(seconds))?.text ?? `at ${seconds}`;
}

test('a page’s fragments are verbatim quotes, labels, and marks without a word', () => {
  let quotes = 0;
  for (const one of pages.flatMap((page) => pageLines(page)).flatMap((line) => line.fragments)) {
    if (one.is === 'mark') expect(one.text).not.toMatch(WORDS);
    if (one.is === 'cut') expect(one.text).toBe('…');
    if (one.is === 'quote' || one.is === 'gloss') {
      expect(corpus).toContain(one.is === 'gloss' ? one.text.slice(1, -1) : one.text);
      quotes += 1;
    }
  }
  console.log(`residue: ${pages.length} pages, ${quotes} quotes found verbatim in the articles`);
  expect(pages.length).toBeGreaterThan(20);
  expect(quotes).toBeGreaterThan(60);
});

test('terminal: only punctuation is left', () => {
  for (const page of pages) {
    const message = renderTerminal(page, { columns: Number.MAX_SAFE_INTEGER, color: false });
    const numbers = page.actions.map((_, at) => `[${at + 1}] `);
    const rest = numbers.reduce(
      (text, number) => text.replace(number, ''),
      residue(page, message, (text) => text),
    );
    expect(rest).not.toMatch(WORDS);
  }
});

test('Discord: only punctuation is left', () => {
  for (const page of pages) {
    const messages = renderDiscord(page);
    const text = messages.map((message) => message.components[0].content).join('\n');
    const pager = messages.length > 1 ? /\d+ of \d+/gu : /(?!)/u;
    const shown = text.replace(/\]\(<[^>]*>\)/gu, '').replace(/<t:(\d+):f>/gu, (_, at: string) => instant(page, at));
    expect(residue(withRowButtons(page), shown, escapeDiscord).replace(pager, '')).not.toMatch(WORDS);
  }
});

test('Slack: only punctuation is left', () => {
  for (const page of pages) {
    const blocks = renderSlack(page).flatMap((message) => message.blocks);
    const texts = blocks.flatMap((block) =>
      block.type === 'actions'
        ? []
        : block.type === 'context'
          ? block.elements.map((one) => one.text)
          : [block.text.text],
    );
    // On Slack every command is typed behind `/brief`, and labels say so.
    const text = texts
      .join('\n')
      .replace(/<https?:[^|>]*\|/gu, '')
      .replace(/<!date\^(\d+)\^[^|]*\|[^>]*>/gu, (_, at: string) => instant(page, at))
      .replace(new RegExp(`/brief (?=${BEHIND_BRIEF.join('|')})`, 'gu'), '/');
    const pager = /\d+ of \d+/gu;
    const plain = residue(page, text, (one) => one);
    expect(residue(page, plain, escapeSlack).replace(pager, '')).not.toMatch(WORDS);
  }
});

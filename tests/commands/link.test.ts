import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { linkCommand } from '../../src/commands/link.ts';
import { addressesIn } from '../../src/core/address.ts';
import type { Page } from '../../src/core/model/page.ts';
import { labelText } from '../../src/render/labels.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { QUIET, scratch, steeredClock, TERMINAL } from '../app.ts';
import { page, type Site, serve } from '../infra/fetch/server.ts';

const FERRY = `Kenya said that six ferries would cross Lake Victoria every day from Monday. The ferries carry 300 people each.
  Tanzania denied that the crossing had been agreed. “We have signed nothing,” the minister of transport said in Mwanza.
  The port of Kisumu was rebuilt in two years, and 40 million dollars were spent on it. Uganda said that it would wait.
  The crossing takes four hours, and the first ferry left the port on Sunday with 120 people on board.`;
const PAGES: Readonly<Record<string, string>> = {
  '/ferries': FERRY,
  '/stub': 'Subscribe to continue reading.',
  '/list': 'Row '.repeat(200),
};

const here = scratch();
let site: Site;
let app: App;
beforeAll(async () => {
  site = await serve(({ url }, response) => {
    const text = PAGES[url ?? ''];
    if (text === undefined) response.writeHead(404).end();
    else page(response, `<meta property="og:site_name" content="The Lake"><p>${text}</p>`);
  });
  const config = { ...here.config, fetch: { agent: 'Sitrep/test', allow: [`127.0.0.1:${site.port}`] } };
  app = await openApp(config, { clock: steeredClock('2026-11-20T12:00:00Z'), log: QUIET, inline: true });
});
afterAll(async () => {
  await app.close();
  await site.close();
  here.remove();
});

const run = (text: string): Promise<Page> => linkCommand(app.desk).run({ text }, TERMINAL);
const shown = (made: Page) => renderTerminal(made, { columns: 160, color: false });
const notes = (made: Page) => made.blocks.flatMap((block) => (block.is === 'note' ? [labelText(block.text)] : []));

test('it stands in the menu of a message, and anybody may ask', () => {
  const command = linkCommand(app.desk);
  expect(command).toMatchObject({ name: 'link', onMessage: 'action-brief-this', reply: 'answer', needs: 'read' });
  expect(labelText({ key: command.onMessage! })).toBe('Brief this');
  expect(command.options).toMatchObject([{ name: 'text', required: true, kind: 'rest' }]);
});

test('a briefing that says what was indexed, from where, and what could not be', async () => {
  const made = await run(`${site.origin}/ferries and ${site.origin}/stub`);
  expect(made.blocks[0]).toMatchObject({ is: 'heading', text: { args: { title: 'The Lake' } } });
  expect(notes(made).slice(0, 2)).toEqual([
    'Newly indexed from 127.0.0.1',
    'The page of 127.0.0.1 cannot be read: only its beginning is there without a subscription. Give the address of an article that opens without signing in.',
  ]);
  expect(shown(made)).toContain('Tanzania denied that the crossing had been agreed. [1]');
  expect(made.actions.map(({ command }) => command)).toContain('cited');
  const again = await run(`${site.origin}/ferries`);
  expect(notes(again).join()).not.toContain('Newly indexed');
  expect(shown(again)).toContain('Tanzania denied that the crossing had been agreed. [1]');
});

test('an article with nothing to quote says so, and not that there is none', async () => {
  const made = await run(`${site.origin}/list`);
  expect(made.blocks.some((block) => block.is === 'points')).toBe(false);
  expect(notes(made).slice(0, 2)).toEqual([
    'Newly indexed from 127.0.0.1',
    'Read, but nothing in it stands out. Ask about it.',
  ]);
  expect(notes(made).join()).not.toContain('no article');
});

test('without a link, or with one inside, the error says what to do', async () => {
  expect(addressesIn('no link', 3)).toEqual([]);
  await expect(run('no link')).rejects.toMatchObject({
    code: 'bad_address',
    next: expect.stringContaining('https://'),
  });
  await expect(run('http://192.168.1.1/')).rejects.toMatchObject({ code: 'address_refused' });
  await expect(run(' ')).rejects.toMatchObject({ code: 'bad_option' });
});

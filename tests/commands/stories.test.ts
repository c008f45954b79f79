import { expect, test } from 'vitest';
import type { Args, Caller } from '../../src/core/model/command.ts';
import type { Action, Page } from '../../src/core/model/page.ts';
import { decodeAction, encodeAction } from '../../src/render/action-id.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { ingest } from '../../src/usecases/ingest.ts';
import { articleOf } from '../article.ts';
import { openOnce } from './opened.ts';

const { app, clock } = await openOnce();

const caller = (tenant: string): Caller => ({
  place: { platform: 'discord', tenant, channel: 'c', thread: null },
  person: 'reader',
  mayManage: false,
  zone: null,
});
const shown = (page: Page) => renderTerminal(page, { columns: 400, color: false });
const run = (command: string, args: Args, tenant: string) => app.chat.run(command, args, caller(tenant));
const menus = (page: Page): Action[] =>
  page.blocks.flatMap((block) => (block.is === 'rows' ? (block.menu ?? []) : [])).flat();
/** As a button does it: by its id. */
async function press(action: Action, tenant: string): Promise<Page> {
  const { command, args } = decodeAction(encodeAction(action)!)!;
  return run(command, args, tenant);
}

const QUAY =
  'The ferry Colibri struck the quay of Kisumu on Monday and damaged four berths. Nobody was hurt, the harbour office told Reuters. Repairs of the berths begin on Thursday.';

test('three outlets that print one report have one origin, and the button says why', async () => {
  const tenant = 'discord:stories';
  await ingest(
    app.desk,
    ['The Lake', 'Shore Post', 'Port Times'].map((publisher, n) =>
      articleOf(`KISUMU (Reuters) - ${QUAY}`, {
        id: `${'very-long-name-'.repeat(8)}${n}`,
        tenant,
        publisher,
        title: `Ferry strikes quay ${n}`,
        seen: clock(),
      }),
    ),
  );
  await ingest(app.desk, [
    articleOf('Bakers of Turku agreed on new wages for apprentices after long talks.', {
      id: 'bakers',
      tenant,
      publisher: 'The Lake',
      title: 'Wages',
      seen: clock(),
    }),
  ]);
  const { command, args } = app.chat.parse('/stories', tenant);
  const list = await run(command, args, tenant);
  expect(shown(list)).toMatch(/3 articles, 3 outlets, 1 origin \(Reuters\)/u);
  // One article alone has nothing to explain; what everybody may read stands there too.
  const pages = await Promise.all(menus(list).map(async (why) => shown(await press(why, tenant))));
  const [page, ...others] = pages.filter((one) => one.includes('Shore Post'));
  expect(others).toEqual([]);
  expect(pages.some((one) => one.includes('Wages'))).toBe(false);
  expect(page).toContain('1 origin (Reuters)');
  expect(page).toMatch(/shares \d+% of its phrases with/u);
});

test('a story of another server is not opened', async () => {
  const [action] = menus(await run('stories', {}, 'discord:stories'));
  expect(shown(await press(action!, 'slack:T9'))).toContain('no longer among the newest');
});

test('more than a page is paged, a few at a time, newest first', async () => {
  const tenant = 'discord:many';
  const nouns = ['bakers', 'lighthouses', 'orchards', 'violins', 'tunnels', 'glaciers', 'stamps'];
  for (const [n, noun] of nouns.entries())
    await ingest(app.desk, [
      articleOf(`Keepers of ${noun} in region${n} opened hall${n} with plan${n} for ${noun} and guests${n}.`, {
        id: noun,
        tenant,
        title: `About ${noun}`,
        seen: clock() + n,
      }),
    ]);
  const first = await run('stories', {}, tenant);
  expect(shown(first)).toContain('Page 1 of');
  expect(first.actions.map(({ command, args }) => [command, args])).toEqual([['stories', { page: '2' }]]);
  expect(shown(await press(first.actions[0]!, tenant))).toContain('Page 2 of');
});

test('of one topic, and of none that is known', async () => {
  const list = await run('stories', { topic: 'japan-patriot-exports' }, 'discord:9');
  for (const action of menus(list)) {
    expect(action.args.topic).toBe('japan-patriot-exports');
    expect(shown(await press(action, 'discord:9'))).toMatch(/articles/u);
  }
  expect(shown(await run('stories', { topic: 'nowhere' }, 'discord:9'))).toContain('There is no topic');
});

test('a briefing leads there', async () => {
  const brief = await run('brief', { topic: 'japan-patriot-exports' }, 'discord:9');
  const more = brief.actions.find(({ command }) => command === 'more');
  const all = [...brief.actions, ...(more ? (await press(more, 'discord:9')).actions : [])];
  const stories = all.find(({ command }) => command === 'stories');
  expect(shown(await press(stories!, 'discord:9'))).toMatch(/stor(?:y|ies) in the newest/u);
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import type { KnownSource } from '../../src/core/model/source.ts';
import type { Rule } from '../../src/core/model/topic.ts';
import { ingest, refresh } from '../../src/usecases/ingest.ts';
import { tick } from '../../src/usecases/tick.ts';
import { fillTopics, given } from '../../src/usecases/topics.ts';
import { QUIET, scratch, steeredClock } from '../app.ts';
import { articleOf } from '../article.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An app over topics that each have a `brief.yaml`, with the articles of their own folders. */
async function open(briefs: Readonly<Record<string, { yaml: string; articles?: Readonly<Record<string, string>> }>>) {
  const here = scratch();
  closing.push(here.remove);
  const folder = join(here.folder, 'briefs');
  const write = (topic: string, yaml: string, articles: Readonly<Record<string, string>> = {}) => {
    mkdirSync(join(folder, topic, 'articles'), { recursive: true });
    writeFileSync(join(folder, topic, 'brief.yaml'), `title: ${topic}\n${yaml}`);
    for (const [name, text] of Object.entries(articles)) writeFileSync(join(folder, topic, 'articles', name), text);
  };
  mkdirSync(folder);
  for (const [topic, { yaml, articles }] of Object.entries(briefs)) write(topic, yaml, articles);
  const start = async (): Promise<App> => {
    const app = await openApp(
      { ...here.config, briefs: folder },
      { clock: steeredClock('2026-11-20T12:00:00Z'), log: QUIET, inline: true },
    );
    closing.push(app.close);
    return app;
  };
  return { app: await start(), start, write };
}

const members = async ({ desk }: App, topic: string, tenant = 'terminal') =>
  (await desk.store.list({ tenant, topic, docs: null, since: null, until: null }, 999)).toSorted();
const newer = ({ desk }: App, topic: string, after: number) =>
  desk.store.newer({ tenant: 'terminal', topic, docs: null, since: null, until: null }, after, 99);
const beat = async ({ desk }: App) => {
  await refresh(desk);
  return fillTopics(desk);
};
const index = ({ desk }: App, id: string, text: string, tenant = 'public') =>
  ingest(desk, [articleOf(text, { id, tenant, seen: desk.clock() })]);
const rule = (any: string): Rule => ({ any: [any], must: [], not: [], actors: [], languages: [], sources: [] });

test('a declared topic with words takes what matches of its own sources and of all others', async () => {
  const { app } = await open({
    ports: {
      yaml: 'sources: [articles]\nmatch:\n  any: [port, lock workers]\n  not: football\n',
      articles: { 'a.txt': 'The port opened.', 'b.txt': 'Rain fell.', 'c.txt': 'The port won at football.' },
    },
    weather: { yaml: '', articles: { 'd.txt': 'Rain fell on the port.', 'e.txt': 'Snow fell.' } },
  });
  await beat(app);
  expect(await members(app, 'ports')).toEqual(['a.txt', 'd.txt']);
  expect(await members(app, 'weather')).toEqual(['d.txt', 'e.txt']);
  const seq = await app.desk.store.seq();
  for (let n = 0; n < 3; n++) await beat(app);
  expect(await app.desk.store.seq()).toBe(seq);
});

test('other words, in the file or in the chat, take other articles, and none of those is news', async () => {
  const { app, start, write } = await open({ ports: { yaml: 'match: {any: port}\n' } });
  await index(app, 'a', 'The port opened.');
  await index(app, 'b', 'The quay opened.');
  await beat(app);
  expect(await members(app, 'ports')).toEqual(['a']);
  const told = await app.desk.store.seq();
  write('ports', 'match: {any: quay}\n');
  const again = await start();
  await beat(again);
  expect(await members(again, 'ports')).toEqual(['b']);
  expect(await newer(again, 'ports', told)).toEqual([]);
  await index(again, 'c', 'Another quay opened.');
  await beat(again);
  expect(await newer(again, 'ports', told)).toEqual(['c']);
});

test('an article that says something else leaves its topic or joins it', async () => {
  const { app } = await open({ ports: { yaml: 'match: {any: port}\n' } });
  await index(app, 'a', 'The port opened.');
  await index(app, 'b', 'The quay opened.');
  await beat(app);
  await index(app, 'a', 'The harbour opened.');
  await index(app, 'b', 'The port quay opened.');
  await beat(app);
  expect(await members(app, 'ports')).toEqual(['b']);
});

test('looks through much in several beats, each topic to its end, also one that was made meanwhile', async () => {
  const { app } = await open({ ports: { yaml: 'match: {any: port}\n' } });
  const { desk } = app;
  for (let n = 0; n < 120; n++)
    await desk.store.save([(await analysed(app, `a${n}`, `The port and quay ${n} opened.`))!]);
  expect(await fillTopics(desk, 60)).toBe(false);
  const some = (await members(app, 'ports')).length;
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(120);
  await desk.store.setTopic({
    tenant: 'terminal',
    slug: 'quays',
    title: 'Quays',
    rule: rule('quay'),
    by: 'x',
    made: 0,
  });
  let beats = 0;
  while (!(await fillTopics(desk, 60))) expect(++beats).toBeLessThan(20);
  expect(await members(app, 'ports')).toHaveLength(120);
  expect(await members(app, 'terminal/quays')).toHaveLength(120);
});

async function analysed({ desk }: App, id: string, text: string) {
  const article = articleOf(text, { id, tenant: 'public', seen: 0, language: 'en' });
  const [analysis] = await desk.analyser.analyse([article]);
  return analysis && { article, analysis };
}

test('topics of one name in two servers take each its own and public articles', async () => {
  const { app } = await open({});
  const { desk } = app;
  for (const tenant of ['discord:1', 'discord:2']) {
    await desk.store.setTopic({ tenant, slug: 'ports', title: 'Ports', rule: rule('port'), by: 'x', made: 0 });
    await index(app, `of ${tenant}`, 'The port opened.', tenant);
  }
  await index(app, 'public', 'A public port opened.');
  await beat(app);
  for (const tenant of ['discord:1', 'discord:2']) {
    expect(await members(app, `${tenant}/ports`, tenant)).toEqual([`of ${tenant}`, 'public']);
    expect(desk.topics(tenant).map(({ key }) => key)).toEqual([`${tenant}/ports`]);
  }
  expect(desk.topics('terminal')).toEqual([]);
});

test('a beat knows the topics that were made through another process, also while that one reads the sources', async () => {
  const { app } = await open({});
  const { desk } = app;
  await desk.store.hold('refresh', 'another', desk.clock(), desk.clock() + 60_000);
  await desk.store.setTopic({
    tenant: 'terminal',
    slug: 'ports',
    title: 'Ports',
    rule: rule('port'),
    by: 'x',
    made: 0,
  });
  expect(desk.topics('terminal')).toEqual([]);
  await tick(desk, [], 'me');
  expect(desk.topics('terminal').map(({ title }) => title)).toEqual(['Ports']);
});

test('what is fetched or indexed for a topic with words belongs to it by its words alone', async () => {
  const { app } = await open({ ports: { yaml: 'match: {any: port}\n' }, all: { yaml: 'sources: []\n' } });
  expect(['ports', 'all', 'nothing', null].map((key) => given(app.desk, key))).toEqual([[], ['all'], [], []]);
});

test('a topic that cannot be read for a while finds its sources as they were: paused ones too, and none is asked', async () => {
  const yaml = 'sources: [articles, "http://127.0.0.1:9/feed", "http://127.0.0.1:9/other"]\n';
  const { app, start, write } = await open({
    ports: { yaml, articles: { 'a.txt': 'The port opened.' } },
    seas: { yaml },
  });
  const all = async ({ desk }: App) => (await desk.store.sources('public')).filter(({ source }) => source.declared);
  const due = async ({ desk }: App) =>
    [...(await desk.store.dueSources('folder', 1e15, 99)), ...(await desk.store.dueSources('web', 1e15, 99))]
      .map(({ source }) => `${source.topic} ${source.path.split('/').at(-1)}`)
      .toSorted();
  const [{ source, health }] = (await all(app)).filter((one) => one.source.path.endsWith('/feed')) as [KnownSource];
  await app.desk.store.setHealth('public', source.id, { ...health!, etag: '"x"' });
  await app.desk.store.pauseSource('public', source.id, 'paused');
  const before = await all(app);
  const asked = await due(app);
  expect(asked).toHaveLength(5);
  const other = source.topic === 'ports' ? 'seas' : 'ports';
  for (const broken of ['match: [', 'sources: []\nmatch: { actors: Nobody knows }\n']) {
    write(source.topic, broken);
    const without = await start();
    expect(await due(without)).toEqual(asked.filter((one) => one.startsWith(other)));
    expect(await all(without)).toEqual(
      before.map((one) =>
        one.source.topic === source.topic ? { ...one, source: { ...one.source, resting: true } } : one,
      ),
    );
  }
  write(source.topic, yaml);
  const back = await start();
  expect(await all(back)).toEqual(before);
  expect(await due(back)).toEqual(asked);
  write(source.topic, 'sources: []\n');
  expect(await all(await start())).toHaveLength(3);
});

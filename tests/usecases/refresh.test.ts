import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { SitrepError } from '../../src/core/model/errors.ts';
import type { Store } from '../../src/core/model/ports.ts';
import { ask } from '../../src/usecases/ask.ts';
import { refresh } from '../../src/usecases/ingest.ts';
import { remember, scratch, steeredClock } from '../app.ts';

/** Reading the sources again and again, and answering, when something is wrong with them or with the disk. */

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open() {
  const here = scratch();
  closing.push(here.remove);
  const briefs = join(here.folder, 'briefs');
  for (const [topic, articles] of Object.entries({
    harbours: { 'a.txt': 'Kenya said that the harbour would open.', 'empty.txt': '' },
    roads: { 'a.txt': 'Chad said that the road was closed.', 'b.txt': 'Chad denied a delay.' },
  })) {
    mkdirSync(join(briefs, topic, 'articles'), { recursive: true });
    writeFileSync(join(briefs, topic, 'brief.yaml'), `title: ${topic}\n`);
    for (const [name, text] of Object.entries(articles)) writeFileSync(join(briefs, topic, 'articles', name), text);
  }
  const log = remember();
  const config = { ...here.config, briefs };
  const app: App = await openApp(config, { clock: steeredClock('2026-11-20T12:00:00Z'), log, inline: true });
  closing.push(app.close);
  return { app, log, briefs };
}

const problems = (log: ReturnType<typeof remember>) => log.lines.filter((one) => one.event === 'source.problem');

test('the same trouble is logged once, and again when it comes back', async () => {
  const { app, log, briefs } = await open();
  const empty = join(briefs, 'harbours/articles/empty.txt');
  for (let beat = 0; beat < 3; beat++) await refresh(app.desk);
  expect(problems(log).map(({ fields }) => fields)).toEqual([
    expect.objectContaining({ text: expect.stringContaining('empty.txt: empty.') }),
    expect.objectContaining({ text: expect.stringContaining('“a.txt” is taken') }),
  ]);
  writeFileSync(empty, 'Kenya said that cranes came.');
  await refresh(app.desk);
  writeFileSync(empty, '');
  await refresh(app.desk);
  expect(problems(log)).toHaveLength(3);
});

test('two sources with a file of the same name do not overwrite each other at every beat', async () => {
  const { app } = await open();
  expect(await refresh(app.desk)).toMatchObject({ added: 2, changed: 0 });
  const before = await app.desk.store.seq();
  expect(await refresh(app.desk)).toMatchObject({ added: 0, changed: 0 });
  expect(await app.desk.store.seq()).toBe(before);
  expect((await app.desk.store.article('public', 'a.txt'))?.article.text).toContain('Kenya');
});

/** A store whose disk is full for the named calls. */
function full(store: Store, ...calls: ('save' | 'keep')[]): Store {
  const refuse = async () => {
    throw new SitrepError('store_full', 'The disk is full.');
  };
  return { ...store, ...Object.fromEntries(calls.map((call) => [call, refuse])) };
}

test('a full disk: new articles are named as not stored, the chat goes on with what there is', async () => {
  const { app, log, briefs } = await open();
  await refresh(app.desk);
  writeFileSync(join(briefs, 'roads/articles/c.txt'), 'Chad said that lorries came.');
  const desk = { ...app.desk, store: full(app.desk.store, 'save', 'keep') };
  const report = await refresh(desk);
  expect(report.problems.map(({ error }) => error.code)).toContain('store_full');
  const scope = { tenant: 'terminal', topic: null, docs: null, since: null, until: null };
  const answer = await ask(desk, { question: 'What did Kenya say?', scope });
  expect(answer.status).toBe('answered');
  expect(log.lines.at(-1)).toMatchObject({ event: 'page.not-kept', fields: { code: 'store_full' } });
  expect(await refresh(app.desk)).toMatchObject({ added: 1 });
});

describe('a topic’s own actors', () => {
  const reopen = async (briefs: string, data: string) => {
    const log = remember();
    const config = { ...readConfig({ SITREP_DATA: data, SITREP_ZONE: 'UTC' }), briefs };
    const app = await openApp(config, { clock: steeredClock('2026-11-20T12:00:00Z'), log, inline: true });
    closing.push(app.close);
    const report = await refresh(app.desk);
    return { app, log, report };
  };
  const scope = { tenant: 'terminal', topic: 'harbours', docs: null, since: null, until: null };

  test('change what is stored: it is read again, and that is no news', async () => {
    const here = scratch();
    closing.push(here.remove);
    const [briefs, data] = [join(here.folder, 'briefs'), join(here.folder, 'data')];
    const topic = join(briefs, 'harbours');
    mkdirSync(join(topic, 'articles'), { recursive: true });
    writeFileSync(join(topic, 'brief.yaml'), 'title: Harbours\n');
    writeFileSync(
      join(topic, 'articles/a.txt'),
      'The Suez Canal Authority said that ships would wait. The SCA denied a delay on Monday.',
    );
    const question = 'What did the SCA say?';
    const first = await reopen(briefs, data);
    const pointsOf = ({ groups }: Awaited<ReturnType<typeof ask>>) => groups.flatMap(({ points }) => points);
    expect(pointsOf(await ask(first.app.desk, { question, scope }))).toHaveLength(1);
    const seen = await first.app.desk.store.seq();
    await first.app.close();

    writeFileSync(
      join(topic, 'brief.yaml'),
      'title: Harbours\nactors:\n  - {name: Suez Canal Authority, aliases: [SCA], kind: organ, country: EG}\n',
    );
    const second = await reopen(briefs, data);
    expect(second.log.lines).toContainEqual({ event: 'articles.reread', fields: { count: 1 } });
    expect(second.report).toMatchObject({ added: 0, changed: 0, same: 1, problems: [] });
    expect(pointsOf(await ask(second.app.desk, { question, scope }))).toHaveLength(2);
    const { store } = second.app.desk;
    const speakers = (await store.statements({ scope, actors: null, limit: 9 })).map((one) => one.speaker?.actor);
    expect(speakers).toEqual(['harbours-suez-canal-authority', 'harbours-suez-canal-authority']);
    // The index has it, a digest that was up to date has nothing new.
    expect(await second.app.desk.index.at()).toBeGreaterThan(seen);
    expect(await store.newer(scope, seen, 9)).toEqual([]);
    expect(await store.newer(scope, 0, 9)).toEqual(['a.txt']);
    // And nothing is read a third time.
    const at = await store.seq();
    await refresh(second.app.desk);
    expect(await store.seq()).toBe(at);
  });
});

test('an article that its file marks as withdrawn answers no more, and comes back without the mark', async () => {
  const { app, briefs } = await open();
  const write = (mark: string) =>
    writeFileSync(join(briefs, 'harbours/articles/crane.md'), `---\n${mark}\n---\nKenya said that the crane fell.\n`);
  const said = async () => {
    await refresh(app.desk);
    return (await app.desk.store.article('public', 'crane.md'))?.article.state;
  };
  write('withdrawn: true');
  expect(await said()).toBeUndefined();
  write('title: The crane');
  expect(await said()).toBe('live');
  write('withdrawn: true');
  expect(await refresh(app.desk)).toMatchObject({ added: 0, changed: 1 });
  expect(await said()).toBe('withdrawn');
  write('title: The crane');
  expect(await said()).toBe('live');
});

test('a source that hangs is named and holds up no other, and is taken when it answers', {
  timeout: 30_000,
}, async () => {
  const { app } = await open();
  const gate = Promise.withResolvers<void>();
  let readings = 0;
  const desk: App['desk'] = {
    ...app.desk,
    read: async (paths, as) => {
      if (as.topics.includes('harbours')) {
        readings += 1;
        await gate.promise;
      }
      return app.desk.read(paths, as);
    },
  };
  const state = async (id: string) => (await app.desk.store.article('public', id))?.article.topics;
  const report = await refresh(desk);
  expect(report.problems.map(({ error }) => error.message)).toContainEqual(expect.stringContaining('still being read'));
  expect(await state('b.txt')).toEqual(['roads']);
  gate.resolve();
  expect((await refresh(desk)).problems.map(({ error }) => error.message)).toEqual([
    expect.stringContaining('empty.txt: empty'),
    expect.stringContaining('“a.txt” is taken'),
  ]);
  expect(readings).toBe(1);
});

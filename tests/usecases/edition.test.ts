import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { terminalPlatform } from '../../src/adapters/terminal/terminal.ts';
import { openApp } from '../../src/app.ts';
import type { Decision } from '../../src/core/model/delivery.ts';
import type { Digest } from '../../src/core/model/subscription.ts';
import { deliver } from '../../src/usecases/deliver.ts';
import { refresh } from '../../src/usecases/ingest.ts';
import { newEdition, publish } from '../../src/usecases/publish.ts';
import { QUIET, scratch, steeredClock, TERMINAL } from '../app.ts';

/** What a channel is told: editions made of real files, kept in a real store, read as they are printed. */

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const BRIEF = `title: The canal\nactors: [Egypt, Panama, Norway]\nsources: [articles, more]\n`;
const DAY = 86_400_000;

type Head = {
  readonly title?: string;
  readonly publisher?: string;
  readonly published?: string;
  readonly url?: string;
};

async function stage(more: Partial<Digest> = {}) {
  const { folder, remove } = scratch();
  ends.push(remove);
  const topic = join(folder, 'briefs/canal');
  for (const name of ['articles', 'more']) mkdirSync(join(topic, name), { recursive: true });
  writeFileSync(join(topic, 'brief.yaml'), BRIEF);
  const { config } = scratch({ SITREP_BRIEFS: join(folder, 'briefs'), SITREP_DATA: join(folder, 'data') });
  const clock = steeredClock('2026-11-20T12:00:00Z');
  const printed: string[] = [];
  const output = new Writable({
    write: (chunk, _, done) => {
      printed.push(String(chunk));
      done();
    },
  });
  const style = { columns: 400, color: false };
  const platform = terminalPlatform({ input: process.stdin, output, interactive: false, style, zone: 'UTC' }, clock);
  const app = await openApp(config, { clock, wait: clock.wait, log: QUIET, inline: true });
  ends.push(app.close);
  const { desk } = app;
  const digestOf = (id: string, other: Partial<Digest> = {}): Digest => ({
    ...{ kind: 'digest', id, place: TERMINAL.place, topic: 'canal', state: 'active', gone: null, by: 'editor' },
    schedule: { times: ['08:00'], days: [1, 2, 3, 4, 5, 6, 7], zone: 'UTC' },
    ...{ made: clock(), quiet: null, upTo: 0, minimum: 1, whenEmpty: 'silent', last: null },
    ...more,
    ...other,
  });
  const write = (id: string, text: string, head: Head = {}) => {
    const front = Object.entries(head).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
    writeFileSync(join(topic, 'articles', `${id}.md`), `---\n${front.join('')}---\n${text}\n`);
  };
  const stored = async (id: string) =>
    (await desk.store.subscriptions(TERMINAL.place.tenant)).find((one) => one.id === id) as Digest;
  await desk.store.subscribe(digestOf('d'), clock());
  /** The next morning’s edition as it was printed, and what was decided; '' when nothing was posted. */
  const next = async (id = 'd', due: { late?: boolean; skipped?: readonly string[] } = {}) => {
    if (id === 'd') clock.set(new Date(Math.floor(clock() / DAY) * DAY + DAY + 8 * 3_600_000).toISOString());
    await refresh(desk);
    const before = printed.length;
    const slot = new Date(clock()).toISOString().slice(0, 16);
    const won = await publish(desk, platform, await stored(id), {
      due: { slot, at: clock(), late: due.late ?? false },
      skipped: due.skipped ?? [],
    });
    expect(won).toBe(true);
    await deliver(desk, platform, 'one');
    const [record] = await desk.store.slots(TERMINAL.place.tenant, id, 1);
    return { text: printed.slice(before).join(''), decision: record!.decision as Decision };
  };
  return { app, desk, clock, platform, topic, write, next, stored, digestOf };
}

const AGREED = 'Egypt has agreed to widen the northern canal for larger cargo ships next year.';
const OTHER = 'Engineers measured the depth of the northern canal at forty places this week.';

test('a first edition shows the topic as it stands, the next one only what came since', async () => {
  const { write, next, stored, desk } = await stage();
  write('a', `${AGREED} The government of Egypt said that the canal would stay open to all ships during the work.`);
  const first = await next();
  expect(first.text).toContain('First edition: the topic as it stands.');
  expect(first.text).toContain('agreed to widen');
  expect(first.text).toContain('No new statement by: Panama, Norway.');
  expect(first.decision).toMatchObject({ outcome: 'sent', fresh: 1, older: 0, broken: 0, stale: false });
  expect((await stored('d')).upTo).toBe(await desk.store.seq());

  const quiet = await next();
  expect(quiet.text).toBe('');
  expect(quiet.decision).toMatchObject({ outcome: 'nothing-new', fresh: 0 });

  write('b', 'The government of Panama said on Friday that its own canal would take more ships from January.');
  const second = await next();
  expect(second.text).toContain('1 new article since the digest of Nov 21, 2026');
  expect(second.text).toContain('more ships from January');
  expect(second.text).not.toContain('agreed to widen');
  expect(second.text).toContain('No new statement by: Egypt, Norway.');
});

test('an article that changed is told again as changed, with both sentences; where only white space did, it is not', async () => {
  const { write, next } = await stage();
  write('a', `${AGREED} The work costs 40 million dollars according to the plan of the authority.`);
  write('b', OTHER);
  await next();
  write('a', `${AGREED} The work costs 90 million dollars according to the plan of the authority.`);
  write('b', `${OTHER}\n\n`);
  const { text, decision } = await next();
  expect(text).toContain('No new article, 1 changed since the digest of');
  expect(text).toContain('Changed since the last digest');
  expect(text).toMatch(/BEFORE .*40 million/u);
  expect(text).toMatch(/NOW .*90 million/u);
  expect(text).not.toContain('Engineers');
  expect(decision).toMatchObject({ outcome: 'sent', fresh: 1 });

  write(
    'a',
    `${AGREED} The work costs 90 million dollars according to the plan of the authority. Ships of the navy go first through every lock.`,
  );
  const grown = await next();
  expect(grown.text).toContain('Added to articles since the last digest');
  expect(grown.text).toContain('Ships of the navy go first');
  expect(grown.text).not.toContain('agreed to widen');
});

test('what is indexed late is named under “Also indexed”, and is no news alone', async () => {
  const { write, next, stored, clock } = await stage();
  write('a', AGREED, { published: '2026-11-20' });
  await next();
  const { upTo } = await stored('d');
  for (const n of [1, 2, 3, 4, 5, 6, 7])
    write(`old-${n}`, `The lock of station ${n} was closed for repairs in the summer of that year.`, {
      title: `Lock ${n} closed`,
      publisher: 'Canal Herald',
      published: `2026-07-0${n}`,
      url: `https://example.org/${n}`,
    });
  const quiet = await next();
  expect(quiet.text).toBe('');
  expect(quiet.decision).toMatchObject({ outcome: 'nothing-new', fresh: 0, older: 7 });
  expect((await stored('d')).upTo).toBe(upTo);

  write('b', 'The government of Egypt said that the eastern lock would close for a month.', {
    published: new Date(clock() + 3_600_000).toISOString(),
  });
  const { text, decision } = await next();
  expect(text).toContain('eastern lock would close');
  expect(text).toContain('Also indexed');
  expect(text).toContain('Canal Herald · Lock 7 closed · Jul 7, 2026');
  expect(text).toContain('Lock 3 closed');
  expect(text).not.toContain('Lock 2 closed');
  expect(text).toContain('and 2 more');
  expect(text).not.toContain('station');
  expect(decision).toMatchObject({ outcome: 'sent', fresh: 1, older: 7 });
});

test('articles of one story stand together, and an origin that is not named counts as none', async () => {
  const { write, next } = await stage();
  write('z', AGREED);
  await next();
  const story = (end: string) =>
    `A cargo ship ran aground in the northern canal and blocked all traffic on Saturday, Reuters reported. The cargo ship carried grain and timber, and tugs pulled at it all night. ${end}`;
  const papers = ['Canal Herald', 'Delta Post', 'Port Gazette'];
  for (const [n, publisher] of papers.entries())
    write(`ship-${n}`, story(`The owners of the ship paid for tugs number ${n}.`), { publisher });
  for (const publisher of ['Sail Weekly', 'Deck Monthly'])
    write(
      publisher,
      'A festival of lanterns on the river banks drew thousands of visitors and musicians. The festival of lanterns ends with music on Sunday night.',
      { publisher },
    );
  const { text } = await next();
  expect(text).toContain('3 articles, 3 outlets, 1 origin (Reuters)');
  expect(text).toContain('2 articles, 2 outlets, origin not named');
});

test('what differs from what the channel had stands in pairs', async () => {
  const { write, next } = await stage();
  write('a', 'Egypt plans to export twelve patrol boats to Norway. The patrol boats were built for the navy of Egypt.');
  await next();
  write('b', 'Egypt has delivered twelve patrol boats to Norway. The patrol boats arrived in Oslo on Friday.');
  const { text } = await next();
  expect(text).toContain('A status has changed');
  expect(text).toMatch(/BEFORE .*plans to export/u);
  expect(text).toMatch(/NOW .*has delivered/u);
  expect(text.match(/has delivered/gu)).toHaveLength(1);
});

test('a quiet day can be one line, which says what is known, how old it is and what could not be read', async () => {
  const { write, next, topic, stored, desk } = await stage({ whenEmpty: 'line' });
  expect((await next()).text).toContain('Nothing on “The canal” yet, 0 articles known');
  write('a', AGREED, { published: '2026-11-19' });
  await next();
  rmSync(join(topic, 'more'), { recursive: true });
  const { text, decision } = await next();
  expect(text.trim()).toBe(
    'Nothing new on “The canal” since Nov 22, 2026, 8:00 AM UTC, 1 article known, newest Nov 19, 2026, which is old for this topic, 1 source could not be read',
  );
  expect(decision).toEqual({ outcome: 'line', fresh: 0, older: 0, broken: 1, stale: true });
  expect((await stored('d')).upTo).toBe(await desk.store.seq());
});

test('an edition says what could not be read and that the newest article is old', async () => {
  const { write, next, topic } = await stage();
  rmSync(join(topic, 'more'), { recursive: true });
  write('a', AGREED, { published: '2026-11-01' });
  const { text, decision } = await next();
  expect(text).toContain('1 source could not be read, so something may be missing.');
  expect(text).toContain('The newest article here is of Nov 1, 2026');
  expect(decision).toMatchObject({ outcome: 'sent', broken: 1, stale: true });
});

test('less news than the digest wants waits for the next edition', async () => {
  const { write, next, stored } = await stage({ minimum: 2 });
  write('a', AGREED);
  const few = await next();
  expect(few.text).toBe('');
  expect(few.decision).toMatchObject({ outcome: 'few', fresh: 1 });
  expect((await stored('d')).upTo).toBe(0);
  write('b', OTHER);
  const { text, decision } = await next();
  expect(decision).toMatchObject({ outcome: 'sent', fresh: 2 });
  expect(text).toContain('agreed to widen');
});

test('a late edition says so, and slots that were missed are decided with it', async () => {
  const { write, next, desk } = await stage();
  write('a', AGREED);
  const { text, decision } = await next('d', { late: true, skipped: ['2026-11-19T08:00', '2026-11-20T08:00'] });
  expect(text).toContain('Late: this edition was due Nov 21, 2026, 8:00 AM UTC.');
  expect(text).toContain('2 earlier editions were missed.');
  expect(decision.outcome).toBe('late');
  const slots = await desk.store.slots(TERMINAL.place.tenant, 'd', 10);
  expect(slots.map((one) => one.decision.outcome)).toEqual(['late', 'skipped', 'skipped']);
});

test('what never reached the channel counts as missed, until an edition does', async () => {
  const { write, next, desk, platform, clock, stored } = await stage();
  const unsent = async (skipped: readonly string[] = []) => {
    clock.forward(DAY);
    await refresh(desk);
    const due = { slot: new Date(clock()).toISOString().slice(0, 16), at: clock(), late: false };
    expect(await publish(desk, platform, await stored('d'), { due, skipped })).toBe(true);
  };
  write('a', AGREED);
  await unsent();
  await unsent(['2026-11-22T06:00']);
  const { text } = await next();
  expect(text).toContain('3 earlier editions were missed.');
  write('b', OTHER);
  expect((await next()).text).not.toContain('missed');
});

test('of many new articles the newest sixty are read, and the rest is counted', async () => {
  const { write, next } = await stage();
  write('z', AGREED);
  await next();
  for (let n = 0; n < 70; n++)
    write(
      `n-${n}`,
      n < 3
        ? 'The government of Norway said that it had seen nothing of the ships.'
        : `Ship number ${n} passed the lock at dawn with ${n} tonnes of timber.`,
      {
        published: new Date(Date.parse('2026-11-21T09:00:00Z') + n * 60_000).toISOString(),
      },
    );
  const { text, decision } = await next();
  expect(text).toContain('70 new articles since');
  expect(text).toContain('Made of the newest 60 of 70 new articles.');
  // Norway spoke in an article that was only counted.
  expect(text).toContain('No new statement by: Egypt, Panama.');
  expect(decision.fresh).toBe(70);
  expect((await next()).decision.outcome).toBe('nothing-new');
});

test('another digest of the same channel tells nothing that the channel had', async () => {
  const { write, next, desk, digestOf, clock } = await stage();
  write('a', AGREED);
  await next();
  write('b', OTHER);
  await refresh(desk);
  await desk.store.subscribe(digestOf('e'), clock());
  const { text } = await next('e');
  expect(text).toContain('forty places');
  expect(text).not.toContain('agreed to widen');
  expect((await next()).decision.outcome).toBe('nothing-new');
});

test('new articles without a line to quote are named', async () => {
  const { write, next } = await stage();
  write('z', AGREED);
  await next();
  write('again', AGREED, { title: 'Canal to be widened', publisher: 'Delta Post' });
  const { text } = await next();
  expect(text).toContain('New, without a new line to quote');
  expect(text).toContain('Delta Post · Canal to be widened · undated');
  expect(text).not.toContain('agreed to widen');
});

test('the digest of a topic that is no more has quiet days, and holds nobody up', async () => {
  const { desk, next, digestOf, clock } = await stage({ whenEmpty: 'line' });
  await desk.store.subscribe(digestOf('e', { topic: 'harbour' }), clock());
  expect((await next('e')).text).toContain('Nothing on “harbour” yet');
});

test('the buttons of each channel’s edition work, although it was written once', async () => {
  const { write, desk, app, digestOf, clock, platform } = await stage();
  write('a', AGREED);
  await refresh(desk);
  const ids = [];
  const sources = new Set();
  for (const channel of ['one', 'two', 'three']) {
    const place = { ...TERMINAL.place, channel };
    await desk.store.subscribe(digestOf(channel, { place }), clock());
    const preview = await newEdition(desk, digestOf(channel, { place }));
    expect(preview.decision.outcome).toBe('sent');
    const due = { due: { slot: '2026-11-21T08:00', at: clock(), late: false }, skipped: [] };
    expect(await publish(desk, platform, digestOf(channel, { place }), due)).toBe(true);
    expect(await publish(desk, platform, digestOf(channel, { place }), due)).toBe(false);
    ids.push(preview.page!.id);
    sources.add(preview!.edition!.sources);
    const cited = await app.chat.run('cited', { id: preview.page!.id }, { ...TERMINAL, place });
    expect(JSON.stringify(cited)).toContain('agreed to widen');
  }
  expect(new Set(ids).size).toBe(3);
  // The very same lines, not as many copies of them.
  expect(sources.size).toBe(1);
});

test('a preview posts nothing, claims nothing and is null on a quiet day', async () => {
  const { write, next, desk, stored } = await stage();
  expect((await newEdition(desk, await stored('d'))).page).toBeNull();
  write('a', AGREED);
  await refresh(desk);
  const preview = await newEdition(desk, await stored('d'));
  expect(preview.edition?.edition?.fresh).toBe(1);
  expect(await desk.store.slots(TERMINAL.place.tenant, 'd', 1)).toEqual([]);
  expect((await next()).text).toContain('agreed to widen');
});

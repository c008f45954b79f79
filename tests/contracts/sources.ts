import { expect, it } from 'vitest';
import type { Store } from '../../src/core/model/ports.ts';
import type { Health, Item, Source, WaitingItem } from '../../src/core/model/source.ts';
import { newHealth } from '../../src/core/source/health.ts';
import { DAY, made, NOW, scope } from './made.ts';

const HOUR = 3_600_000;

const folder: Source = {
  id: 'f',
  tenant: 'slack:1',
  topic: 'x',
  kind: 'folder',
  path: '/news',
  declared: false,
  state: 'active',
  by: 'editor',
  made: NOW,
};
const feed = (id: string, given: Partial<Source> = {}): Source => {
  return { ...folder, id, kind: 'web', path: `https://${id}.example/feed`, ...given };
};
const item = (key: string, given: Partial<Item> = {}): Item => ({
  key,
  print: '1',
  backlog: false,
  draft: {
    url: `https://paper.example/${key}`,
    title: key,
    author: null,
    publisher: null,
    published: null,
    text: 'Ships left.',
    full: true,
  },
  ...given,
});
const ALL = { perSource: 10, limit: 100 };
const read = { article: 'a', tries: 0, gone: null, nextAt: null };

/** Where articles come from: who has which source, how it is doing, what waits to be read there. */
export function sourcesContract(given: () => Store): void {
  const idsDue = async (now = NOW, limit = 100) =>
    (await given().dueSources('web', now, limit)).map(({ source }) => source.id);
  const waiting = async (now = NOW, most = ALL) => (await given().dueItems(now, most, null)).map(({ key }) => key);
  const note = (source: Source, items: readonly Item[], at = NOW, health: Partial<Health> = {}) =>
    given().setHealth(source.tenant, source.id, { ...newHealth(NOW), nextAt: at + HOUR, ...health }, items, at);
  const settle = async (nextAt: number | null, at = NOW, pick: (one: WaitingItem) => boolean = () => true) => {
    const items = (await given().dueItems(at, ALL, null)).filter(pick);
    await given().setReadings(
      items.map((one) => ({ item: one, reading: { ...read, nextAt } })),
      at,
    );
  };

  it('keeps sources; a declared one can be paused, not removed', async () => {
    const store = given();
    expect(await store.addSource(folder)).toBe('new');
    expect(await store.addSource({ ...folder, state: 'paused' })).toBe('same');
    await store.addSource({ ...folder, id: 'd', tenant: 'public', declared: true });
    expect(await store.sources('slack:1')).toEqual([
      { source: folder, health: null },
      { source: { ...folder, id: 'd', tenant: 'public', declared: true }, health: null },
    ]);
    expect((await store.sources('slack:2')).map(({ source }) => source.id)).toEqual(['d']);
    const folders = async () => (await store.dueSources('folder', 0, 10)).map(({ source }) => source.id);
    expect(await folders()).toEqual(['d', 'f']);
    expect(await store.pauseSource('public', 'd', 'paused')).toBe(true);
    expect(await folders()).toEqual(['f']);
    expect(await store.removeSource('public', 'd')).toBe(false);
    expect(await store.removeSource('slack:2', 'f')).toBe(false);
    expect(await store.removeSource('slack:1', 'f')).toBe(true);
    expect((await store.sources('slack:1')).map(({ source }) => source.state)).toEqual(['paused']);
  });

  it('takes what is declared now in the place of what was; paused ones stay paused', async () => {
    const store = given();
    const [a, b, c] = ['a', 'b', 'c'].map((id) => feed(id, { tenant: 'public', declared: true })) as [
      Source,
      Source,
      Source,
    ];
    await store.addSource(feed('chat'));
    await store.declare([a, b]);
    await store.pauseSource('public', 'b', 'paused');
    await note(b, [item('one')]);
    await store.declare([{ ...b, topic: 'y' }, c]);
    const found = (await store.sources('slack:1')).map(({ source: { id, state, topic } }) => [id, state, topic]);
    expect(found).toEqual([
      ['chat', 'active', 'x'],
      ['b', 'paused', 'y'],
      ['c', 'active', 'x'],
    ]);
    await store.pauseSource('public', 'b', 'active');
    expect(await waiting()).toEqual(['one']);
    await store.declare([]);
    expect((await store.sources('slack:1')).map(({ source }) => source.id)).toEqual(['chat']);
    expect(await waiting()).toEqual([]);
  });

  it('gives addresses when they may be asked, those of the same address with them', async () => {
    const store = given();
    const [a, b, c, d] = [
      feed('a'),
      feed('b'),
      feed('c'),
      feed('d', { tenant: 'slack:2', path: feed('a').path }),
    ] as const;
    for (const one of [a, b, c, d]) await store.addSource(one);
    expect(await idsDue(NOW - 1)).toEqual([]);
    expect(await idsDue()).toEqual(['a', 'b', 'c', 'd']);
    await note(a, [], NOW, { etag: 'W/"x"', title: 'A' });
    await note(b, [], NOW + DAY);
    await note(c, [], NOW, { stopped: true });
    // Asking for the one is asking for the other.
    expect(await idsDue()).toEqual(['d', 'a']);
    await note(d, []);
    expect(await idsDue()).toEqual([]);
    expect(await idsDue(NOW + HOUR)).toEqual(['a', 'd']);
    expect(await idsDue(NOW + 2 * DAY)).toEqual(['a', 'd', 'b']);
    expect(await idsDue(NOW + 2 * DAY, 1)).toEqual(['a', 'd']);
    expect((await store.sources('slack:1'))[0]?.health).toEqual({
      ...newHealth(NOW),
      nextAt: NOW + HOUR,
      etag: 'W/"x"',
      title: 'A',
    });
    // A clock was ahead when that was set.
    await note(a, [], NOW + 300 * DAY);
    expect(await idsDue(NOW + 1)).toEqual(['d', 'a']);
    await note(a, []);
    // Found elsewhere, it is another address.
    await note(a, [], NOW, { address: b.path });
    expect(await idsDue(NOW + HOUR)).toEqual(['a', 'd', 'b']);
    await store.pauseSource('slack:1', 'a', 'paused');
    expect(await idsDue(NOW + HOUR)).toEqual(['d']);
    await store.leave('slack:2', NOW);
    expect(await idsDue(NOW + HOUR)).toEqual([]);
    // What is made active again is asked at once, also what was stopped.
    await store.pauseSource('slack:1', 'c', 'active');
    await store.pauseSource('slack:1', 'a', 'active');
    expect(await idsDue()).toEqual(['a', 'c', 'b']);
    await store.removeSource('slack:1', 'c');
    expect(await note(c, [item('late')])).toBe(false);
  });

  it('keeps items that wait, and those that were read, by source', async () => {
    const store = given();
    const [a, b] = [feed('a'), feed('b')];
    for (const one of [a, b]) await store.addSource(one);
    await note(a, [item('1'), item('2', { backlog: true }), item('3')]);
    await note(b, [item('1')]);
    expect(await waiting(NOW - 1)).toEqual([]);
    expect(await waiting()).toEqual(['1', '1', '2', '3']);
    expect(await waiting(NOW, { perSource: 2, limit: 100 })).toEqual(['1', '1', '2']);
    // However much waits of one, the others have their turn.
    expect(await waiting(NOW, { perSource: 2, limit: 2 })).toEqual(['1', '1']);
    const [first] = await store.dueItems(NOW, ALL, b);
    expect(first).toEqual({
      ...item('1'),
      source: b,
      changed: false,
      reading: { article: null, tries: 0, gone: null, nextAt: NOW },
    });
    await settle(null, NOW, ({ key, source }) => key === '1' && source.id === 'a');
    await settle(NOW + DAY, NOW, ({ key }) => key === '2');
    expect(await waiting()).toEqual(['3', '1']);
    // Nothing is new in what is said again.
    await note(a, [item('1'), item('2'), item('3')], NOW + 1);
    expect(await waiting(NOW + 1)).toEqual(['3', '1']);
    expect(await waiting(NOW + DAY)).toEqual(['3', '1', '2']);
    await store.pauseSource('slack:1', 'a', 'paused');
    expect(await waiting()).toEqual(['1']);
    await store.removeSource('slack:1', 'b');
    expect(await waiting()).toEqual([]);
  });

  it('reads an item again when the feed says something else of it, not within the hour', async () => {
    const store = given();
    await store.addSource(feed('a'));
    const old = item('1', { backlog: true });
    await note(feed('a'), [old]);
    const [taken] = await store.dueItems(NOW, ALL, null);
    const changed = { ...old, print: '2', draft: { ...old.draft, title: 'Other' } };
    await note(feed('a'), [changed], NOW + 1);
    // Taken before the change, so the change still waits; it was not read yet, and is backlog as before.
    await store.setReadings([{ item: taken!, reading: read }], NOW + 2);
    expect(await store.dueItems(NOW + 2, ALL, null)).toMatchObject([{ print: '2', backlog: true, changed: false }]);
    await settle(null, NOW + 2);
    await note(feed('a'), [{ ...changed, print: '3' }], NOW + 3);
    expect(await waiting(NOW + HOUR)).toEqual([]);
    expect(await store.dueItems(NOW + HOUR + 2, ALL, null)).toMatchObject([
      { print: '3', backlog: false, changed: true, reading: { article: 'a', tries: 0 } },
    ]);
  });

  it('forgets items that left the feed long ago', async () => {
    const store = given();
    await store.addSource(feed('a'));
    await note(feed('a'), [item('1'), item('2')]);
    await settle(null);
    await note(feed('a'), [item('2')], NOW + 20 * DAY);
    await note(feed('a'), [item('1'), item('2')], NOW + 21 * DAY);
    expect(await waiting(NOW + 21 * DAY)).toEqual([]);
    await note(feed('a'), [item('2')], NOW + 40 * DAY);
    await note(feed('a'), [item('1'), item('2')], NOW + 41 * DAY);
    expect(await waiting(NOW + 41 * DAY)).toEqual(['1']);
  });

  it('keeps so many unread items that left the feed and no more', async () => {
    const store = given();
    await store.addSource(feed('a'));
    const many = (from: number) => Array.from({ length: 1_000 }, (_, n) => item(`${from + n}`));
    for (let from = 0; from < 4_000; from += 1_000) await note(feed('a'), many(from), NOW + from);
    const left = await waiting(NOW + 5_000, { perSource: 10_000, limit: 10_000 });
    expect([left.length, left[0]]).toEqual([2_000, '2000']);
  });

  it('tells problems of addresses, and of which nobody was told', async () => {
    const store = given();
    for (const id of ['a', 'b']) await store.addSource(feed(id));
    const problem = { code: 'page_unreachable', text: 'No answer.', since: NOW } as const;
    await note(feed('a'), [], NOW, { problem });
    await note(feed('b'), [], NOW, { problem, told: true });
    expect((await store.untoldSources()).map(({ source }) => source.id)).toEqual(['a']);
    expect((await store.overview()).problems).toEqual(
      ['a', 'b'].map((id) => ({ tenant: 'slack:1', path: feed(id).path, ...problem })),
    );
    // Of another problem than the one it has now.
    await store.noteTold('slack:1', 'a', NOW - 1);
    expect(await store.untoldSources()).toHaveLength(1);
    await store.noteTold('slack:1', 'a', NOW);
    expect(await store.untoldSources()).toEqual([]);
    expect((await store.sources('slack:1'))[0]?.health).toMatchObject({ problem, told: true, nextAt: NOW + HOUR });
    await note(feed('a'), []);
    await store.pauseSource('slack:1', 'b', 'paused');
    expect((await store.overview()).problems).toEqual([]);
  });

  it('indexes a backlog without telling it', async () => {
    const store = given();
    await store.save([made('old', 'Ships left.')], { news: false });
    const seq = await store.seq();
    expect((await store.changes(0, 10)).map(({ article }) => article.id)).toEqual(['old']);
    expect(await store.newer(scope(), 0, 10)).toEqual([]);
    await store.save([made('new', 'Ships came.')]);
    expect(await store.newer(scope(), 0, 10)).toEqual(['new']);
    // Another version of it is news, unless that is said of it too.
    await store.save([made('old', 'Ships left again.')], { news: false });
    expect(await store.newer(scope(), seq, 10)).toEqual(['new']);
    await store.save([made('old', 'Ships never left.')]);
    expect(await store.newer(scope(), seq, 10)).toEqual(['new', 'old']);
  });
}

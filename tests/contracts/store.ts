import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/model/ports.ts';
import { apartContract } from './apart.ts';
import { deliveriesContract } from './deliveries.ts';
import { deskContract } from './desk.ts';
import { DAY, day, made, NOW, scope } from './made.ts';
import { outboxContract } from './outbox.ts';
import { placesContract } from './places.ts';
import { sourcesContract } from './sources.ts';
import { statusContract } from './status.ts';
import { toldContract } from './told.ts';
import { topicsContract } from './topics.ts';

/** What every store must do. `open` gives an empty one. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`store: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());
    articles(() => store);
    scopes(() => store);
    statements(() => store);
    deskContract(() => store);
    deliveriesContract(() => store);
    toldContract(() => store);
    outboxContract(() => store);
    placesContract(() => store);
    sourcesContract(() => store);
    statusContract(() => store);
    topicsContract(() => store);
    apartContract(() => store);
  });
}

type Given = () => Store;

function articles(given: Given): void {
  it('keeps an article as it was given, and changes nothing the second time', async () => {
    const store = given();
    const one = made('a', 'Ships left the port.\n“Soon”, said the minister. 🚢', {
      title: 'Ships',
      publisher: 'Harbour News',
      published: day(NOW),
      topics: ['ports'],
      says: [{ actor: 'nl', country: 'NL', words: '“Soon”' }],
      names: [{ name: 'port', country: null }],
    });
    expect(await store.save([one])).toEqual(['new']);
    expect(await store.save([one, { ...one, article: { ...one.article, seen: NOW + DAY } }])).toEqual(['same', 'same']);
    expect(await store.seq()).toBe(1);
    expect(await store.article('public', 'a')).toEqual({ ...one, article: { ...one.article, seq: 1 } });
  });

  it('answers a batch in input order, also when an article stands in it twice', async () => {
    const [old, changed] = [made('a', 'Two ships.'), made('a', 'Three ships.')];
    expect(await given().save([old, made('b', 'A crane.'), changed, changed])).toEqual([
      'new',
      'new',
      'changed',
      'same',
    ]);
    expect((await given().article('public', 'a'))?.article.text).toBe('Three ships.');
  });

  it('makes another text a new version and keeps the old one readable with its statements', async () => {
    const store = given();
    const old = made('a', 'Two ships, said he.', { says: [{ actor: 'nl', country: 'NL', words: 'Two ships' }] });
    const changed = made('a', 'Three ships, said she.', {
      says: [{ actor: 'be', country: 'BE', words: 'Three ships' }],
    });
    await store.save([old]);
    expect(await store.save([changed])).toEqual(['changed']);
    expect((await store.article('public', 'a'))?.article.version).toBe(changed.article.version);
    expect((await store.article('public', 'a', old.article.version))?.article.text).toBe(old.article.text);
    expect((await store.article('public', 'a', old.article.version))?.analysis).toEqual(old.analysis);
    expect(await store.article('public', 'a', '0'.repeat(16))).toBeNull();
    expect(await store.previous('public', 'a')).toEqual(await store.article('public', 'a', old.article.version));
    expect(await store.previous('public', 'b')).toBeNull();
    await store.save([made('b', 'A crane.')]);
    expect(await store.previous('public', 'b')).toBeNull();
    const speakers = (await store.statements({ scope: scope(), actors: null, limit: 10 })).map(
      (one) => one.speaker?.actor,
    );
    expect(speakers).toEqual(['be']);
    expect(await store.statements({ scope: scope(), actors: ['nl', 'NL'], limit: 10 })).toEqual([]);
    expect(await store.save([old])).toEqual(['changed']);
    expect((await store.article('public', 'a'))?.article.text).toBe(old.article.text);
  });

  it('takes a corrected date or title of the same text as a change of that version', async () => {
    const store = given();
    await store.save([made('a', 'Text.'), made('b', 'Newer.', { published: day(NOW - DAY) })]);
    expect(await store.save([made('a', 'Text.', { title: 'Title', published: day(NOW - 3 * DAY) })])).toEqual([
      'changed',
    ]);
    expect((await store.article('public', 'a'))?.article).toMatchObject({
      title: 'Title',
      published: { from: NOW - 3 * DAY },
    });
    expect(await store.list(scope(), 9)).toEqual(['b', 'a']);
  });

  it('keeps that only the beginning of an article could be read, until it is read in full', async () => {
    const store = given();
    const one = made('a', 'A begin.', { teaser: true });
    await store.save([one]);
    expect((await store.article('public', 'a'))?.article.teaser).toBe(true);
    const { teaser: _, ...whole } = one.article;
    expect(await store.save([{ ...one, article: whole }])).toEqual(['changed']);
    expect((await store.article('public', 'a'))?.article).not.toHaveProperty('teaser');
  });

  it('lets an article serve another topic without a new version', async () => {
    const store = given();
    await store.save([made('a', 'Text.', { topics: ['ports'] })]);
    expect(await store.save([made('a', 'Text.', { topics: ['canals'] })])).toEqual(['changed']);
    expect((await store.article('public', 'a'))?.article.topics).toEqual(['canals', 'ports']);
    expect(await store.list(scope('public', { topic: 'ports' }), 9)).toEqual(['a']);
  });

  it('takes another reader’s analysis of the same text, and that is no news', async () => {
    const store = given();
    const readBy = (
      reader: string,
      id: string,
      text: string,
      says: readonly { actor: string; words: string }[] = [],
    ) => {
      const one = made(id, text, { says: says.map((speech) => ({ ...speech, country: null })) });
      return { ...one, analysis: { ...one.analysis, reader } };
    };
    const outdated = async (upTo: number, limit = 9) =>
      (await store.outdated('new', upTo, limit)).map(({ article }) => article.id);
    await store.save([made('a', 'A said so.'), readBy('old', 'b', 'B said so.'), readBy('new', 'c', 'C.')]);
    await store.save([made('gone', 'Gone.')]);
    await store.withdraw('public', 'gone');
    expect(await outdated(9)).toEqual(['b', 'a']);
    expect(await outdated(9, 1)).toEqual(['b']);
    expect(await outdated(1)).toEqual(['a']);
    const again = readBy('new', 'b', 'B said so.', [{ actor: 'ro', words: 'so' }]);
    expect(await store.save([again, again])).toEqual(['reread', 'same']);
    expect(await outdated(9)).toEqual(['a']);
    expect((await store.statements({ scope: scope(), actors: ['ro'], limit: 9 })).map((one) => one.article)).toEqual([
      'b',
    ]);
    expect((await store.changes(5, 9)).map(({ article }) => article.id)).toEqual(['b']);
    expect(await store.newer(scope(), 5, 9)).toEqual([]);
    expect(await store.newer(scope(), 1, 9)).toEqual(['b', 'c']);
    expect(await store.save([readBy('newest', 'b', 'B said no.')])).toEqual(['changed']);
    expect(await store.newer(scope(), 5, 9)).toEqual(['b']);
  });

  it('reads nothing again over what has changed meanwhile', async () => {
    const store = given();
    await store.save([made('a', 'A.'), made('b', 'B.'), made('c', 'C.')]);
    const old = await store.outdated('new', 9, 9);
    await store.save([made('a', 'A now.')]);
    await store.withdraw('public', 'b');
    const again = old.map(({ article, analysis }) => ({ article, analysis: { ...analysis, reader: 'new' } }));
    expect(again.map(({ article }) => article.id)).toEqual(['c', 'b', 'a']);
    expect(await store.save(again)).toEqual(['reread', 'same', 'same']);
    expect((await store.article('public', 'a'))?.article.text).toBe('A now.');
    expect((await store.article('public', 'b'))?.article.state).toBe('withdrawn');
  });

  it('gives every change once and in order, withdrawn articles too', async () => {
    const store = given();
    await store.save([made('a', 'A.'), made('b', 'B.'), made('c', 'C.')]);
    await store.save([made('a', 'A2.')]);
    await store.withdraw('public', 'b');
    await store.withdraw('public', 'b');
    const changes = await store.changes(0, 10);
    expect(changes.map(({ article }) => [article.id, article.seq, article.state])).toEqual([
      ['c', 3, 'live'],
      ['a', 4, 'live'],
      ['b', 5, 'withdrawn'],
    ]);
    expect((await store.changes(3, 1)).map(({ article }) => article.id)).toEqual(['a']);
    expect(await store.changes(5, 10)).toEqual([]);
  });

  it('withdraws from answers, not from what was cited', async () => {
    const store = given();
    await store.save([
      made('a', 'A said so.', { publisher: 'P', says: [{ actor: 'nl', country: 'NL', words: 'so' }] }),
    ]);
    await store.withdraw('public', 'a');
    expect(await store.list(scope(), 9)).toEqual([]);
    expect(await store.articles('public', ['a'])).toEqual([]);
    expect(await store.statements({ scope: scope(), actors: null, limit: 9 })).toEqual([]);
    expect(await store.publishers('public')).toEqual([]);
    expect(await store.count(scope())).toEqual({
      articles: 0,
      undated: 0,
      newest: null,
      origins: { named: 0, unknown: 0 },
    });
    expect((await store.article('public', 'a'))?.article).toMatchObject({ state: 'withdrawn', text: 'A said so.' });
    expect(await store.save([made('a', 'A said so.')])).toEqual(['changed']);
    expect(await store.list(scope(), 9)).toEqual(['a']);
  });
}

function scopes(given: Given): void {
  it('lists newest first, by publication else by first sight', async () => {
    const store = given();
    await store.save([
      made('old', 'Old.', { published: day(NOW - 9 * DAY) }),
      made('undated', 'Undated.', { seen: NOW - 5 * DAY }),
      made('new', 'New.', { published: day(NOW - DAY) }),
      made('ancient', 'Ancient.', { published: day(Date.UTC(1912, 3, 15)) }),
    ]);
    expect(await store.list(scope(), 9)).toEqual(['new', 'undated', 'old', 'ancient']);
    expect(await store.list(scope(), 2)).toEqual(['new', 'undated']);
    expect(await store.count(scope())).toEqual({
      articles: 4,
      undated: 1,
      newest: NOW - DAY,
      origins: { named: 0, unknown: 4 },
    });
  });

  it('keeps to a window, leaves undated articles out of it and counts them', async () => {
    const store = given();
    const month = {
      precision: 'month',
      from: Date.UTC(2026, 10, 1),
      to: Date.UTC(2026, 11, 1) - 1,
      words: null,
    } as const;
    await store.save([
      made('before', '1', { published: day(NOW - 30 * DAY) }),
      made('month', '2', { published: month }),
      made('inside', '3', { published: day(NOW - 2 * DAY) }),
      made('undated', '4'),
    ]);
    const week = scope('public', { since: NOW - 7 * DAY, until: NOW });
    expect(await store.list(week, 9)).toEqual(['inside', 'month']);
    expect(await store.count(week)).toEqual({
      articles: 2,
      undated: 1,
      limited: true,
      newest: NOW - 2 * DAY,
      origins: { named: 0, unknown: 2 },
    });
    expect(await store.list(scope('public', { until: NOW - 10 * DAY }), 9)).toEqual(['month', 'before']);
    expect(await store.newer(week, 2, 9)).toEqual(['inside']);
  });

  it('counts by language what is searched by word alone', async () => {
    const store = given();
    const inLanguage = (id: string, language: string | null, topics: readonly string[] = []) => {
      const one = made(id, id, { topics });
      return { ...one, analysis: { ...one.analysis, language } };
    };
    await store.save([
      inLanguage('a', 'de', ['x']),
      inLanguage('b', 'de'),
      inLanguage('c', 'ja'),
      inLanguage('d', null),
    ]);
    expect((await store.count(scope())).unread).toEqual({ de: 2, ja: 1 });
    expect((await store.count(scope('public', { topic: 'x' }))).unread).toEqual({ de: 1 });
    expect(await store.count(scope('public', { docs: ['d'] }))).not.toHaveProperty('unread');
    await store.withdraw('public', 'a');
    expect((await store.count(scope())).unread).toEqual({ de: 1, ja: 1 });
    await store.save([made('b', 'In English now.')]);
    expect((await store.count(scope())).unread).toEqual({ ja: 1 });
  });

  it('keeps to topics and ids; no ids find nothing', async () => {
    const store = given();
    await store.save([made('a', 'A', { topics: ['x'] }), made('b', 'B', { topics: ['x', 'y'] }), made('c', 'C')]);
    expect((await store.list(scope('public', { topic: 'x' }), 9)).toSorted()).toEqual(['a', 'b']);
    expect(await store.list(scope('public', { topic: 'x', docs: ['b', 'c', 'b', 'nope'] }), 9)).toEqual(['b']);
    expect(await store.list(scope('public', { docs: [] }), 9)).toEqual([]);
    expect(await store.count(scope('public', { docs: [] }))).toEqual({
      articles: 0,
      undated: 0,
      newest: null,
      origins: { named: 0, unknown: 0 },
    });
    expect((await store.articles('public', ['c', 'nope', 'a'])).map(({ article }) => article.id)).toEqual(['c', 'a']);
  });

  it('keeps to an outlet, however its name is written', async () => {
    const store = given();
    await store.save([
      made('a', 'One.', { publisher: 'Évening Post', says: [{ actor: 'nl', country: 'NL', words: 'One' }] }),
      made('b', 'Two.', { publisher: 'évening post', published: day(NOW) }),
      made('c', 'Three.', { publisher: 'Évening Poster', says: [{ actor: 'nl', country: 'NL', words: 'Three' }] }),
      made('d', 'Four.', { topics: ['x'] }),
      made('e', 'Five.', { tenant: 'slack:1', publisher: 'ÉVENING POST', topics: ['x'] }),
    ]);
    const post = (narrower = {}, tenant = 'public') => scope(tenant, { outlet: 'éVENING Post', ...narrower });
    expect((await store.list(post(), 9)).toSorted()).toEqual(['a', 'b']);
    expect((await store.list(post({}, 'slack:1'), 9)).toSorted()).toEqual(['a', 'b', 'e']);
    expect(await store.list(post({ since: NOW }), 9)).toEqual(['b']);
    expect(await store.list(post({ docs: ['a', 'c', 'd'] }), 9)).toEqual(['a']);
    expect(await store.list(post({ topic: 'x' }, 'slack:1'), 9)).toEqual(['e']);
    expect(await store.newer(post(), 1, 9)).toEqual(['b']);
    expect((await store.count(post())).articles).toBe(2);
    expect(await store.count(post({ since: NOW }))).toMatchObject({ articles: 1, undated: 1 });
    const said = (actors: string[] | null) => store.statements({ scope: post(), actors, limit: 9 });
    for (const actors of [null, ['NL']]) expect((await said(actors)).map(({ article }) => article)).toEqual(['a']);
    expect(await store.list(scope('public', { outlet: 'Post' }), 9)).toEqual([]);
    expect((await store.list(scope('public', { outlet: null }), 9)).length).toBe(4);
  });

  it('shows a tenant its own rows and public ones, never another tenant’s', async () => {
    const store = given();
    const tenants = ['public', 'discord:1', 'discord:2', 'slack:1'];
    await store.save(
      tenants.map((tenant, n) =>
        made(`of ${tenant}`, `Canary ${n} sang.`, {
          tenant,
          publisher: `Paper ${n}`,
          topics: ['birds'],
          says: [{ actor: 'nl', country: 'NL', words: `Canary ${n}` }],
        }),
      ),
    );
    for (const [n, tenant] of tenants.entries()) {
      const seen = new Set([`of ${tenant}`, 'of public']);
      const all = tenants.map((other) => `of ${other}`);
      expect(new Set(await store.list(scope(tenant), 9))).toEqual(seen);
      expect(new Set(await store.list(scope(tenant, { topic: 'birds' }), 9))).toEqual(seen);
      expect(new Set(await store.list(scope(tenant, { docs: all }), 9))).toEqual(seen);
      expect(new Set(await store.newer(scope(tenant), 0, 9))).toEqual(seen);
      expect(new Set((await store.articles(tenant, all)).map(({ article }) => article.id))).toEqual(seen);
      expect((await store.count(scope(tenant))).articles).toBe(seen.size);
      expect(new Set(await store.publishers(tenant))).toEqual(new Set([`Paper ${n}`, 'Paper 0']));
      const said = await store.statements({ scope: scope(tenant), actors: ['NL'], limit: 9 });
      expect(new Set(said.map(({ article }) => article))).toEqual(seen);
      const other = tenants[(n % 3) + 1]!;
      if (other !== tenant) expect(await store.article(tenant, `of ${other}`)).toBeNull();
    }
  });

  it('reads an id as the tenant’s own article before a public one', async () => {
    const store = given();
    const own = made('a', 'Own.', { tenant: 'slack:1' });
    const shared = made('a', 'Public.', { published: day(NOW) });
    await store.save([shared, own]);
    expect((await store.article('slack:1', 'a'))?.article.text).toBe('Own.');
    expect((await store.article('slack:1', 'a', shared.article.version))?.article.text).toBe('Public.');
    expect((await store.articles('slack:1', ['a'])).map(({ article }) => article.text)).toEqual(['Own.']);
    expect(await store.list(scope('slack:1'), 9)).toEqual(['a']);
    expect((await store.count(scope('slack:1'))).articles).toBe(1);
    expect((await store.article('slack:2', 'a'))?.article.text).toBe('Public.');
    await store.withdraw('slack:1', 'a');
    expect((await store.article('slack:1', 'a'))?.article.text).toBe('Public.');
  });
}

function statements(given: Given): void {
  const three = [
    made('1', 'one\ntwo\nthree', {
      published: day(NOW - 3 * DAY),
      topics: ['x'],
      says: [
        { actor: 'ru-mfa', country: 'RU', words: 'one' },
        { actor: 'cn', country: 'CN', words: 'two' },
        { actor: 'un', country: null, via: 'kyodo-news', words: 'three' },
      ],
    }),
    made('2', 'four', { published: day(NOW), says: [{ actor: 'ru', country: 'RU', words: 'four' }] }),
    made('3', 'five', { says: [{ actor: 'ru', country: 'RU', words: 'five' }], seen: NOW - 9 * DAY }),
  ];
  const words = async (store: Store, actors: string[] | null, narrower = {}, limit = 9): Promise<string[]> => {
    const texts = new Map(three.map(({ article }) => [article.id, article.text]));
    const found = await store.statements({ scope: scope('public', narrower), actors, limit });
    return found.map(({ article, content: [{ start, end }] }) => texts.get(article)!.slice(start, end));
  };

  it('finds statements by slug, by country and by who relayed them, newest article first', async () => {
    const store = given();
    await store.save(three);
    expect(await words(store, ['RU'])).toEqual(['four', 'one', 'five']);
    expect(await words(store, ['ru', 'ru-mfa', 'RU'])).toEqual(['four', 'one', 'five']);
    expect(await words(store, ['ru-mfa'])).toEqual(['one']);
    expect(await words(store, ['kyodo-news', 'CN'])).toEqual(['two', 'three']);
    expect(await words(store, ['BR'])).toEqual([]);
    expect(await words(store, [])).toEqual([]);
    expect(await words(store, null)).toEqual(['four', 'one', 'two', 'three', 'five']);
  });

  it('keeps to scope and limit', async () => {
    const store = given();
    await store.save(three);
    expect(await words(store, ['RU'], {}, 2)).toEqual(['four', 'one']);
    expect(await words(store, null, {}, 2)).toEqual(['four', 'one']);
    expect(await words(store, ['RU'], { topic: 'x' })).toEqual(['one']);
    expect(await words(store, ['RU'], { docs: ['3', '1'] })).toEqual(['one', 'five']);
    expect(await words(store, ['RU'], { since: NOW - DAY })).toEqual(['four']);
    expect(await words(store, null, { until: NOW - 2 * DAY })).toEqual(['one', 'two', 'three']);
  });
}

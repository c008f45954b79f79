import { expect, it } from 'vitest';
import type { Citation } from '../../src/core/model/answer.ts';
import type { Store } from '../../src/core/model/ports.ts';
import { briefing, DAY, day, made, NOW, parts, publication, scope, subscription } from './made.ts';
import { order } from './outbox.ts';

type Given = () => Store;
const SLOT = '2026-11-21T08:00';

/** What the store tells of itself, and what it removes after a time. */
export function statusContract(given: Given): void {
  status(given);
  retention(given);
}

function status(given: Given): void {
  it('tells of an empty store', async () => {
    expect(await given().overview()).toEqual({
      bytes: expect.any(Number),
      articles: { live: 0, withdrawn: 0, versions: 0 },
      newest: null,
      sources: 0,
      problems: [],
      queue: { open: 0, dead: 0 },
      moments: { tick: null, backup: null, restored: null },
    });
    expect(await given().undelivered(9)).toEqual([]);
  });

  it('counts articles of all servers and notes moments', async () => {
    const store = given();
    await store.save([made('a', 'A.', { published: day(NOW - DAY) }), made('b', 'B.', { tenant: 'slack:1' })]);
    await store.save([made('a', 'A now.', { published: day(NOW - DAY) }), made('c', 'C.', { published: day(NOW) })]);
    await store.withdraw('public', 'c');
    await store.note('tick', NOW);
    await store.note('tick', NOW + 1);
    expect(await store.overview()).toMatchObject({
      articles: { live: 2, withdrawn: 1, versions: 4 },
      newest: NOW - DAY,
      moments: { tick: NOW + 1, backup: null },
    });
  });

  it('keeps what could not be read last, and since when', async () => {
    const store = given();
    const broken = (path: string, tenant = 'public') =>
      ({ tenant, path, code: 'not_found', text: `${path}: no such file.` }) as const;
    await store.report([broken('x'), broken('y', 'slack:1'), broken('x')], NOW);
    await store.report([broken('y', 'slack:1'), broken('z')], NOW + DAY);
    expect((await store.overview()).problems).toEqual([
      { ...broken('z'), since: NOW + DAY },
      { ...broken('y', 'slack:1'), since: NOW },
    ]);
    expect(await store.problems()).toEqual((await store.overview()).problems);
    await store.report([], NOW);
    expect(await store.problems()).toEqual([]);
  });

  it('lists what is on its way and what was given up, at the part that did not arrive', async () => {
    const store = given();
    for (const id of ['arrives', 'dies', 'fails', 'waits']) {
      await store.subscribe(subscription(id), NOW);
      await store.publish(publication(id, SLOT));
      await store.lease(order(NOW, { limit: 1 }));
      const key = `${id}/${SLOT}`;
      if (id === 'dies') await store.settle(`${key}.0`, { error: 'channel_gone: no channel', retryAt: null }, NOW);
      if (id === 'fails') await store.settle(`${key}.0`, { error: 'platform_down: no answer', retryAt: NOW + 9 }, NOW);
      if (id === 'arrives') {
        await store.settle(`${key}.0`, { message: 'm', at: NOW }, NOW);
        await store.lease(order(NOW, { limit: 1 }));
        await store.settle(`${key}.1`, { message: 'n', at: NOW }, NOW);
      }
    }
    expect(await store.queue()).toEqual({ open: 2, dead: 1 });
    const both = { slot: SLOT, place: subscription('s').place, part: 1, of: 2, tries: 1 };
    const of = (id: string) => ({ ...both, delivery: `${id}/${SLOT}`, subscription: id });
    const listed = [
      { ...of('fails'), state: 'open', error: 'platform_down: no answer', retryAt: NOW + 9 },
      { ...of('waits'), state: 'open', error: null, retryAt: null },
      { ...of('dies'), state: 'dead', error: 'channel_gone: no channel', retryAt: null },
    ];
    expect(await store.undelivered(9)).toEqual(listed);
    expect(await store.undelivered(1)).toEqual(listed.slice(0, 1));
  });
}

/** A briefing whose one point cites these versions. */
export function citing(id: string, ...cited: readonly (readonly [article: string, version: string])[]) {
  const [first, ...more] = cited.map(([article, version], n): Citation => {
    const sentence = { span: { article, version, start: 0, end: 2 }, text: 'A.' };
    const nothing = { title: null, publisher: null, published: null, url: null, link: null };
    return { n, sentence, ...nothing, sample: false };
  });
  const pieces = [{ is: 'quote', quote: first!.sentence }] as const;
  const point = { pieces, citations: [first!], alsoIn: more, differs: [], said: null } as const;
  return { ...briefing(id), groups: [{ head: { key: 'heading-point' }, points: [point] }] } as const;
}

function retention(given: Given): void {
  const NONE = { versions: 0, articles: 0, pages: 0 };
  const LATER = NOW + 40 * DAY;
  const version = (text: string) => made('x', text).article.version;

  it('removes replaced versions and withdrawn articles once they have been old for long enough', async () => {
    const store = given();
    await store.save([made('a', 'A one.'), made('gone', 'Gone one.'), made('still', 'Still.')]);
    await store.save([made('a', 'A two.'), made('gone', 'Gone two.')]);
    await store.withdraw('public', 'gone');
    // Old is counted from now on, however long ago it was written.
    expect(await store.retain(NOW, NOW)).toEqual(NONE);
    expect(await store.retain(NOW, LATER)).toEqual(NONE);
    expect(await store.previous('public', 'a')).not.toBeNull();
    expect(await store.retain(NOW + 1, LATER)).toEqual({ versions: 3, articles: 1, pages: 0 });
    expect(await store.retain(NOW + 1, LATER)).toEqual(NONE);
    expect(await store.article('public', 'a', version('A one.'))).toBeNull();
    expect((await store.article('public', 'a'))?.article.text).toBe('A two.');
    expect(await store.article('public', 'gone')).toBeNull();
    expect((await store.list(scope(), 9)).toSorted()).toEqual(['a', 'still']);
    expect(await store.save([made('gone', 'Gone one.')])).toEqual(['new']);
    expect((await store.article('public', 'gone'))?.article.text).toBe('Gone one.');
  });

  it('leaves what has come back', async () => {
    const store = given();
    await store.save([made('a', 'A one.'), made('b', 'B.')]);
    await store.save([made('a', 'A two.')]);
    await store.withdraw('public', 'b');
    await store.retain(NOW, NOW);
    await store.save([made('a', 'A one.'), made('b', 'B.')]);
    expect(await store.retain(LATER, LATER)).toEqual(NONE);
    expect(await store.retain(LATER + 1, LATER + 1)).toEqual({ versions: 1, articles: 0, pages: 0 });
    for (const [id, text] of [
      ['a', 'A one.'],
      ['b', 'B.'],
    ] as const)
      expect((await store.article('public', id))?.article.text).toBe(text);
    expect(await store.article('public', 'a', version('A two.'))).toBeNull();
  });

  it('never removes what a digest cites, nor its page; answers go when they are old', async () => {
    const store = given();
    const texts = ['Cited.', 'Also cited.', 'Not cited.'];
    for (const text of [...texts, 'Newest.']) await store.save([made('a', text)]);
    await store.save([made('b', 'B cited.'), made('c', 'C cited elsewhere.', { tenant: 'slack:1' })]);
    await store.withdraw('public', 'b');
    await store.withdraw('slack:1', 'c');
    await store.subscribe(subscription('s'), NOW);
    const edition = citing(
      'e',
      ['a', version('Cited.')],
      ['a', version('Also cited.')],
      ['b', version('B cited.')],
      ['c', version('C cited elsewhere.')],
    );
    await store.publish(publication('s', SLOT, { edition }));
    await store.keep('terminal', citing('old', ['a', version('Not cited.')]), 'reader');
    await store.rate('terminal', 'old', 'reader', 'up', NOW);
    await store.keep('terminal', edition, 'reader');
    await store.keep('terminal', { ...briefing('young'), made: LATER }, null);
    await store.retain(NOW, NOW);
    expect(await store.retain(LATER, LATER)).toEqual({ versions: 2, articles: 1, pages: 1 });
    for (const text of texts)
      expect([text, (await store.article('public', 'a', version(text)))?.article.text]).toEqual([
        text,
        text === 'Not cited.' ? undefined : text,
      ]);
    expect((await store.article('public', 'b'))?.article.state).toBe('withdrawn');
    // Another server’s digest cites its own article of that id.
    expect(await store.article('slack:1', 'c')).toBeNull();
    expect(await store.kept('terminal', 'e')).toEqual(edition);
    expect(await store.kept('terminal', 'old')).toBeNull();
    expect(await store.kept('terminal', 'young')).not.toBeNull();
    expect(await store.personal('terminal', 'reader')).toMatchObject({ pages: 1, ratings: 0 });
  });

  it('forgets with an article where it was told of, a server’s own one there alone', async () => {
    const store = given();
    for (const tenant of ['public', 'slack:1']) {
      await store.save([made('a', 'A.', { tenant })]);
      await store.withdraw(tenant, 'a');
    }
    const tenants = ['slack:1', 'slack:2'];
    const had = [{ article: 'a', version: 'v' }];
    for (const id of tenants) {
      await store.subscribe(subscription(id, id), NOW);
      await store.publish(publication(id, SLOT, { parts: parts(id, 1, id), had }));
    }
    const told = () =>
      Promise.all(tenants.map(async (id) => (await store.had(subscription(id, id).place, ['a'])).size));
    await store.retain(NOW, NOW);
    expect(await told()).toEqual([1, 1]);
    await store.save([made('a', 'A.')]);
    expect(await store.retain(NOW + 1, NOW + 1)).toMatchObject({ articles: 1 });
    expect(await told()).toEqual([0, 1]);
    await store.withdraw('public', 'a');
    await store.retain(NOW + 1, NOW + 1);
    expect(await store.retain(NOW + 2, NOW + 2)).toMatchObject({ articles: 1 });
    expect(await told()).toEqual([0, 0]);
  });

  it('goes on over many', async () => {
    const store = given();
    const many = Array.from({ length: 90 }, (_, n) => made(`${n}`, `Article ${n}.`));
    await store.save(many);
    for (const { article } of many.slice(1)) await store.withdraw('public', article.id);
    for (const { article } of many) await store.keep('terminal', briefing(article.id), 'reader');
    await store.retain(NOW, NOW);
    expect(await store.retain(NOW + 1, NOW + 1)).toEqual({ versions: 89, articles: 89, pages: 90 });
    expect(await store.list(scope(), 99)).toEqual(['0']);
  });
}

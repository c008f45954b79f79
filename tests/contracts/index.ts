import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Index, Ingested, Query, Scope, Store } from '../../src/core/model/ports.ts';
import { DAY, day, made, NOW, scope } from './made.ts';

type Opened = { readonly store: Store; readonly index: Index };

/** What every index must do. `open` gives an empty one, kept up from an empty store. */
export function indexContract(name: string, open: () => Promise<Opened>): void {
  describe(`index: ${name}`, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.store.close());
    keepingUp(() => opened);
    finding(() => opened);
    scoping(() => opened);
    purging(() => opened);
    hostile(() => opened);
  });
}

type Given = () => Opened;

async function fill({ store, index }: Opened, articles: readonly Ingested[]): Promise<void> {
  await store.save(articles);
  await index.apply(await store.changes(await index.at(), 100_000));
}

const query = (words: string, narrower: Partial<Scope> = {}, rest: Partial<Query> = {}): Query => ({
  terms: words.split(' ').map((text) => ({ text, weight: 1 })),
  scope: scope(narrower.tenant, narrower),
  outlets: [],
  limit: 10,
  ...rest,
});

async function found(
  { index }: Opened,
  words: string,
  narrower?: Partial<Scope>,
  rest?: Partial<Query>,
): Promise<string[]> {
  return (await index.search(query(words, narrower, rest))).map(({ article, passage }) => `${article}.${passage}`);
}

function keepingUp(given: Given): void {
  it('knows how far it has applied, and applies nothing twice', async () => {
    const { store, index } = given();
    expect(await index.at()).toBe(0);
    await fill(given(), [made('a', 'A crane fell.\nNobody was hurt.'), made('b', 'A crane stands.')]);
    expect(await index.at()).toBe(2);
    const before = await index.frequencies(['crane']);
    expect(before).toEqual({ passages: 3, of: [2] });
    await index.apply(await store.changes(0, 100));
    await index.apply([]);
    expect(await index.frequencies(['crane'])).toEqual(before);
    expect(await found(given(), 'crane')).toEqual(['b.0', 'a.0']);
  });

  it('replaces the passages of a changed article, and drops those of a withdrawn one', async () => {
    const { store, index } = given();
    const old = made('a', 'A crane fell.\nThe crane was old.');
    await fill(given(), [old, made('b', 'Cranes stand.')]);
    const first = await store.changes(0, 100);
    await fill(given(), [made('a', 'A ship sank.')]);
    expect(await found(given(), 'crane')).toEqual(['b.0']);
    expect(await found(given(), 'ship')).toEqual(['a.0']);
    expect(await index.frequencies(['crane', 'old', 'ship'])).toEqual({ passages: 2, of: [1, 0, 1] });
    await store.withdraw('public', 'a');
    await index.apply(await store.changes(await index.at(), 100));
    expect(await found(given(), 'ship')).toEqual([]);
    expect(await index.frequencies(['crane', 'ship'])).toEqual({ passages: 1, of: [1, 0] });
    await index.apply(first);
    expect(await found(given(), 'fell old ship')).toEqual([]);
  });

  it('finds other inflected forms in the language of a question, and no other word that begins like one', async () => {
    const texts = [made('a', 'Die Brücken sind alt.'), made('b', 'Der Brückenbau ruht.'), made('c', 'Мосты закрыли.')];
    await fill(given(), texts);
    expect(await found(given(), 'brücke')).toEqual([]);
    expect(await found(given(), 'brücke', {}, { tongue: 'de' })).toEqual(['a.0']);
    expect(await found(given(), 'мостов', {}, { tongue: 'ru' })).toEqual(['c.0']);
    expect((await given().index.frequencies(['brücke', 'мосту'])).of).toEqual([0, 0]);
    expect((await given().index.frequencies(['brücke'], 'de')).of).toEqual([1]);
  });

  it('stays equal to one that is built afresh (any order of saves and withdrawals)', async () => {
    const words = ['crane', 'ship', 'port', 'old', 'sank', 'the'];
    const text = fc.array(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 3,
    });
    const step = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      lines: fc.option(text),
      published: fc.option(fc.integer({ min: -30, max: 0 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.uuid(), async (steps, tenant) => {
        const { store, index } = given();
        const live = new Map<string, string[]>();
        const before = await index.frequencies(words);
        for (const { id, lines, published } of steps) {
          if (lines) {
            const passages = lines.map((line) => line.join(' '));
            live.set(id, passages);
            const date = published === null ? null : day(NOW + published * DAY);
            await store.save([made(id, passages.join('\n'), { tenant, published: date })]);
          } else {
            live.delete(id);
            await store.withdraw(tenant, id);
          }
          await index.apply(await store.changes(await index.at(), 100));
        }
        const expected = [...live.values()].flat();
        const of = words.map((word) => expected.filter((line) => line.split(' ').includes(word)).length);
        const now = await index.frequencies(words);
        expect(now.of.map((count, n) => count - before.of[n]!)).toEqual(of);
        expect(now.passages - before.passages).toBe(expected.length);
        const hits = await found(given(), 'crane', { tenant }, { limit: 100 });
        const wanted = [...live].flatMap(([id, lines]) =>
          lines.flatMap((line, n) => (line.split(' ').includes('crane') ? [`${id}.${n}`] : [])),
        );
        expect(hits.toSorted()).toEqual(wanted.toSorted());
      }),
      { numRuns: 40 },
    );
  });
}

function finding(given: Given): void {
  it('gives the place of each passage in its version, best first', async () => {
    const one = made('a', 'Ships wait.\nThe locks are shut. Locks rust.');
    await fill(given(), [one, made('b', 'A lock was sold among many other things on a long day at the market.')]);
    const hits = await given().index.search(query('locks'));
    expect(hits.map(({ article, passage }) => [article, passage])).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
    const [best, second] = [hits[0]!, hits[1]!];
    expect(best.version).toBe(one.article.version);
    expect(one.article.text.slice(best.start, best.end)).toBe('The locks are shut. Locks rust.');
    expect(best.score).toBeGreaterThan(second.score);
    expect(second.score).toBeGreaterThan(0);
  });

  it('meets words in any form: case, ending, accent, quotation mark, possessive', async () => {
    await fill(given(), [made('a', '“Exporting” the Élysée’s ‘missiles’, café-side; U.N. 26.3 and 2,000')]);
    for (const word of ['exports', 'ELYSEE', 'élysée', 'missile', 'cafe', 'side', '26.3', '2,000', '“missiles”'])
      expect(await found(given(), word), word).toEqual(['a.0']);
    for (const word of ['26', 's', 'exp']) expect(await found(given(), word), word).toEqual([]);
  });

  it('finds an article by its title, outlet and day, and an actor by its canonical name and country', async () => {
    await fill(given(), [
      made('a', 'Nothing here.', {
        title: 'Harbour strike',
        publisher: 'Canal Gazette',
        published: day(Date.UTC(2026, 10, 5)),
      }),
      made('b', 'The Kremlin was silent.\nSo were others.', { names: [{ name: 'Kremlin', country: 'RU' }] }),
      made('c', 'More words.', {
        published: { precision: 'month', from: Date.UTC(2026, 1, 1), to: Date.UTC(2026, 2, 1) - 1, words: null },
      }),
    ]);
    for (const words of ['harbour', 'gazette', 'november', '5'])
      expect(await found(given(), words), words).toEqual(['a.0']);
    expect(await found(given(), 'russia')).toEqual(['b.0']);
    expect(await found(given(), 'february')).toEqual(['c.0']);
    expect(await found(given(), '1')).toEqual([]);
  });

  it('counts a term by its weight, and prefers outlets without hiding others', async () => {
    await fill(given(), [
      made('a', 'A crane.', { publisher: 'First' }),
      made('b', 'A ship.', { publisher: 'Second' }),
      made('c', 'A crane.', { publisher: 'Second' }),
    ]);
    const weighted = (crane: number): Partial<Query> => ({
      terms: [
        { text: 'crane', weight: crane },
        { text: 'ship', weight: 1 },
      ],
      limit: 1,
    });
    expect((await found(given(), '', {}, weighted(9)))[0]).not.toBe('b.0');
    expect(await found(given(), '', {}, weighted(0.1))).toEqual(['b.0']);
    expect(await found(given(), 'crane', {}, { outlets: ['First'] })).toEqual(['a.0', 'c.0']);
    expect(await found(given(), 'crane', {}, { outlets: ['Second'] })).toEqual(['c.0', 'a.0']);
    expect(await found(given(), 'crane', {}, { limit: 0 })).toEqual([]);
  });

  it('finds something whenever any word occurs, however common, also in a large index', async () => {
    const many = Array.from({ length: 600 }, (_, n) =>
      made(`m${n}`, Array.from({ length: 10 }, (_, line) => `The report number n${n}x${line} was out.`).join('\n')),
    );
    await fill(given(), [...many, made('rare', 'A heron was in the report.')]);
    expect(await found(given(), 'report')).toHaveLength(10);
    expect(await found(given(), 'the')).toHaveLength(10);
    expect(await found(given(), 'what was the')).toHaveLength(10);
    expect((await found(given(), 'what did the report say of a heron'))[0]).toBe('rare.0');
    // One rare word alone would find one passage; common ones fill the list up.
    expect(await found(given(), 'heron report')).toHaveLength(10);
    expect(await found(given(), 'n7x3 report', { docs: many.map(({ article }) => article.id) })).toHaveLength(10);
    expect(await found(given(), 'pelican')).toEqual([]);
  });

  it('finds words in scripts without spaces', async () => {
    await fill(given(), [made('ja', '日本政府はミサイルの輸出を発表した。'), made('th', 'รัฐบาลญี่ปุ่นประกาศ')]);
    expect(await found(given(), '輸出')).toEqual(['ja.0']);
    expect(await found(given(), 'ญี่ปุ่น')).toEqual(['th.0']);
    expect(await found(given(), '中国')).toEqual([]);
  });
}

function scoping(given: Given): void {
  it('keeps to tenant, topic, ids and window', async () => {
    const { store, index } = given();
    await fill(given(), [
      made('old', 'A crane.', { published: day(NOW - 40 * DAY), topics: ['x'], publisher: 'Canal Gazette' }),
      made('new', 'A crane.', { published: day(NOW - DAY), topics: ['x', 'y'], publisher: 'Canal gazette' }),
      made('undated', 'A crane.', { publisher: 'Gazette' }),
      made('own', 'A crane.', { tenant: 'slack:1', published: day(NOW), publisher: 'Own Paper' }),
      made('alien', 'A crane.', { tenant: 'slack:2', published: day(NOW), publisher: 'Own Paper' }),
    ]);
    const ids = async (narrower: Partial<Scope>): Promise<string[]> =>
      (await found(given(), 'crane', narrower)).map((hit) => hit.replace('.0', '')).toSorted();
    expect(await ids({})).toEqual(['new', 'old', 'undated']);
    expect(await ids({ tenant: 'slack:1' })).toEqual(['new', 'old', 'own', 'undated']);
    expect(await ids({ tenant: 'slack:1', docs: ['own', 'alien', 'old'] })).toEqual(['old', 'own']);
    expect(await ids({ docs: [] })).toEqual([]);
    expect(await ids({ topic: 'y' })).toEqual(['new']);
    expect(await ids({ topic: 'z' })).toEqual([]);
    expect(await ids({ outlet: 'canal gazette' })).toEqual(['new', 'old']);
    expect(await ids({ outlet: 'Canal Gazette', until: NOW - 7 * DAY })).toEqual(['old']);
    expect(await ids({ outlet: 'Canal Gazette', docs: ['new', 'undated'] })).toEqual(['new']);
    expect(await ids({ outlet: 'Own Paper', tenant: 'slack:1' })).toEqual(['own']);
    expect(await ids({ outlet: 'Own Paper' })).toEqual([]);
    expect(await ids({ since: NOW - 7 * DAY })).toEqual(['new']);
    expect(await ids({ until: NOW - 7 * DAY })).toEqual(['old']);
    expect(await ids({ since: NOW - 50 * DAY, until: NOW })).toEqual(['new', 'old']);
    const many = Array.from({ length: 100 }, (_, n) => `none${n}`);
    expect(await ids({ docs: [...many, 'new'] })).toEqual(['new']);
    await store.save([made('new', 'Another crane.', { tenant: 'slack:1' })]);
    await index.apply(await store.changes(await index.at(), 9));
    const shadowed = await index.search(query('crane', { tenant: 'slack:1', docs: ['new'] }));
    expect(shadowed.map(({ version }) => version)).toEqual([(await store.article('slack:1', 'new'))?.article.version]);
  });
}

function purging(given: Given): void {
  it('forgets what a purge deletes, and nothing else', async () => {
    const { store, index } = given();
    await fill(given(), [
      made('a', 'A crane.\nA heron.', { tenant: 'slack:1', publisher: 'Post' }),
      made('a', 'A crane and a heron.', { tenant: 'slack:2', publisher: 'Post' }),
      made('b', 'A crane.'),
    ]);
    await store.save([made('c', 'A stork, not indexed yet.', { tenant: 'slack:1' })]);
    await store.leave('slack:1', NOW);
    expect(await store.purge(NOW + 1)).toEqual(['slack:1']);
    await index.apply(await store.changes(await index.at(), 100));
    expect(await index.frequencies(['crane', 'heron', 'stork'])).toEqual({ passages: 2, of: [2, 1, 0] });
    expect(await found(given(), 'crane heron stork', { tenant: 'slack:1' })).toEqual(['b.0']);
    expect(await found(given(), 'heron', { tenant: 'slack:2', outlet: 'POST' })).toEqual(['a.0']);
    await fill(given(), [made('a', 'A crane came back.', { tenant: 'slack:1' })]);
    expect((await found(given(), 'crane', { tenant: 'slack:1' })).toSorted()).toEqual(['a.0', 'b.0']);
  });
}

function hostile(given: Given): void {
  const operators = [
    '"',
    '""',
    '*',
    'NEAR',
    'NEAR(a b, 2)',
    'AND',
    'OR',
    'NOT',
    '^',
    'title:',
    '-',
    '+',
    '{',
    '}',
    '(',
    ')',
    ':',
    ';',
    '--',
    '\0',
  ];

  it('takes any text as words, never as operators', async () => {
    await fill(given(), [made('a', 'near and or not title: 🚢 said “NEAR” * the crane')]);
    for (const text of [...operators, '🚢', '\ud800', 'x'.repeat(10_000), 'crane '.repeat(2_000), ' ', ''])
      await expect(given().index.search({ ...query(''), terms: [{ text, weight: 1 }] })).resolves.toBeInstanceOf(Array);
    expect(await found(given(), 'crane" OR "x')).toEqual(['a.0']);
    expect(await found(given(), 'nothing* NOT')).toEqual(['a.0']);
  });

  it('never throws on a question, and finds a text by its own words', async () => {
    const part = fc.oneof(
      fc.constantFrom(...operators),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('crane', 'ship'),
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 12 }), async (words) => {
        const opened = given();
        count += 1;
        const id = `p${count}`;
        const text = words.join(' ').replace(/[\r\n]/g, ' ');
        await fill(opened, [made(id, `heron${count} ${text}`, { title: text, publisher: text })]);
        const all = await opened.index.search({
          ...query(''),
          terms: words.map((word) => ({ text: word, weight: 1 })),
        });
        const { of } = await opened.index.frequencies(words);
        expect(all.length > 0).toBe(of.some((passages) => passages > 0));
        expect(await found(opened, `heron${count} ${text}`, {}, { limit: 1 })).toEqual([`${id}.0`]);
      }),
      { numRuns: 150 },
    );
  });

  it('bears an empty index, an article without passages and a very long one', async () => {
    expect(await found(given(), 'crane')).toEqual([]);
    expect(await given().index.frequencies(['crane', ''])).toEqual({ passages: 0, of: [0, 0] });
    await fill(given(), [made('empty', ''), made('long', `${'crane '.repeat(150_000)}\n${'x'.repeat(200_000)}`)]);
    expect(await found(given(), 'crane')).toEqual(['long.0']);
  });
}

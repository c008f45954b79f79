import { existsSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openSqlite } from '../../../src/infra/sqlite/open.ts';
import { briefing, made, NOW, parts, publication, subscription, watch } from '../../contracts/made.ts';
import { ownTopic } from '../../contracts/topics.ts';
import { folder } from './folder.ts';

const TABLES = 'select name from sqlite_schema where type = ? and name not like ? order by name';

/** Every row of the file that names one of these words, by table; the search's own tables hold words in their own form. */
function rowsWith(path: string, ...words: readonly string[]): string[] {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = file.prepare(TABLES).all('table', 'passage_search%');
    return tables.flatMap(({ name }) =>
      file
        .prepare(`select * from ${name}`)
        .all()
        .filter((row) => words.some((word) => JSON.stringify(row).includes(word)))
        .map(() => String(name)),
    );
  } finally {
    file.close();
  }
}

it('a purge leaves no row of the server in any table, and all of another’s', async () => {
  const path = folder.file();
  const { store, index } = await openSqlite({ path });
  await store.save([made('p', 'A public bird sang.')]);
  for (const n of [1, 2]) {
    const tenant = `slack:${n}`;
    const bird = `canary${n}`;
    const says = [{ actor: bird, country: 'NL', words: `The ${bird}` }];
    await store.save([made('a', `The ${bird} sang.`, { tenant, topics: [bird], publisher: bird, says })]);
    await store.save([made('a', `The ${bird} sang again.`, { tenant, publisher: bird, says })]);
    await index.apply(await store.changes(await index.at(), 9));
    await store.keep(tenant, { ...briefing(bird), upTo: 1 }, bird, bird);
    await store.setTalk({ tenant, channel: bird, thread: '', person: bird }, { page: bird, at: NOW });
    await store.rate(tenant, bird, bird, 'up', NOW);
    await store.set(tenant, bird, 'topic', bird);
    await store.set(tenant, null, 'topic', bird);
    await store.install(tenant, bird);
    await store.addSource({
      id: bird,
      tenant,
      kind: 'folder',
      topic: bird,
      path: bird,
      declared: false,
      state: 'active',
      by: bird,
      made: NOW,
    });
    // Its topic takes its own article and a public one.
    await store.setTopic(ownTopic(tenant, bird, { title: bird, by: bird }));
    const key = `${tenant}/${bird}`;
    await store.arrange(
      [
        { topic: key, tenant, article: 'a', joins: true },
        { topic: key, tenant: 'public', article: 'p', joins: true },
      ],
      [{ topic: key, tenant, rule: bird, since: 0, at: 1 }],
    );
    await index.apply(await store.changes(await index.at(), 9));
    await store.subscribe(subscription(bird, tenant), NOW);
    const edition = { ...briefing(bird), sources: [{ article: bird, version: bird }] } as never;
    const had = [{ article: bird, version: bird }];
    await store.publish(publication(bird, '2026-11-21T08:00', { edition, parts: parts(bird, 2, tenant), had }));
    // To somebody's own chat with the bot.
    const own = parts(`own ${bird}`, 1, tenant).map((part) => ({
      ...part,
      place: { ...part.place, channel: `@${bird}` },
    }));
    await store.subscribe(watch(`own ${bird}`, tenant), null);
    await store.publish(publication(`own ${bird}`, 'alert/1', { parts: own }));
    // One whose slots outlive it.
    await store.subscribe(subscription(`gone ${bird}`, tenant), NOW);
    await store.publish(publication(`gone ${bird}`, '2026-11-21T08:00', { parts: parts(`gone ${bird}`, 2, tenant) }));
    await store.setSubscription(tenant, `gone ${bird}`, 'removed');
  }
  const problem = (n: number) => ({ tenant: `slack:${n}`, path: `canary${n}`, code: 'not_found', text: 'x' }) as const;
  await store.report([problem(1), problem(2)], NOW);
  const filled = [...new Set(rowsWith(path, 'canary1', 'slack:1'))].join(' ');
  expect(filled).toBe(
    'article_topics articles channels cited deliveries documents frequencies had installations marks pages parts passage_words problems ratings ' +
      'settings slots sources statement_actors statements subscriptions talks topic_progress topics versions',
  );
  const other = rowsWith(path, 'canary2', 'slack:2');
  await store.leave('slack:1', NOW);
  await store.purge(NOW + 1);
  expect(rowsWith(path, 'canary1', 'slack:1')).toEqual([]);
  // Nor any byte of the files: the search's own tables, free pages and the log hold what was deleted, too.
  const files = [path, `${path}-wal`].filter((one) => existsSync(one)).map((one) => readFileSync(one));
  expect(files.filter((bytes) => bytes.includes('canary1') || bytes.includes('slack:1'))).toEqual([]);
  expect(files.some((bytes) => bytes.includes('canary2'))).toBe(true);
  expect(rowsWith(path, 'canary2', 'slack:2')).toEqual(other);
  await store.close();
});

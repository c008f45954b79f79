import { expect, it } from 'vitest';
import type { Store } from '../../src/core/model/ports.ts';
import type { OwnTopic, Progress, Rule } from '../../src/core/model/topic.ts';
import { DAY, made, NOW, scope } from './made.ts';

const RULE: Rule = { any: ['ports'], must: [], not: [], actors: [], languages: [], sources: [] };

export const ownTopic = (tenant: string, slug: string, fields: Partial<OwnTopic> = {}): OwnTopic => ({
  tenant,
  slug,
  title: `Title of ${slug}`,
  rule: RULE,
  by: 'someone',
  made: NOW,
  ...fields,
});

const progress = (topic: string, fields: Partial<Progress> = {}): Progress => ({
  topic,
  tenant: topic.includes('/') ? topic.slice(0, topic.lastIndexOf('/')) : 'public',
  rule: 'r1',
  since: 0,
  at: 1,
  ...fields,
});

/** The part of the store's contract about topics with rules. */
export function topicsContract(given: () => Store): void {
  it('keeps the topics of each server apart, whatever they are called', async () => {
    const store = given();
    expect(await store.setTopic(ownTopic('discord:1', 'ports'))).toBe('new');
    expect(await store.setTopic(ownTopic('discord:2', 'ports', { title: 'Other ports' }))).toBe('new');
    expect(await store.setTopic(ownTopic('discord:1', 'canal'))).toBe('new');
    expect(await store.setTopic(ownTopic('discord:1', 'ports', { title: 'The ports' }))).toBe('changed');
    const titles = async (tenant: string | null) => (await store.topics(tenant)).map(({ title }) => title);
    expect(await titles('discord:1')).toEqual(['Title of canal', 'The ports']);
    expect(await titles('discord:2')).toEqual(['Other ports']);
    expect(await titles(null)).toEqual(['Title of canal', 'The ports', 'Other ports']);
    expect((await store.topics('discord:1'))[1]).toEqual(ownTopic('discord:1', 'ports', { title: 'The ports' }));
    expect(await store.removeTopic('discord:2', 'canal')).toBe(false);
    expect(await store.removeTopic('discord:1', 'ports')).toBe(true);
    expect(await titles(null)).toEqual(['Title of canal', 'Other ports']);
    await store.leave('discord:2', NOW);
    expect(await titles(null)).toEqual(['Title of canal']);
  });

  it('puts articles into topics and takes them out, each a change that indexes and counts see', async () => {
    const store = given();
    await store.save([made('a', 'Ships left the port.'), made('b', 'A crane fell.')]);
    await store.setTopic(ownTopic('discord:1', 'ports'));
    const mine = scope('discord:1', { topic: 'discord:1/ports' });
    expect((await store.count(mine)).articles).toBe(0);
    const a = { topic: 'discord:1/ports', tenant: 'public', article: 'a' };
    await store.arrange([{ ...a, joins: true }], [progress('discord:1/ports', { at: 2 })]);
    expect(await store.progress()).toEqual([progress('discord:1/ports', { at: 2 })]);
    expect(await store.list(mine, 9)).toEqual(['a']);
    expect((await store.count(mine)).articles).toBe(1);
    const [changed, ...others] = await store.changes(2, 9);
    expect([changed?.article.id, changed?.article.topics, others.length]).toEqual(['a', ['discord:1/ports'], 0]);
    // What is so already is no change.
    await store.arrange([{ ...a, joins: true }], [progress('discord:1/ports', { at: 3 })]);
    expect(await store.seq()).toBe(3);
    await store.arrange([{ ...a, joins: false }], [progress('discord:1/ports', { at: 3 })]);
    expect(await store.list(mine, 9)).toEqual([]);
    expect((await store.article('public', 'a'))?.article.topics).toEqual([]);
  });

  it('tells as news to a topic what was indexed after its rule was made, and nothing of before', async () => {
    const store = given();
    await store.save([made('old', 'Ships left the port.')]);
    await store.setTopic(ownTopic('discord:1', 'ports'));
    const mine = scope('discord:1', { topic: 'discord:1/ports' });
    const join = (article: string, at: number) =>
      store.arrange(
        [{ topic: 'discord:1/ports', tenant: 'public', article, joins: true }],
        [progress('discord:1/ports', { since: 1, at })],
      );
    await join('old', 1);
    const before = await store.seq();
    expect(await store.newer(mine, before, 9)).toEqual([]);
    await store.save([made('new', 'A port opened.')]);
    // A digest that is made in between knows nothing of it yet, and is told by the next one.
    const between = await store.seq();
    expect(await store.newer(mine, before, 9)).toEqual([]);
    await join('new', between);
    expect(await store.newer(mine, between, 9)).toEqual(['new']);
    expect(await store.newer(mine, before, 9)).toEqual(['new']);
    expect(await store.newer(scope('discord:1'), between, 9)).toEqual([]);
    expect(await store.newer(mine, await store.seq(), 9)).toEqual([]);
    // It is news to nobody else, and an article of a backlog to nobody at all.
    await store.save([made('backlog', 'A port of old.')], { news: false });
    await join('backlog', 9);
    expect(await store.newer(mine, between, 9)).toEqual(['new']);
  });

  it('leaves out a topic of a chat that is gone, and empties one that is removed', async () => {
    const store = given();
    await store.save([made('a', 'Ships left the port.')]);
    const member = { topic: 'discord:1/ports', tenant: 'public', article: 'a', joins: true };
    await store.arrange([member], [progress('discord:1/ports')]);
    expect(await store.progress()).toEqual([]);
    expect((await store.article('public', 'a'))?.article.topics).toEqual([]);
    await store.setTopic(ownTopic('discord:1', 'ports'));
    await store.arrange([member], [progress('discord:1/ports')]);
    await store.arrange([{ ...member, topic: 'declared' }], [progress('declared')]);
    const mine = scope('discord:1', { topic: 'discord:1/ports' });
    expect((await store.count(mine)).articles).toBe(1);
    await store.removeTopic('discord:1', 'ports');
    expect((await store.count(mine)).articles).toBe(0);
    expect((await store.progress()).map(({ topic }) => topic)).toEqual(['declared']);
    expect(await store.list(scope('discord:1', { topic: 'declared' }), 9)).toEqual(['a']);
  });

  it('a purge takes a server’s topics and what belonged to them, and no other’s of the same name', async () => {
    const store = given();
    await store.save([made('a', 'Ships left the port.')]);
    for (const tenant of ['discord:1', 'discord:10']) {
      await store.setTopic(ownTopic(tenant, 'ports'));
      await store.arrange(
        [{ topic: `${tenant}/ports`, tenant: 'public', article: 'a', joins: true }],
        [progress(`${tenant}/ports`)],
      );
    }
    expect(await store.tenants('discord')).toEqual(['discord:1', 'discord:10']);
    await store.leave('discord:1', NOW);
    await store.purge(NOW + DAY);
    expect((await store.topics(null)).map(({ tenant }) => tenant)).toEqual(['discord:10']);
    expect((await store.progress()).map(({ topic }) => topic)).toEqual(['discord:10/ports']);
    expect((await store.article('public', 'a'))?.article.topics).toEqual(['discord:10/ports']);
  });

  it('what a person made stays, without their name', async () => {
    const store = given();
    await store.setTopic(ownTopic('discord:1', 'ports', { by: 'reader' }));
    expect((await store.personal('discord', 'reader')).made).toBe(1);
    await store.forget('discord', 'reader');
    expect((await store.topics('discord:1')).map(({ by }) => by)).toEqual(['']);
    expect((await store.personal('discord', 'reader')).made).toBe(0);
  });
}

import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHANNEL, MANAGER } from '../../servers/discord/world.ts';
import type { Row } from '../frame.ts';
import {
  beat,
  type Chat,
  digestOf,
  keyOf,
  LEASE_OVER_MS,
  openPost,
  type Post,
  report,
  slotAt,
  slotOf,
} from '../post.ts';
import { within } from '../stage.ts';

/** One channel that is gone, one source that hangs, one that cannot be read, articles that mean harm; and all the others. */

const GONE = /gone|no longer|cannot be reached|not there/iu;

export const alone: Row = {
  name: 'alone',
  promise: 'one bad part does not stop the rest',
  run: async ({ short, keep }) => {
    const [channels, days] = short ? [4, 1] : [40, 3];
    const post = await openPost({ channels, topics: 3, env: { SITREP_TEST_HANG: '/t1/' } });
    try {
      const all = post.platforms.flatMap((platform) =>
        post.channels(platform).map((channel, n) => digestOf(platform, channel, undefined, { topic: `t${n % 3}` })),
      );
      for (const topic of ['t0', 't1', 't2']) post.write(topic, `${topic}-first`, report(Number(topic[1])));
      await post.subscribe(all.map((one) => ({ one, due: slotAt(0) })));
      const bot = await post.start();
      harm(post, short);
      const gone = { discord: post.channels('discord')[0] ?? '', slack: post.channels('slack')[0] ?? '' };
      post.discord.channels.get(gone.discord)!.state = 'gone';
      post.slack.world.channels.delete(gone.slack);

      const well = all.filter(({ place }) => place.channel !== gone[place.platform as Chat]);
      const [expected, lost] = [[] as string[], [] as string[]];
      for (let day = 0; day < days; day++) {
        // A source that hangs has no news: what its topic had is told on the first day. It costs each reading of the
        // others some seconds, so theirs come a while before the slot.
        await post.set(slotAt(day) - 10 * 60_000);
        const news = ['t0', 't2'].map((topic) => ({ topic, id: `${topic}-${day}` }));
        for (const { topic, id } of news) post.write(topic, id, report(10 * (day + 1) + Number(topic[1])));
        const isIndexed = () =>
          news.every(({ id }) => post.rows(`select 1 from articles where id = '${id}.md'`).length > 0);
        void beat(bot);
        await within(30_000, isIndexed);
        await post.set(slotAt(day));
        const slot = slotOf(slotAt(day));
        const keys = well.filter(({ topic }) => topic !== 't1' || day === 0).map((one) => keyOf(one, slot));
        const missing = () => {
          const counts = post.counts();
          return keys.filter((key) => !counts.has(key));
        };
        for (let n = 0; n < 20 && (missing().length > 0 || n < 2); n++) {
          // What hangs holds the beat that reads it, not the next one.
          void beat(bot);
          await within(2_000, () => missing().length === 0);
          await post.set(post.clock() + LEASE_OVER_MS);
        }
        expected.push(...keys);
        lost.push(...missing());
      }
      await sleep(500);
      const known = new Set(well.map(({ place }) => place.channel));
      const told = (platform: Chat) => post.taken.filter((one) => one.platform === platform && !known.has(one.channel));
      const paused = post.rows("select id from subscriptions where state = 'paused'").map(({ id }) => String(id));
      const asked = await statuses(post);
      const doubled = [...post.counts().values()].filter((count) => count > 1).length;
      for (const key of expected) keep({ expected: key });
      for (const one of post.taken) keep({ taken: one.key, ...one });
      keep({ paused, asked });
      const wrong = post.violations();
      const states = Object.values(asked).filter((text) => GONE.test(text)).length;
      const tells = post.platforms.map((platform) => told(platform).length);
      return {
        done: `${all.length} digests × ${days} days on both platforms; a channel of each gone, a source that hangs, a broken one, ${short ? 2 : 5} hostile articles`,
        figure: `others lost ${lost.length} of ${expected.length}, doubled ${doubled}; makers of the ${paused.length} paused ones told ${tells.join(' and ')} times, /digest status tells it ${states} of 2; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
        ok:
          lost.length + doubled + wrong.length === 0 &&
          tells.every((count) => count === 1) &&
          paused.length === 2 &&
          states === 2 &&
          bot.running(),
      };
    } finally {
      await post.close();
    }
  },
};

/** Files that nobody should have written. */
function harm({ briefs }: Post, short: boolean): void {
  const [sound, broken] = [join(briefs, 't2', 'articles'), join(briefs, 't0', 'articles')];
  symlinkSync('/nowhere/at/all', join(broken, 'dangling.md'));
  writeFileSync(join(broken, 'no-utf8.md'), Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x01]));
  const controls = String.fromCharCode(0x202e, 0x2066, 0x1b, 0x07, 0xfeff, 0x200b, 0x0300, 0xe0041);
  const words = `The Danish foreign ministry said that ${controls.repeat(200)} @everyone <!channel> <@U1> [x](javascript:1) had left.`;
  writeFileSync(join(sound, 'controls.md'), `${words}\n`.repeat(20));
  writeFileSync(join(sound, 'nested.html'), `${'<div><b>'.repeat(20_000)}The Danish government said it was deep.`);
  if (short) return;
  writeFileSync(
    join(sound, 'huge.md'),
    'The Danish foreign ministry said that it was far too long to read. '.repeat(70_000),
  );
  writeFileSync(join(sound, 'one-line.txt'), `${'so '.repeat(400_000)}said the Danish minister.`);
  writeFileSync(join(sound, 'brackets.md'), `${'“('.repeat(50_000)} said the Danish minister ${')”'.repeat(50_000)}`);
}

/** What `/digest status` says on either platform. */
async function statuses({ discord, slack }: Post): Promise<Record<Chat, string>> {
  const asked = discord.command('digest status', {}, { person: MANAGER, channel: CHANNEL });
  const from = slack.calls.length;
  slack.command('/brief', 'digest status', { user: 'U2', channel: 'C1' });
  const answer = () =>
    slack.calls.slice(from).find(({ method }) => method === 'response_url' || method === 'chat.postEphemeral');
  await within(10_000, () => asked.edits > 0 && answer() !== undefined);
  return {
    discord: JSON.stringify([asked.original, ...asked.followups]),
    slack: JSON.stringify(slack.calls.slice(from).map(({ args }) => args)),
  };
}

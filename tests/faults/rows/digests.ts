import type { Digest } from '../../../src/core/model/subscription.ts';
import type { Row, Size } from '../frame.ts';
import { openLine } from '../kills.ts';
import { type Chat, digestOf, keyOf, openPost, report, slotAt, slotOf } from '../post.ts';

/**
 * Digests of many channels, one slot after another, while the bot is ended by SIGKILL again and again and the platforms
 * drop answers to what they have accepted. What arrived is counted by the servers, what should have by the schedules.
 */

/** Desks side by side, each with servers, a store and a bot of its own: they fill two cores. */
const DESKS = 2;
/** So often the answer to what was accepted is dropped; more of few, so that some are. */
const dropped = ({ short }: Size): number => (short ? 0.5 : 0.2);

type Counted = { expected: number; lost: number; doubled: number };

export const digests: Row = {
  name: 'digests',
  promise: 'a digest is posted once per channel and slot, never lost',
  run: async (size) => {
    const [channels, slots, kills] = size.short ? [3, 2, 1] : [10, 100, 2];
    const desks = await Promise.all(
      Array.from({ length: size.short ? 1 : DESKS }, (_, desk) => run(size, desk, channels, slots, kills)),
    );
    const sum = (of: (desk: (typeof desks)[number]) => number) => desks.reduce((all, one) => all + of(one), 0);
    const figures = (['discord', 'slack'] as const).map((platform) => ({
      platform,
      expected: sum((one) => one.counted[platform].expected),
      lost: sum((one) => one.counted[platform].lost),
      doubled: sum((one) => one.counted[platform].doubled),
    }));
    const [killed, dropped] = [sum((one) => one.kills), sum((one) => one.dropped)];
    const wrong = desks.flatMap((one) => one.wrong);
    return {
      done: `${figures[0]?.expected} digests on each platform, ${killed} SIGKILLs of the bot, ${dropped} answers dropped after acceptance`,
      figure: `${figures.map((one) => `${one.platform}: lost ${one.lost}, doubled ${one.doubled}`).join('; ')}; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
      ok:
        figures.every((one) => one.lost === 0 && one.doubled === 0) &&
        wrong.length === 0 &&
        killed >= (size.short ? 2 : 400) &&
        dropped >= (size.short ? 1 : 400),
    };
  },
};

async function run(size: Size, desk: number, channels: number, slots: number, kills: number) {
  const { random, keep } = size;
  const post = await openPost({ channels, speed: 20, drops: () => random() < dropped(size) });
  try {
    const all = post.platforms.flatMap((platform) =>
      post.channels(platform).map((channel) => digestOf(platform, channel)),
    );
    post.write('t0', 'first', report(desk));
    await post.subscribe(all.map((one) => ({ one, due: slotAt(0) })));
    const line = openLine(post, random);
    const expected: { one: Digest; slot: string; key: string }[] = [];
    const got = () => post.counts();
    let going = true;
    for (let n = 0; n < slots && going; n++) {
      await post.set(slotAt(n) + 1_000);
      post.write('t0', `report-${n}`, report(n + 1));
      const slot = slotOf(slotAt(n));
      const mine = all.map((one) => ({ one, slot, key: keyOf(one, slot) }));
      expected.push(...mine);
      const open = () => {
        const counts = got();
        return mine.filter(({ key }) => !counts.has(key)).length;
      };
      going = await line.work(kills, open);
    }
    await line.settle(4);
    const counts = got();
    for (const one of expected) keep({ desk, expected: one.key, platform: one.one.place.platform, slot: one.slot });
    for (const one of post.taken) keep({ desk, taken: one.key, ...one });
    const counted = (platform: Chat): Counted => {
      const mine = expected.filter(({ one }) => one.place.platform === platform);
      const lost = mine.filter(({ key }) => !counts.has(key)).length;
      const here = post.taken.filter((one) => one.platform === platform && one.kind === 'message');
      // What no slot explains counts as doubled too; a second part is explained by its first.
      return { expected: mine.length, lost, doubled: here.length - new Set(here.map((one) => one.key)).size };
    };
    return {
      kills: line.kills,
      dropped: post.dropped,
      wrong: post.violations(),
      counted: { discord: counted('discord'), slack: counted('slack') },
    };
  } finally {
    await post.close();
  }
}

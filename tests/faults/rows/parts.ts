import { countOf } from '../../e2e/steer.ts';
import type { Row } from '../frame.ts';
import { openLine } from '../kills.ts';
import { digestOf, keyOf, openPost, report, slotAt, slotOf } from '../post.ts';

/**
 * Digests of 2 to 5 messages. The bot is ended between two messages of one, and comes back with another renderer, which
 * would make another number of them: what was frozen is what goes on.
 */

/** Each says so in the messages that it makes. */
const RENDERERS = ['A', 'B', 'C'] as const;

export const parts: Row = {
  name: 'parts',
  promise: 'a digest of several messages arrives whole, in order, once',
  run: async ({ short, random, keep }) => {
    const [channels, slots, kills] = short ? [2, 1, 2] : [5, 50, 4];
    const post = await openPost({ channels, speed: 20, drops: () => random() < 0.1 });
    let life = 0;
    const renderer = () => RENDERERS[life++ % RENDERERS.length] as string;
    try {
      const all = post.platforms.flatMap((platform) =>
        post.channels(platform).map((channel) => digestOf(platform, channel)),
      );
      await post.subscribe(all.map((one) => ({ one, due: slotAt(0) })));
      const line = openLine(post, random, () => ({ SITREP_TEST_RENDER: renderer() }));
      const counted = { digests: 0, messages: 0, missing: 0, doubled: 0, disordered: 0, mixed: 0, resumed: 0 };
      for (let n = 0; n < slots; n++) {
        await post.set(slotAt(n) + 1_000);
        post.write('t0', `report-${n}`, report(n));
        const [slot, from] = [slotOf(slotAt(n)), post.taken.length];
        /** Of each digest the numbers of its messages in the order in which they came, and who rendered them. */
        const arrived = () =>
          all.map((one) => {
            const keys = [0, 1, 2, 3, 4].map((part) => keyOf(one, slot, part));
            const mine = post.taken.slice(from).filter(({ key }) => keys.includes(key));
            const by = new Set(mine.map(({ text }) => /rendered by (\w)/.exec(text)?.[1] ?? '?'));
            const [first = '?'] = by;
            const wanted = by.size === 0 ? Number.POSITIVE_INFINITY : countOf(`${one.id}/${slot}`, first);
            return { one, order: mine.map(({ key }) => keys.indexOf(key)), by, wanted };
          });
        const open = () => arrived().filter(({ order, wanted }) => new Set(order).size < wanted).length;
        const went = await line.work(kills, open);
        if (n === slots - 1) await line.settle(4);
        for (const { one, order, by, wanted } of arrived()) {
          const once = [...new Set(order)];
          counted.digests += 1;
          counted.messages += order.length;
          counted.missing += Math.min(wanted, 5) - once.length;
          counted.doubled += order.length - once.length;
          counted.disordered += Number(order.some((part, at) => part < (order[at - 1] ?? 0)));
          counted.mixed += Number(by.size > 1);
          keep({ digest: `${one.id}/${slot}`, order, by: [...by], wanted });
        }
        if (!went) break;
      }
      for (const one of post.taken) keep({ taken: one.key, ...one });
      const wrong = post.violations();
      const { digests, messages, missing, doubled, disordered, mixed } = counted;
      return {
        done: `${digests} digests of 2 to 5 messages (${messages}) on both platforms, ${line.kills} SIGKILLs, another renderer at each restart, ${post.dropped} answers dropped`,
        figure: `missing ${missing}, doubled ${doubled}, out of order ${disordered}, of two renderers ${mixed}; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
        ok: digests === all.length * slots && missing + doubled + disordered + mixed + wrong.length === 0,
      };
    } finally {
      await post.close();
    }
  },
};

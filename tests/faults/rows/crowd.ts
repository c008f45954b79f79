import { quantile, type Row } from '../frame.ts';
import { beat, DAY_MS, digestOf, keyOf, LEASE_OVER_MS, MINUTE_MS, openPost, report, slotAt, slotOf } from '../post.ts';

/** So many subscriptions that a beat must not look at each, and an edition that is larger than any message. */

const BEATS = 20;
const MOST_MS = 100;

export const crowd: Row = {
  name: 'crowd',
  promise: '10,000 subscriptions and a huge edition do no harm',
  run: async ({ short, keep }) => {
    const [subscriptions, articles] = short ? [300, 20] : [10_000, 80];
    const post = await openPost({ channels: 1, topics: 2 });
    try {
      const far = { schedule: { times: ['08:00'], days: [7], zone: 'UTC' }, topic: 't1' } as const;
      const sunday = slotAt(6);
      const many = Array.from({ length: subscriptions }, (_, n) => {
        const platform = post.platforms[n % 2] ?? 'slack';
        return digestOf(platform, post.channels(platform)[0] ?? '', `crowd-${n}`, far);
      });
      const large = post.platforms.map((platform) => digestOf(platform, post.channels(platform)[0] ?? ''));
      const bot = await post.start();
      const idle = async () => {
        const took: number[] = [];
        for (let n = 0; n < BEATS; n++) {
          await post.set(post.clock() + MINUTE_MS);
          const began = performance.now();
          await beat(bot);
          took.push(performance.now() - began);
        }
        const { heap } = await bot.tell({ holding: true });
        return { p50: quantile(took, 0.5), max: Math.max(...took), heap: Number(heap) };
      };
      const before = await idle();
      await post.subscribe(many.map((one) => ({ one, due: sunday })));
      await post.subscribe(large.map((one) => ({ one, due: slotAt(0) })));
      const after = await idle();
      keep({ before, after });

      for (let n = 0; n < articles; n++) post.write('t0', `report-${n}`, report(n, longReport(n)));
      await post.set(slotAt(0));
      const keys = large.map((one) => keyOf(one, slotOf(slotAt(0))));
      const missing = () => keys.filter((key) => !post.counts().has(key)).length;
      const open = () => Number(post.rows("select count(*) as n from deliveries where state = 'open'")[0]?.n);
      for (let n = 0; n < 10 && (missing() > 0 || open() > 0); n++) {
        await beat(bot);
        await post.set(post.clock() + LEASE_OVER_MS);
      }
      const parts = Number(post.rows('select count(*) as n from parts where sent_at is not null')[0]?.n);
      for (const one of post.taken) keep({ taken: one.key, ...one });
      const doubled = [...post.counts().values()].filter((times) => times > 1).length;
      const wrong = post.violations();
      return {
        done: `${subscriptions} subscriptions, none due (until ${slotOf(sunday + DAY_MS).slice(0, 10)}), ${BEATS} beats before and with them; then a digest of ${articles} long articles on each platform`,
        figure: `a beat p50 ${before.p50.toFixed(1)} → ${after.p50.toFixed(1)} ms, max ${before.max.toFixed(1)} → ${after.max.toFixed(1)} ms, heap ${before.heap.toFixed(1)} → ${after.heap.toFixed(1)} MB; the digests came in ${parts} messages, missing ${missing() + open()}, doubled ${doubled}; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
        ok: (short || after.p50 <= MOST_MS) && missing() + open() + doubled + wrong.length === 0,
      };
    } finally {
      await post.close();
    }
  },
};

/** Long sentences by many speakers, none like another. */
const longReport = (n: number): string =>
  ['Iceland', 'Finland', 'Denmark', 'Estonia', 'Latvia', 'Lithuania', 'Poland', 'Germany']
    .map(
      (state, at) =>
        `The government of ${state} said on Tuesday that ${n * 8 + at} containers, ${'each of them heavier than the one before, '.repeat(12)}would leave harbour ${n} within ${at + 2} days.`,
    )
    .join('\n\n');

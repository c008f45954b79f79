import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, type Row, round, type Size } from '../frame.ts';
import { beat, type Chat, digestOf, keyOf, MINUTE_MS, openPost, report, slotAt, slotOf } from '../post.ts';
import { within } from '../stage.ts';

/** Many digests due in the same minute in the same channels, on the real clock: how long until the last one stands there. */

/** From due to accepted. */
const MOST_MS = 60_000;
/** One message a second and channel; the servers' clock is read a little later than the bot's. */
const PACE_MS = 1_000;
const TOLERANCE_MS = 20;
const HEARTBEAT_MS = 20_000;

export const burst: Row = {
  name: 'burst',
  promise: 'digests due together come within a minute, one message a second and channel',
  run: async (size) => {
    const [subscriptions, channels] = size.short ? [3, 3] : [50, 10];
    const platforms: readonly Chat[] = ['discord', 'slack'];
    const figures: string[] = [];
    let ok = true;
    const once = platforms.map((platform) => () => run(size, platform, subscriptions, channels));
    // One after the other where times are what counts.
    const runs = size.short ? await Promise.all(once.map((one) => one())) : [await once[0]!(), await once[1]!()];
    for (const [n, platform] of platforms.entries()) {
      const { waits, gaps, missing, doubled, wrong } = runs[n]!;
      const [p50, p99, least] = [quantile(waits, 0.5), quantile(waits, 0.99), Math.min(...gaps)];
      figures.push(
        `${platform}: p50 ${round(p50)} p99 ${round(p99)} max ${round(Math.max(...waits))} ms, shortest gap in a channel ${round(least)} ms, missing ${missing}, doubled ${doubled}, violations ${wrong}`,
      );
      ok &&= p99 <= MOST_MS && least >= PACE_MS - TOLERANCE_MS && missing + doubled + wrong === 0;
    }
    return {
      done: `${subscriptions} subscriptions × ${channels} channels due in the same minute, on each platform`,
      figure: figures.join('; '),
      ok,
    };
  },
};

async function run({ keep }: Size, platform: Chat, subscriptions: number, channels: number) {
  const post = await openPost({ channels, topics: subscriptions, only: [platform] });
  try {
    const all = post
      .channels(platform)
      .flatMap((channel) =>
        Array.from({ length: subscriptions }, (_, n) =>
          digestOf(platform, channel, `${channel}-${n}`, { topic: `t${n}` }),
        ),
      );
    for (let n = 0; n < subscriptions; n++) post.write(`t${n}`, `report-${n}`, report(n));
    await post.subscribe(all.map((one) => ({ one, due: slotAt(0) })));
    const bot = await post.start();
    await post.set(slotAt(0));
    const due = performance.now();
    const slot = slotOf(slotAt(0));
    const keys = new Set(all.map((one) => keyOf(one, slot)));
    const missing = () => keys.size - new Set(post.taken.map(({ key }) => key).filter((key) => keys.has(key))).size;
    // As the heartbeat does, also while the last beat still goes on.
    const beats = setInterval(() => void beat(bot), HEARTBEAT_MS);
    void beat(bot);
    await within(4 * MINUTE_MS, () => missing() === 0);
    clearInterval(beats);
    // What comes twice comes now.
    await sleep(2 * PACE_MS);
    const waits = post.taken.map(({ ms }) => ms - due);
    const gaps = post.channels(platform).flatMap((channel) => {
      const here = post.taken.filter((one) => one.channel === channel).map(({ ms }) => ms);
      return here.slice(1).map((ms, at) => ms - (here[at] as number));
    });
    for (const one of all) keep({ expected: keyOf(one, slot), platform, channel: one.place.channel });
    for (const one of post.taken) keep({ taken: one.key, waited: Math.round(one.ms - due), ...one });
    const doubled = [...post.counts().values()].filter((times) => times > 1).length;
    return { waits, gaps, missing: missing(), doubled, wrong: post.violations().length };
  } finally {
    await post.close();
  }
}

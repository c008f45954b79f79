import { setTimeout as sleep } from 'node:timers/promises';
import type { BotProcess } from '../../e2e/process.ts';
import type { Row } from '../frame.ts';
import { beat, digestOf, keyOf, LEASE_OVER_MS, openPost, report, slotAt, slotOf } from '../post.ts';
import { within } from '../stage.ts';

/** Two bots on one store whose beats take much longer than they should, longer than their lease; then one is killed. */

/** How long each step of a beat takes; some three milliseconds otherwise. */
const STEP_MS = 300;
/** So that the beat outlasts its lease of two minutes, on the real clock. */
const LONG_STEP_MS = 4_000;
const EVERY_MS = 1_000;

type Work = { readonly bot: number; readonly what: string; readonly from: number; readonly to: number };

export const ticks: Row = {
  name: 'ticks',
  promise: 'a slow tick never runs twice at once',
  run: async ({ short, keep }) => {
    const [channels, step] = short ? [2, STEP_MS] : [20, LONG_STEP_MS];
    const post = await openPost({ channels, env: { SITREP_TEST_SLOW_MS: String(step) } });
    const going: NodeJS.Timeout[] = [];
    try {
      const all = post.platforms.flatMap((platform) =>
        post.channels(platform).map((channel) => digestOf(platform, channel)),
      );
      post.write('t0', 'report', report(0));
      await post.subscribe(all.map((one) => ({ one, due: slotAt(0) })));
      const bots = [await post.start(), await post.start()];
      const beating = (bot: BotProcess, n: number) => {
        const beats = () => void (bot.running() && beat(bot));
        going.push(setInterval(beats, EVERY_MS + 70 * n));
        beats();
      };
      const missing = (slot: string) => {
        const counts = post.counts();
        return all.filter((one) => !counts.has(keyOf(one, slot))).length;
      };
      await post.set(slotAt(0));
      bots.forEach(beating);
      const most = 3 * all.length * step + 20_000;
      await within(most, () => missing(slotOf(slotAt(0))) === 0);

      // The one that publishes is killed in the middle of it; the other takes over when its lease is over.
      // Its news is there before the slot: what the other bot is still reading is for the next edition.
      post.write('t0', 'report-1', report(1));
      await within(most, () => post.rows("select 1 from articles where id = 'report-1.md'").length > 0);
      await post.set(slotAt(1));
      const before = bots.map((bot) => publishes(bot));
      const busy = () => bots.findIndex((bot, n) => publishes(bot) - (before[n] ?? 0) >= all.length / 4);
      await within(most, () => busy() >= 0);
      const first = Math.max(0, busy());
      await bots[first]?.stop('SIGKILL');
      const left = all.length - (bots.map((bot) => publishes(bot)).reduce((a, b) => a + b, 0) - all.length);
      await post.set(post.clock() + LEASE_OVER_MS);
      await within(most, () => missing(slotOf(slotAt(1))) === 0);
      await sleep(1_500);

      const work = bots.flatMap((bot, n) => worksOf(bot, n));
      const together = overlaps(work.filter(({ what }) => what !== 'read'));
      const reading = overlaps(work.filter(({ what }) => what === 'read'));
      for (const one of work) keep(one);
      for (const one of post.taken) keep({ taken: one.key, ...one });
      const lost = [0, 1].reduce((sum, n) => sum + missing(slotOf(slotAt(n))), 0);
      const doubled = [...post.counts().values()].filter((count) => count > 1).length;
      const took = Math.round((all.length * step) / 1_000);
      const wrong = post.violations();
      return {
        done: `${all.length} digests × 2 slots, each step slowed to ${step} ms (a tick of ${took} s), two bots that beat every second; the one at work killed with ${left} of ${all.length} left`,
        figure: `two at once: publishing ${together}, reading ${reading}; lost ${lost}, doubled ${doubled}; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
        ok: together + reading + lost + doubled + wrong.length === 0 && left > 0,
      };
    } finally {
      for (const one of going) clearInterval(one);
      await post.close();
    }
  },
};

const worksOf = (bot: BotProcess, n: number): Work[] =>
  bot.lines.flatMap((line) => {
    if (!line.includes('"steer.work"')) return [];
    const { what, from, to } = JSON.parse(line) as Work;
    return [{ bot: n, what, from, to }];
  });

const publishes = (bot: BotProcess): number => worksOf(bot, 0).filter(({ what }) => what === 'publish').length;

/** Pairs of one bot's work and the other's that went on at the same time. A question what is due is none. */
function overlaps(work: readonly Work[]): number {
  const [one, other] = [0, 1].map((n) => work.filter(({ bot }) => bot === n));
  return (one ?? []).flatMap((a) => (other ?? []).filter((b) => a.from < b.to && b.from < a.to)).length;
}

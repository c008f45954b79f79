import type { Row } from '../frame.ts';
import { BEGIN, DAY_MS, digestOf, HOUR_MS, keyOf, MINUTE_MS, openPost, report, slotOf } from '../post.ts';

/** A month of beats, one a simulated minute, with news and digests every day: what the bot holds at its end. */

const MOST = 1.05;
/** Kept open to the platforms for a while after a request: they come and go. */
const CONNECTIONS = 4;
const TIMES = ['08:00', '14:00', '20:00'] as const;
const FIRST_DAY = 3;

export const month: Row = {
  name: 'month',
  promise: 'a month of running costs no memory',
  run: async ({ short, keep }) => {
    const [days, hours, channels] = short ? [2, 2, 2] : [30, 24, 4];
    const post = await openPost({ channels });
    try {
      const schedule = { times: TIMES, days: [1, 2, 3, 4, 5, 6, 7], zone: 'UTC' } as const;
      const all = post.platforms.flatMap((platform) =>
        post.channels(platform).map((channel) => digestOf(platform, channel, undefined, { schedule })),
      );
      await post.subscribe(all.map((one) => ({ one, due: BEGIN + HOUR_MS })));
      const bot = await post.start();
      const [held, expected] = [[] as { heap: number; handles: number; files: number }[], [] as string[]];
      let [beats, written] = [0, 0];
      const errors: string[] = [];
      for (let day = 0; day < days; day++) {
        for (let hour = 0; hour < hours; hour++) {
          const at = BEGIN + day * DAY_MS + hour * HOUR_MS;
          await post.set(at);
          const slot = slotOf(at);
          if (TIMES.some((time) => slot.endsWith(time))) expected.push(...all.map((one) => keyOf(one, slot)));
          // The slot is at the full hour: what is written now is read before it.
          else if (TIMES.some((time) => slotOf(at + HOUR_MS).endsWith(time)))
            post.write('t0', `report-${written}`, report(written++));
          if (hour % 6 === 0) {
            post.discord.command('ask', { question: 'what did Norway say?' });
            post.slack.command('/brief', 'ask what did Sweden say?', { user: 'U1', channel: 'C1' });
          }
          const { error } = await bot.tell({ beats: { count: 60, every: MINUTE_MS } });
          if (typeof error === 'string') errors.push(error);
          beats += 60;
        }
        const { heap, handles, files } = (await bot.tell({ holding: true })) as (typeof held)[number];
        held.push({ heap, handles, files });
        keep({ day: day + 1, heap, handles, files });
      }
      const counts = post.counts();
      const missing = expected.filter((key) => !counts.has(key)).length;
      const doubled = expected.filter((key) => (counts.get(key) ?? 0) > 1).length;
      for (const one of post.taken) keep({ taken: one.key, at: slotOf(one.clock), ...one });
      const [first, last] = [held[Math.min(FIRST_DAY, days) - 1]!, held.at(-1)!];
      const growth = last.heap / first.heap;
      const constant = last.handles <= first.handles && last.files <= first.files + CONNECTIONS;
      const wrong = post.violations();
      return {
        done: `${days} simulated days, ${beats} beats, ${written} articles, ${expected.length} digests on both platforms`,
        figure: `heap after day ${Math.min(FIRST_DAY, days)} ${first.heap.toFixed(1)} MB, at the end ${last.heap.toFixed(1)} MB (${((growth - 1) * 100).toFixed(1)} %); handles ${first.handles} → ${last.handles}, files ${first.files} → ${last.files}; missing ${missing}, doubled ${doubled}, failed beats ${errors.length}${errors[0] ? ` (${errors[0]})` : ''}; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
        ok: (short || (growth <= MOST && constant)) && missing + doubled + errors.length + wrong.length === 0,
      };
    } finally {
      await post.close();
    }
  },
};

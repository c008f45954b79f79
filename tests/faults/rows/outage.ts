import type { Digest } from '../../../src/core/model/subscription.ts';
import type { Row } from '../frame.ts';
import { BEGIN, beat, digestOf, HOUR_MS, MINUTE_MS, openPost, POSTING, report, slotOf } from '../post.ts';

/** Both platforms answer nothing but 500 for two days while digests fall due every six hours; then they are back. */

const SCHEDULE = { times: ['00:00', '06:00', '12:00', '18:00'], days: [1, 2, 3, 4, 5, 6, 7], zone: 'UTC' } as const;
const BEATS_MS = 10 * MINUTE_MS;
/** Growth of the heap that is none. */
const NOISE = 1.15;

export const outage: Row = {
  name: 'outage',
  promise: 'after two days without a platform every channel is told everything once, and nothing grew',
  run: async ({ short, keep }) => {
    const [channels, hours] = short ? [2, 13] : [20, 48];
    const post = await openPost({ channels, speed: 10 });
    try {
      const all: Digest[] = post.platforms.flatMap((platform) =>
        post.channels(platform).map((channel) => digestOf(platform, channel, undefined, { schedule: SCHEDULE })),
      );
      const first = BEGIN + 5 * HOUR_MS;
      await post.subscribe(all.map((one) => ({ one, due: first })));
      const bot = await post.start();
      let [written, at] = [0, first];
      const news = () => post.write('t0', `report-${written}`, report(written++));
      /** One beat at a time until then; something new before each slot. */
      const live = async (until: number, holds = () => true) => {
        for (; at < until && holds(); at += BEATS_MS) {
          await post.set(at);
          if ((at - first) % (6 * HOUR_MS) === 0) news();
          await beat(bot);
        }
      };
      await live(first + 6 * HOUR_MS);
      const before = await bot.tell({ holding: true });
      const well = post.taken.length;

      const fault = { method: 'POST', path: POSTING, kind: '500' as const, times: 1e9 };
      post.discord.fault(fault);
      for (let n = 0; n < 200 * all.length; n++) post.slack.fault('chat.postMessage', { is: 'status', status: 500 });
      const down = at;
      await live(at + hours * HOUR_MS);
      const during = post.taken.length - well;
      const after = await bot.tell({ holding: true });
      fault.times = 0;
      post.slack.callOff('chat.postMessage');
      const back = at;
      const open = () => Number(post.rows("select count(*) as n from deliveries where state = 'open'")[0]?.n);
      // The longest pause is an hour; what was given up is told by the next edition.
      await live(back + 7 * HOUR_MS, () => open() > 0 || at < back + 6.5 * HOUR_MS);

      const told = post.rows(
        `select h.place, h.article, count(*) as n from had h join deliveries d on d.row = h.delivery
          where d.state = 'sent' group by h.place, h.article`,
      );
      const twice = told.filter(({ n }) => Number(n) > 1).length;
      const never = written * all.length - told.length;
      const doubled = [...post.counts().values()].filter((count) => count > 1).length;
      const slots = post.rows('select subscription, slot, note from slots');
      const decided = new Set(slots.map(({ subscription, slot }) => `${subscription}/${slot}`)).size;
      let due = 0;
      for (let slot = first; slot < at; slot += 6 * HOUR_MS) due += all.length;
      const late = post.taken.slice(well).filter(({ key }) => key !== '').length;
      const dead = Number(post.rows("select count(*) as n from deliveries where state = 'dead'")[0]?.n);
      for (const one of slots) keep(one);
      for (const one of post.taken) keep({ taken: one.key, at: slotOf(one.clock), ...one });
      for (const one of told) keep({ told: one.article, place: one.place, times: one.n });
      const ratio = Number(after.heap) / Number(before.heap);
      const wrong = post.violations();
      return {
        done: `${all.length} digests due every 6 hours on both platforms, which fail from ${slotOf(down)} for ${hours} h; ${due} slots, ${written} articles`,
        figure: `slots decided ${decided} of ${due}; articles never told ${never}, told twice ${twice}; messages doubled ${doubled}; taken while down ${during}, after it ${late} (${(late / all.length).toFixed(1)} a channel), given up ${dead}; heap ×${ratio.toFixed(2)}; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
        ok: decided === due && never + twice + doubled + during + wrong.length === 0 && ratio < NOISE,
      };
    } finally {
      await post.close();
    }
  },
};

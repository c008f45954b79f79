import { setTimeout as sleep } from 'node:timers/promises';
import type { Watch } from '../../../src/core/model/subscription.ts';
import { quantile, type Row, type Size } from '../frame.ts';
import { BEGIN, beat, type Chat, HOUR_MS, MINUTE_MS, openPost, placeOf, report } from '../post.ts';
import { within } from '../stage.ts';

/** Watches: how long after indexing an alert stands in its channel, on the real clock; then the cap and quiet hours. */

const MOST_MS = 60_000;

const watchOf = (platform: Chat, channel: string, words: string, more: Partial<Watch> = {}): Watch => ({
  kind: 'watch',
  id: `watch-${channel}-${words}`,
  place: placeOf(platform, channel),
  state: 'active',
  gone: null,
  by: 'reader',
  made: BEGIN,
  quiet: null,
  upTo: 0,
  topic: null,
  trigger: { is: 'keyword', words },
  mostPerHour: 10,
  ...more,
});

const seen = (word: string, n: number) =>
  `The Danish coast guard said that the ${word} was seen ${n + 2} miles off harbour ${n}.`;

export const watch: Row = {
  name: 'watch',
  promise: 'an alert is out within 60 s of indexing; cap and quiet hours hold',
  run: async (size) => {
    const { waits, lost, wrong: first } = await trials(size, size.short ? 1 : 20);
    const { capped, night, wrong: second } = await limits(size);
    const wrong = [...first, ...second];
    const seconds = (ms: number) => (ms / 1_000).toFixed(1);
    return {
      done: `${waits.length + lost} articles on the real clock, each for a watch on either platform; then 6 in an hour for a watch that takes 2, and 3 in its quiet hours`,
      figure: `from indexing to accepted p50 ${seconds(quantile(waits, 0.5))} max ${seconds(Math.max(...waits))} s, missing ${lost}; alerts in the first hour ${capped.first.join(' and ')}, after it ${capped.later.join(' and ')}; in quiet hours ${night.during.join(' and ')}, after them ${night.after.join(' and ')}; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
      ok:
        lost === 0 &&
        Math.max(...waits) <= MOST_MS &&
        capped.first.every((count) => count === 2) &&
        capped.later.every((count) => count >= 1) &&
        night.during.every((count) => count === 0) &&
        night.after.every((count) => count >= 1) &&
        wrong.length === 0,
    };
  },
};

async function trials({ short, random, keep }: Size, count: number) {
  const post = await openPost({ channels: count, at: null });
  try {
    const words = Array.from({ length: count }, (_, n) => `seaplane${n}`);
    const all = post.platforms.flatMap((platform) =>
      post
        .channels(platform)
        .map((channel, n) => watchOf(platform, channel, words[n] ?? '', { made: Date.now() - MINUTE_MS })),
    );
    await post.subscribe(all.map((one) => ({ one, due: null })));
    // Unsteered, with its own heartbeat; the short run does not wait for one.
    const bot = await post.start(short ? {} : { entry: 'src/main.ts' });
    const indexed = new Map<string, number>();
    const looking = setInterval(() => {
      for (const word of words)
        if (!indexed.has(word) && post.rows(`select 1 from versions where text like '%${word} %' limit 1`).length > 0)
          indexed.set(word, performance.now());
    }, 100);
    for (const [n, word] of words.entries()) {
      post.write('t0', word, report(n, seen(word, n)));
      if (short) {
        // Sources are read once a minute.
        await post.set(post.clock() + MINUTE_MS);
        void beat(bot);
      } else await sleep(random() * 20_000);
    }
    const came = (word: string) => post.taken.filter(({ text }) => text.includes(`${word} `));
    await within(3 * MINUTE_MS, () => words.every((word) => came(word).length >= 2));
    clearInterval(looking);
    const waits = words.flatMap((word) => came(word).map(({ ms }) => ms - (indexed.get(word) ?? ms)));
    for (const one of post.taken) keep({ taken: one.key, ...one });
    for (const [word, ms] of indexed) keep({ indexed: word, ms });
    return { waits, lost: 2 * count - waits.length, wrong: post.violations() };
  } finally {
    await post.close();
  }
}

/** On the steered clock, two channels a platform: one watch with a cap, one with quiet hours. */
async function limits({ keep }: Size) {
  const post = await openPost({ channels: 2 });
  try {
    const quiet = { from: '22:00', to: '06:00', zone: 'UTC' };
    const of = (n: number) => post.platforms.map((platform) => post.channels(platform)[n] ?? '');
    await post.subscribe(
      post.platforms.flatMap((platform, n) => [
        { one: watchOf(platform, of(0)[n] ?? '', 'lighthouse', { mostPerHour: 2 }), due: null },
        { one: watchOf(platform, of(1)[n] ?? '', 'submarine', { quiet }), due: null },
      ]),
    );
    const bot = await post.start();
    const counted = (n: number) => of(n).map((channel) => post.taken.filter((one) => one.channel === channel).length);
    const go = async (at: number, word: string | null, n = 0) => {
      await post.set(at);
      if (word !== null) post.write('t0', `${word}-${n}`, report(n, seen(word, n)));
      await beat(bot);
    };
    for (let n = 0; n < 6; n++) await go(BEGIN + (n * 5 + 1) * MINUTE_MS, 'lighthouse', n);
    const first = counted(0);
    for (let n = 0; n < 8; n++) await go(BEGIN + HOUR_MS + n * 10 * MINUTE_MS, null);
    const later = counted(0).map((count, n) => count - (first[n] ?? 0));
    // 22:30 of the same day, and 06:01 of the next.
    for (let n = 0; n < 3; n++) await go(BEGIN + 15.5 * HOUR_MS + n * 20 * MINUTE_MS, 'submarine', n);
    const during = counted(1);
    for (let n = 0; n < 3; n++) await go(BEGIN + 23 * HOUR_MS + (n * 2 + 1) * MINUTE_MS, null);
    const after = counted(1).map((count, n) => count - (during[n] ?? 0));
    for (const one of post.taken) keep({ taken: one.key, ...one });
    return { capped: { first, later }, night: { during, after }, wrong: post.violations() };
  } finally {
    await post.close();
  }
}

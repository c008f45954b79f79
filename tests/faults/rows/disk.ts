import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Row, Size } from '../frame.ts';
import {
  beat,
  digestOf,
  keyOf,
  LEASE_OVER_MS,
  MINUTE_MS,
  openPost,
  type Post,
  report,
  slotAt,
  slotOf,
} from '../post.ts';
import { within } from '../stage.ts';

/** A store that takes nothing for a while: no more pages for its file, or another process that holds its lock. */

type Trouble = {
  /** Begins before the beat of this round; what it returns ends it. */
  begin(post: Post, round: number, tell: (pages: number | null) => Promise<unknown>): Promise<() => Promise<void>>;
  /** What the log must say of it. */
  readonly said: RegExp;
};

async function rounds({ keep }: Size, count: number, channels: number, { begin, said }: Trouble) {
  const post = await openPost({ channels });
  try {
    const all = post.platforms.flatMap((platform) =>
      post.channels(platform).map((channel) => digestOf(platform, channel)),
    );
    await post.subscribe(all.map((one) => ({ one, due: slotAt(0) })));
    const bot = await post.start();
    const expected: string[] = [];
    let told = 0;
    for (let round = 0; round < count; round++) {
      const keys = all.map((one) => keyOf(one, slotOf(slotAt(round))));
      const missing = () => {
        const counts = post.counts();
        return keys.filter((key) => !counts.has(key)).length;
      };
      post.write('t0', `report-${round}`, report(round, 'Nothing else was said. '.repeat(200)));
      // Read in time: a slot without news would be decided as one.
      await post.set(slotAt(round) - 2 * MINUTE_MS);
      await beat(bot);
      await post.set(slotAt(round));
      const lines = bot.lines.length;
      const end = await begin(post, round, (pages) => bot.tell({ pages }));
      // What a beat fails with is what the heartbeat logs.
      const failed = [await beat(bot)];
      await post.set(post.clock() + MINUTE_MS);
      failed.push(await beat(bot));
      await end();
      told += Number([...failed, ...bot.lines.slice(lines)].some((line) => line !== null && said.test(line)));
      for (let n = 0; n < 8 && (missing() > 0 || n < 2); n++) {
        await post.set(post.clock() + LEASE_OVER_MS);
        await beat(bot);
      }
      expected.push(...keys);
    }
    const counts = post.counts();
    for (const key of expected) keep({ expected: key });
    for (const one of post.taken) keep({ taken: one.key, at: slotOf(one.clock), ...one });
    const lost = expected.filter((key) => !counts.has(key)).length;
    const doubled = [...counts.values()].filter((times) => times > 1).length;
    const wrong = post.violations();
    return {
      expected: expected.length,
      told,
      figure: `lost ${lost}, doubled ${doubled}, said so in the log ${told} of ${count} times; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
      ok: lost + doubled + wrong.length === 0 && bot.running(),
    };
  } finally {
    await post.close();
  }
}

export const disk: Row = {
  name: 'disk',
  promise: 'a full disk loses nothing and doubles nothing',
  run: async (size) => {
    const [count, channels] = size.short ? [2, 2] : [40, 5];
    const found = await rounds(size, count, channels, {
      // A few more pages each time, so that it is full at another step of the same work.
      begin: async (_, round, tell) => {
        await tell(size.short ? round * 3 : round);
        return async () => void (await tell(null));
      },
      said: /store_full|is full/,
    });
    return {
      done: `${found.expected} digests, ${count} times with a disk that is full after so many more pages (max_page_count)`,
      figure: found.figure,
      ok: found.ok && found.told >= 1,
    };
  },
};

export const locked: Row = {
  name: 'locked',
  promise: 'a locked store loses nothing and doubles nothing',
  run: async (size) => {
    // The store is patient for ten seconds.
    const [count, channels, ms] = size.short ? [1, 2, 1_500] : [6, 5, 13_000];
    const found = await rounds(size, count, channels, {
      // Before the beat in one round, in the middle of its deliveries in the next.
      begin: async (post, round) => {
        let over: Promise<void> = Promise.resolve();
        let begun = false;
        const lock = () => {
          if (begun) return;
          begun = true;
          const file = new DatabaseSync(join(post.data, 'sitrep.sqlite'), { timeout: 2_000 });
          file.exec('begin immediate');
          over = sleep(ms).then(() => {
            file.exec('rollback');
            file.close();
          });
        };
        if (round % 2 === 0) lock();
        else post.onTaken = lock;
        return async () => {
          await within(2_000, () => begun);
          post.onTaken = () => {};
          await over;
        };
      },
      said: /store_busy|is busy|in use|locked/,
    });
    return {
      done: `${found.expected} digests, ${count} times with the lock in another process’s hands for ${ms / 1_000} s`,
      figure: found.figure,
      ok: found.ok && (size.short || found.told >= 1),
    };
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, type Row, round, type Size } from '../frame.ts';
import { digestOf, HOUR_MS, keyOf, MINUTE_MS, openPost, report, slotOf } from '../post.ts';
import { within } from '../stage.ts';

/** The bot as `npm start` runs it, ended by SIGTERM at random moments while people ask and digests are due, and started again. */

const EXIT_MS = 10_000;
const START_MS = 3_000;
/** Two at a time, on servers and stores of their own. */
const DESKS = 2;
/** So many are ended before they have started. */
const EARLY = 0.1;

export const terms: Row = {
  name: 'terms',
  promise: 'it stops within 10 s and starts within 3 s, and nothing comes twice for it',
  run: async (size) => {
    const { short } = size;
    const desks = await Promise.all(
      Array.from({ length: short ? 1 : DESKS }, (_, desk) => run(size, desk, short ? 2 : 200 / DESKS)),
    );
    const all = <T>(of: (desk: (typeof desks)[number]) => readonly T[]) => desks.flatMap(of);
    const [exits, starts, strange] = [all((one) => one.exits), all((one) => one.starts), all((one) => one.strange)];
    const [lost, doubled] = [all((one) => one.lost), all((one) => one.doubled)];
    const wrong = all((one) => one.wrong);
    const p95 = quantile(starts, 0.95);
    return {
      done: `${exits.length} SIGTERMs of the bot at random moments, ${all((one) => one.expected).length} digests due meanwhile, on both platforms`,
      figure: `exit p50 ${round(quantile(exits, 0.5))} max ${round(Math.max(...exits))} ms, other status than 0: ${strange.length}${strange[0] ? ` (${strange[0]})` : ''}; started in p50 ${round(quantile(starts, 0.5))} p95 ${round(p95)} max ${round(Math.max(...starts))} ms; lost ${lost.length}, doubled ${doubled.length}; violations ${wrong.length}${wrong[0] ? ` (${wrong[0]})` : ''}`,
      ok:
        Math.max(...exits) <= EXIT_MS &&
        (short || p95 <= START_MS) &&
        strange.length + lost.length + doubled.length + wrong.length === 0,
    };
  },
};

async function run({ short, random, keep }: Size, desk: number, times: number) {
  const post = await openPost({ channels: 4, at: null });
  const [exits, starts] = [[] as number[], [] as number[]];
  const strange: string[] = [];
  const expected: string[] = [];
  const load = setInterval(() => {
    if (random() < 0.5) post.discord.command('ask', { question: 'what did Norway say?' });
    // An event waits for the next bot; a command would be too late for it.
    else post.slack.say('<@U0BOT> what did Norway say?', { user: 'U1', channel: 'C1' });
  }, 150);
  try {
    for (let n = 0; n < times; n++) {
      expected.push(...(await fallDue(post, n)));
      const early = !short && random() < EARLY;
      const began = performance.now();
      const bot = await post.start({ entry: 'src/main.ts', ...(early && { wait: 'quiet' }) });
      if (!early) starts.push(performance.now() - began);
      await sleep(early ? 300 + random() * 900 : random() * 1_500);
      const from = performance.now();
      const status = await bot.stop('SIGTERM');
      exits.push(performance.now() - from);
      // Before it has said what to do on a signal, the system ends it.
      if (status !== 0 && !(early && status === 'SIGTERM'))
        strange.push(`${status}: ${bot.lines.at(-1)?.slice(0, 200)}`);
      keep({ desk, n, early, status, exitMs: Math.round(exits.at(-1) ?? 0) });
    }
    // What an ended one had taken is free again after its lease.
    const bot = await post.start({ entry: 'src/main.ts' });
    const missing = () => {
      const counts = post.counts();
      return expected.filter((key) => !counts.has(key));
    };
    await within(4 * MINUTE_MS, () => missing().length === 0 || !bot.running());
    await sleep(short ? 500 : 5_000);
    const doubled = [...post.counts()].filter(([key, count]) => count > 1 && expected.includes(key));
    for (const key of expected) keep({ desk, expected: key });
    for (const one of post.taken) keep({ desk, taken: one.key, ...one });
    return { exits, starts, strange, expected, lost: missing(), doubled, wrong: post.violations() };
  } finally {
    clearInterval(load);
    await post.close();
  }
}

/** Something new, and a digest for each channel that was due half an hour ago; their keys. */
async function fallDue(post: Awaited<ReturnType<typeof openPost>>, n: number): Promise<string[]> {
  post.write('t0', `report-${n}`, report(n));
  const slot = slotOf(Date.now() - HOUR_MS / 2);
  const all = post.platforms.flatMap((platform) =>
    post.channels(platform).map((channel) =>
      digestOf(platform, channel, `${n}-${channel}`, {
        made: Date.now() - HOUR_MS,
        schedule: { times: [slot.slice(11)], days: [1, 2, 3, 4, 5, 6, 7], zone: 'UTC' },
        whenEmpty: 'line',
      }),
    ),
  );
  await post.subscribe(all.map((one) => ({ one, due: Date.now() - HOUR_MS / 2 })));
  return all.map((one) => keyOf(one, slot));
}

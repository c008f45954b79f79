import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, type Row, round } from '../frame.ts';
import { openStage, type Stage, within } from '../stage.ts';

/** One Discord server whose channel hangs, limits or fails; the others ask as before. */

const TROUBLES = ['hang', '429', '500'] as const;
/** The medians of the same work in the same run: noise alone stays below. */
const MOST = 2;
/** In the short run no time is asserted: everybody is answered. */
const ANY = Number.MAX_VALUE;

export const busy: Row = {
  name: 'busy',
  promise: 'one slow or broken server never delays another',
  run: async ({ short, keep }) => {
    const rounds = short ? 4 : 60;
    const stage = await openStage({ servers: 6 });
    const { discord } = stage;
    // The first of the servers is the one in trouble.
    const slow = '430000000000000000';
    try {
      await work(stage, 4, false);
      const quiet = await work(stage, rounds, false);
      const figures: string[] = [];
      let worst = 0;
      for (const kind of short ? (['hang'] as const) : TROUBLES) {
        discord.fault({
          method: 'POST',
          path: new RegExp(`^/channels/${slow}/messages`),
          kind,
          times: 100_000,
          after: 2,
        });
        const during = await work(stage, rounds, true);
        const ratio = quantile(during, 0.5) / quantile(quiet, 0.5);
        worst = Math.max(worst, ratio);
        figures.push(`${kind} ×${ratio.toFixed(2)} (p50 ${round(quantile(during, 0.5))} ms)`);
        keep({ kind, quiet, during });
      }
      const rushed = await rush(stage);
      return {
        done: `${rounds} rounds of commands and mentions in 5 servers and Slack, before and while the channel of a sixth ${short ? 'hangs' : 'hangs, limits, fails'}; one person sends ${RUSH} commands at once`,
        figure: `median against before (p50 ${round(quantile(quiet, 0.5))} ms): ${figures.join(', ')}; person too fast: ${rushed.told} of ${RUSH} told to wait, ${rushed.lost} unanswered; another person meanwhile ${rushed.other ? 'served' : 'NOT served'}`,
        ok: worst <= (short ? ANY : MOST) && rushed.told > 0 && rushed.lost === 0 && rushed.other,
      };
    } finally {
      await stage.close();
    }
  },
};

/** Milliseconds of each answer in the servers without trouble; `trouble`: the other one asks four times as much. */
async function work(stage: Stage, rounds: number, trouble: boolean): Promise<number[]> {
  const from = stage.asked.length;
  const inTrouble = new Set<object>();
  for (let n = 0; n < rounds; n++) {
    if (trouble) for (let more = 0; more < 4; more++) inTrouble.add(stage.discordMessage('help', 0));
    stage.discordCommand('ask', { question: 'what did Russia say?' }, 1 + (n % 5));
    stage.discordMessage('help', 1 + ((n + 2) % 5));
    stage.slackCommand('who');
    await sleep(120);
  }
  const others = stage.asked.slice(from).filter((one) => !inTrouble.has(one));
  await within(60_000, () => others.every((one) => one.answerMs !== null));
  return others.map((one) => one.answerMs ?? Number.POSITIVE_INFINITY);
}

/** More than one person may send within a minute. */
const RUSH = 140;

async function rush({ discord }: Stage) {
  const place = { guild: '420000000000000001', channel: '430000000000000001' };
  const who = (id: string) => ({ ...place, person: { id, name: 'reader', permissions: 0x800n } });
  const asked = Array.from({ length: RUSH }, () => discord.command('help', {}, who('330000000000000001')));
  const other = discord.command('help', {}, who('330000000000000002'));
  await within(40_000, () => [...asked, other].every((one) => one.edits > 0));
  const text = (one: (typeof asked)[number]) => JSON.stringify(one.original);
  return {
    told: asked.filter((one) => /within a minute/u.test(text(one))).length,
    lost: asked.filter((one) => one.edits === 0).length,
    other: other.edits > 0 && !/Reference/u.test(text(other)),
  };
}

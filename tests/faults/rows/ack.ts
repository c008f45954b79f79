import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, type Row, round, type Size } from '../frame.ts';
import { openStage, type Stage, within } from '../stage.ts';

/** Interactions never time out, however long composing takes. */

const QUESTIONS = ['what did Russia say?', 'what did China say?', 'how many missiles?', 'what did Japan agree to?'];

/** 50 commands a second, half on each platform, by people who each ask once. */
export const ack: Row = {
  name: 'ack',
  promise: 'the first acknowledgement comes at once under load',
  run: (size) => {
    const [perSecond, seconds, composeMs] = size.short ? [20, 1, 500] : [50, 60, 5_000];
    return load(size, { perSecond, seconds, composeMs, servers: 25, limit: size.short ? 3_000 : 300 });
  },
};

export const slow: Row = {
  name: 'slow',
  promise: 'interactions never time out',
  run: (size) => {
    const [perSecond, seconds, composeMs] = size.short ? [10, 1, 1_000] : [10, 20, 60_000];
    return load(size, { perSecond, seconds, composeMs, servers: 25, limit: 3_000 });
  },
};

type Load = {
  readonly perSecond: number;
  readonly seconds: number;
  readonly composeMs: number;
  readonly servers: number;
  /** Milliseconds within which 99 of 100 must be acknowledged; the short run asserts no time but the platforms' own. */
  readonly limit: number;
};

async function load({ keep }: Size, { perSecond, seconds, composeMs, servers, limit }: Load) {
  const stage = await openStage({
    entry: 'tests/e2e/bot.ts',
    env: { SITREP_TEST_COMPOSE_MS: String(composeMs) },
    servers,
  });
  try {
    // The first answer loads what is loaded once.
    stage.discordCommand('help', {});
    stage.slackCommand('help');
    await within(composeMs + 10_000, () => stage.asked.every((one) => one.answerMs !== null));
    await stage.bot.tell({ load: true });
    const began = performance.now();
    const from = stage.asked.length;
    for (let n = 0; n < perSecond * seconds; n++) {
      const due = began + (n * 1_000) / perSecond;
      if (due > performance.now()) await sleep(due - performance.now());
      send(stage, n);
    }
    const asked = stage.asked.slice(from);
    await within(2 * composeMs + 60_000, () => asked.every((one) => one.answerMs !== null));
    const used = await stage.bot.tell({ load: true });
    for (const one of asked) keep({ ...one, text: one.text.slice(0, 400) });
    // Being told to wait would be quick, and no answer.
    const limited = asked.filter((one) => /within a minute/u.test(one.text));
    const acks = asked.map((one) => one.ackMs ?? Number.POSITIVE_INFINITY);
    const by = (platform: string) =>
      quantile(
        asked.filter((one) => one.platform === platform).map((one) => one.ackMs ?? Number.POSITIVE_INFINITY),
        0.99,
      );
    const answered = asked.filter((one) => one.answerMs !== null).length;
    const inTime = acks.filter((ms) => ms <= 3_000).length;
    const p99 = quantile(acks, 0.99);
    return {
      done: `${asked.length} commands at ${perSecond}/s, composing ${composeMs / 1_000} s, ${servers} Discord servers and 1 workspace`,
      figure:
        `ack p50 ${round(quantile(acks, 0.5))} p99 ${round(p99)} max ${round(Math.max(...acks))} ms ` +
        `(Discord p99 ${round(by('discord'))}, Slack ${round(by('slack'))}), within 3 s ${inTime}/${asked.length}, ` +
        `answered ${answered}/${asked.length}, of them told to wait ${limited.length}; ` +
        `bot: CPU ${Number(used.cpu).toFixed(1)} s, main thread lag p99 ${round(Number(used.lagP99))} max ${round(Number(used.lagMax))} ms, longest GC ${round(Number(used.gcMax))} ms, ${round(Number(used.memory))} MB; ` +
        `violations ${stage.violations().length}`,
      ok:
        p99 <= limit &&
        inTime === asked.length &&
        answered === asked.length &&
        limited.length === 0 &&
        stage.violations().length === 0,
    };
  } finally {
    await stage.close();
  }
}

function send(stage: Stage, n: number): void {
  const question = QUESTIONS[n % QUESTIONS.length] ?? '';
  const kind = n % 8;
  if (kind === 0) stage.discordCommand('brief', {}, n);
  else if (kind === 1) stage.slackCommand('');
  else if (kind === 2) stage.discordCommand('who', {}, n);
  else if (kind === 3) stage.slackCommand('who');
  else if (kind % 2 === 0) stage.discordCommand('ask', { question }, n);
  else stage.slackCommand(`ask ${question}`);
}

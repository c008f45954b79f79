import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, type Row, round } from '../frame.ts';
import { openStage, within } from '../stage.ts';

/**
 * Connections that end while people ask. Discord replays what was missed when a session is resumed; after op 9 the
 * session is over, and Discord itself forgets what came before the next IDENTIFY, so nothing is asked in that gap.
 * Slack keeps envelopes until they are acknowledged. A Slack connection is ended seldom: short ones make the bot wait.
 */

const KINDS = ['cut', 'op 7', 'op 9'] as const;

export const reconnect: Row = {
  name: 'reconnect',
  promise: 'no interaction is lost while connections end',
  run: async ({ short, random, keep }) => {
    const ends = short ? 4 : 100;
    const every = short ? 4 : 6;
    const stage = await openStage({ servers: 40 });
    const { discord, slack } = stage;
    const { counts } = discord.gateway;
    const done = { cut: 0, 'op 7': 0, 'op 9': 0, slack: 0 };
    const took: number[] = [];
    try {
      for (let n = 0; n < ends; n++) {
        // The short run leaves op 9 out: discord.js waits up to five seconds after it.
        const kind = KINDS[short ? n % 2 : Math.floor(random() * 3)]!;
        const before = counts.identify + counts.resume;
        const began = performance.now();
        done[kind] += 1;
        if (kind === 'cut') discord.gateway.cut();
        else if (kind === 'op 7') discord.gateway.reconnect();
        else discord.gateway.invalidate();
        if (n % every === 0) {
          if (n % (2 * every) === 0) slack.socket.cut();
          else slack.socket.disconnect('refresh_requested');
          done.slack += 1;
        }
        // Of what comes while its socket is away Slack keeps events, and delivers those again that nobody acknowledged;
        // a command is told at once that the app does not respond.
        const ended = n % every === 0;
        const hellos = slack.socket.hellos();
        const kept = ended ? stage.slackMessage('help') : stage.slackCommand('help');
        if (ended && (await within(70_000, () => slack.socket.hellos() > hellos)) && kept.ackMs === null) kept.again();
        if (kind !== 'op 9') stage.discordCommand('help', {}, n);
        if (!(await within(40_000, () => counts.identify + counts.resume > before))) break;
        took.push(performance.now() - began);
        stage.discordCommand('help', {}, n + 1);
        stage.slackMessage('help');
        await sleep(100 + random() * 200);
      }
      await within(90_000, () => stage.asked.every((one) => one.answerMs !== null));
      const lost = stage.asked.filter((one) => one.answerMs === null);
      const twice = stage.asked.filter((one) => one.more > 0).length;
      for (const one of stage.asked) keep({ ...one, text: one.text.slice(0, 200) });
      const wrong = stage.violations();
      return {
        done:
          `${took.length} gateway reconnects (${done.cut} cut, ${done['op 7']} op 7, ${done['op 9']} op 9) and ` +
          `${done.slack} ends of Slack’s socket, ${stage.asked.length} commands and mentions meanwhile`,
        figure:
          `lost ${lost.length}, twice ${twice}, violations ${wrong.length}; back after p50 ${round(quantile(took, 0.5))} ` +
          `max ${round(Math.max(...took))} ms, ${counts.resume} resumed, ${counts.identify} identified`,
        ok: took.length === ends && lost.length === 0 && twice === 0 && wrong.length === 0,
      };
    } finally {
      await stage.close();
    }
  },
};

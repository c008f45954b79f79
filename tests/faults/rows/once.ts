import { setTimeout as sleep } from 'node:timers/promises';
import { type Row, shuffled } from '../frame.ts';
import { openStage, within } from '../stage.ts';

/** Events that no platform promises to deliver only once: commands, presses, mentions, envelopes. */

/** Unanswered at a time: more would only wait in the servers' queues. */
const WINDOW = 150;

export const once: Row = {
  name: 'once',
  promise: 'no event is handled twice',
  run: async ({ short, random, keep }) => {
    const events = short ? 60 : 10_000;
    const stage = await openStage({ servers: 40 });
    try {
      const copies = Array.from({ length: events }, (_, event) =>
        Array.from({ length: 1 + Math.floor(random() * 4) }, () => event),
      ).flat();
      const sent = new Map<number, { again(): void; readonly answerMs: number | null }>();
      let deliveries = 0;
      for (const event of shuffled(copies, random)) {
        const before = sent.get(event);
        deliveries += 1;
        if (before) before.again();
        else sent.set(event, first(stage, event));
        if (deliveries % 20 === 0)
          while (stage.asked.filter((one) => one.answerMs === null).length > WINDOW) await sleep(5);
      }
      const all = await within(60_000, () => stage.asked.every((one) => one.answerMs !== null));
      // What would come twice has come by now.
      await sleep(short ? 500 : 3_000);
      const answered = stage.asked.filter((one) => one.answerMs !== null).length;
      const twice = stage.asked.filter((one) => one.more > 0).length;
      const wrong = stage.violations();
      for (const { platform, what, answerMs, more } of stage.asked) keep({ platform, what, answerMs, more });
      return {
        done: `${events} events (commands, mentions; both platforms) delivered ${deliveries} times in random order`,
        figure: `handled once ${answered - twice}, twice ${twice}, never ${events - answered}; violations ${wrong.length}`,
        ok: all && twice === 0 && answered === events && wrong.length === 0,
      };
    } finally {
      await stage.close();
    }
  },
};

function first(stage: Awaited<ReturnType<typeof openStage>>, event: number) {
  switch (event % 4) {
    case 0:
      return stage.discordCommand('help', {}, event);
    case 1:
      return stage.slackCommand('help');
    case 2:
      return stage.discordMessage('help', event);
    default:
      return stage.slackMessage('help');
  }
}

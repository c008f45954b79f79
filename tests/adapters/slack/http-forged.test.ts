import { expect, it } from 'vitest';
import { seeded } from '../../bench/generate.ts';
import { forgeries, genuine, KINDS } from '../../servers/slack/forgeries.ts';
import { overHttp, signed, transmit } from '../../servers/slack/http.ts';
import { answersOf, SIGNING_SECRET, useStage } from './http-stage.ts';

/** Bolt does not look at signatures here, so this also shows that no way leads to it past the gate. */

const begin = useStage();
const SEED = 20261122;
const COUNT = 1_200;
const FORM = 'application/x-www-form-urlencoded';

it(`does nothing for ${COUNT} forgeries of ${Object.keys(KINDS).length} kinds, and answers every genuine request`, async () => {
  const { server, chat, clock, port, logged } = await begin();
  const random = seeded(SEED);
  const from = { secret: SIGNING_SECRET, now: clock(), random };
  // What genuine requests look like, taken from those of the protocol server.
  const bodies = await samples();
  const forged = forgeries(COUNT, { ...from, bodies });
  const outcomes = new Map<string, number>();
  let [valid, taken] = [0, 0];
  for (const [n, { kind, sent }] of forged.entries()) {
    const answer = await transmit(port, sent);
    const outcome = `${answer?.status ?? 'hung up'}`;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const told = answer === null || ([401, 404].includes(answer.status) && answer.body === '');
    // The parser of HTTP itself refuses some.
    expect([kind, told || answer.status === 400]).toEqual([kind, true]);
    if (n % 12 > 0) continue;
    valid += 1;
    const url = server.responseUrl({ user: 'U1', channel: 'C1' });
    const command = { command: '/ask', text: `question ${n}`, trigger_id: `t${n}`, response_url: url };
    const people = { user_id: 'U1', channel_id: 'C1', team_id: 'T0TEAM' };
    const body = `${new URLSearchParams({ ...command, ...people })}`;
    const right = genuine(from, FORM, body);
    taken += Number((await transmit(port, right))?.status === 200);
    // The very same bytes again are believed too, and do nothing.
    await transmit(port, right);
  }
  await server.until(() => answersOf(server).length >= valid, 'every genuine answer');
  console.log(
    `forged: ${COUNT} requests of ${Object.keys(KINDS).length} kinds, 0 accepted (${JSON.stringify(Object.fromEntries(outcomes))}); genuine: ${taken} of ${valid}; seed ${SEED}`,
  );
  expect(taken).toBe(valid);
  // All that ran was asked by the genuine ones, and nothing else reached Slack.
  expect(chat.ran.map((one) => one.args.question)).toEqual(
    Array.from({ length: valid }, (_, n) => `question ${n * 12}`),
  );
  expect(new Set(server.calls.map((call) => call.method))).toEqual(new Set(['auth.test', 'response_url']));
  // One line while the clock stands still, not one for each.
  expect(logged.filter((line) => line.includes('slack_refused'))).toHaveLength(1);

  async function samples() {
    // Sent to a port where nobody listens: only their bodies are wanted.
    const http = overHttp(server, 1, 'another');
    const button = { type: 'button', action_id: 'sitrep-0', value: '{}', text: { text: 'x' } };
    await Promise.allSettled([
      http.command('/ask', 'forged', { user: 'U1', channel: 'C1' }),
      http.say('<@U0BOT> forged', { user: 'U1', channel: 'C1' }),
      http.press(button, { user: 'U1', channel: 'C1', message: null }),
    ]);
    return http.sent.map(({ headers, body }) => ({ type: String(headers['content-type']), body: String(body) }));
  }
}, 60_000);

it('lets every edge of the window in and nothing beyond it, on the clock that it was given', async () => {
  const { server, clock, port, chat } = await begin();
  const start = clock();
  const send = async (seconds: number) => {
    const url = server.responseUrl({ user: 'U1', channel: 'C1' });
    const people = { user_id: 'U1', channel_id: 'C1', team_id: 'T0TEAM' };
    const fields = { command: '/ask', text: `${seconds}`, trigger_id: `t${seconds}`, response_url: url, ...people };
    clock.set(new Date(start + seconds * 1_000).toISOString());
    return (await transmit(port, signed(SIGNING_SECRET, start, FORM, `${new URLSearchParams(fields)}`)))?.status;
  };
  expect([await send(300), await send(-300)]).toEqual([200, 200]);
  expect([await send(301), await send(-301), await send(300.001), await send(-300.001)]).toEqual([401, 401, 401, 401]);
  await server.until(() => answersOf(server).length === 2, 'both answers');
  expect(chat.ran.map((one) => one.args.question)).toEqual(['300', '-300']);
});

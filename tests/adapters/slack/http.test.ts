import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startSlack } from '../../../src/adapters/slack/slack.ts';
import type { Chat, Command } from '../../../src/core/model/command.ts';
import { overHttp, type Sent, signed, transmit } from '../../servers/slack/http.ts';
import { makeChat, pageOf } from './chat.ts';
import { answersOf, lines, portIn, SIGNING_SECRET, useStage } from './http-stage.ts';
import { buttonsOf, failure } from './stage.ts';

/** HTTP mode for one workspace: what Slack sends is answered, once, and nothing else is. */

const begin = useStage();
const HERE = { user: 'U1', channel: 'C1' };
const last = <T>(items: readonly T[]): T => items[items.length - 1] as T;

describe('what Slack sends', () => {
  it('is acknowledged and answered: a command, a button of its answer, a mention, a direct message', async () => {
    const { server, http, chat } = await begin();
    expect((await http.command('/ask', 'what is new?', HERE)).body).toBe('');
    await server.until(() => answersOf(server).length === 1, 'the answer');
    const [answer] = answersOf(server);
    expect(answer).toMatchObject({ response_type: 'ephemeral', channel: 'C1', user: 'U1' });
    const [button] = buttonsOf(answer?.blocks);
    if (!button) throw new Error('no button');
    await http.press(button, { ...HERE, message: null });
    await server.until(() => answersOf(server).length === 2, 'what the button opens');
    await http.say('<@U0BOT> hello', HERE);
    await http.say('hello', { user: 'U1', channel: 'D1' });
    await server.until(() => server.world.messages.length === 2, 'both messages');
    expect(server.world.messages.map((one) => one.channel).sort()).toEqual(['C1', 'D1']);
    expect(chat.ran.map((one) => one.caller.place.tenant)).toEqual(Array(4).fill('slack:T0TEAM'));
  });

  it('is acknowledged with what it asks for: the options of a menu, the end of a modal', async () => {
    const suggest = async (typed: string) => [{ text: `about ${typed}`, value: 'v1' }];
    const field = { name: 'topic', describe: 'option-question', required: true, kind: 'word', suggest } as const;
    const title = { key: 'push-plain', args: { text: 'A form' } } as const;
    const form: Chat['form'] = (command, args) => (args.topic ? null : { command, args, title, fields: [field] });
    const brief = { ...(makeChat().find('brief') as Command), options: [field] };
    const { server, http, chat } = await begin({ form, find: () => brief });
    await http.command('/brief', '', HERE);
    await server.until(() => server.world.views.size === 1, 'the modal');
    const [view] = [...server.world.views.values()];
    const block = String(view?.blocks.find((one) => one.type === 'input')?.block_id);
    if (!view) throw new Error('no modal');
    const { options } = JSON.parse((await http.suggest(view, block, 'tea', 'U1')).body) as { options: unknown[] };
    expect(options).toMatchObject([{ text: { type: 'plain_text', text: 'about tea' }, value: 'v1' }]);
    expect((await http.submit(view, { [block]: 'v1' }, 'U1')).status).toBe(200);
    await server.until(() => chat.ran.length === 1, 'the command');
    expect(chat.ran[0]).toMatchObject({ command: 'brief', args: { topic: 'v1' } });
  });

  it('is acknowledged before a slow answer is composed', async () => {
    const gate = Promise.withResolvers<void>();
    const { server, http } = await begin({ run: async () => gate.promise.then(() => pageOf('late')) });
    await http.command('/ask', 'anything', HERE);
    expect(answersOf(server)).toEqual([]);
    gate.resolve();
    await server.until(() => answersOf(server).length === 1, 'the answer');
  });

  it('is handled once, however often an event, a command or a button is delivered', async () => {
    const { server, http, chat } = await begin();
    const deliveries = async (send: () => Promise<unknown>) => {
      await send();
      const sent = last(http.sent);
      await Promise.all([1, 2, 3].map((attempt) => http.redeliver(sent, attempt)));
    };
    await deliveries(() => http.say('<@U0BOT> hello', HERE));
    await deliveries(() => http.command('/ask', 'anything', HERE));
    await server.until(() => answersOf(server).length === 1 && server.world.messages.length === 1, 'two answers');
    const [button] = buttonsOf(answersOf(server)[0]?.blocks);
    if (!button) throw new Error('no button');
    await deliveries(() => http.press(button, { ...HERE, message: null }));
    await http.command('/ask', 'last of all', HERE);
    await server.until(() => answersOf(server).length >= 3, 'the last answer');
    expect(chat.ran.map((one) => one.args.question ?? one.command)).toHaveLength(4);
  });

  it('may verify the address and the certificate', async () => {
    const { http, chat, port } = await begin();
    const challenge = JSON.stringify({ type: 'url_verification', token: 'x', challenge: 'c-123' });
    expect(JSON.parse((await http.deliver('json', challenge)).body)).toEqual({ challenge: 'c-123' });
    expect((await http.deliver('form', 'ssl_check=1&token=x')).body).toBe('');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const unsigned = { method: 'POST', path: '/slack/events', headers, body: 'token=x&ssl_check=1' };
    expect((await transmit(port, unsigned))?.status).toBe(200);
    expect(chat.ran).toEqual([]);
  });

  it('may name the charset, and a query behind the path', async () => {
    const { server, port, clock } = await begin();
    const body = new URLSearchParams({
      ...{ command: '/ask', text: 'anything', user_id: 'U1', channel_id: 'C1', team_id: 'T0TEAM', trigger_id: 't1' },
      response_url: server.responseUrl(HERE),
    });
    const form = 'application/x-www-form-urlencoded; charset=utf-8';
    const sent = { ...signed(SIGNING_SECRET, clock(), form, `${body}`), path: '/slack/events?from=slack' };
    expect((await transmit(port, sent))?.status).toBe(200);
    await server.until(() => answersOf(server).length === 1, 'the answer');
  });

  it.each(['null', '[]', '5', '"text"', '{', 'payload'])('does no harm when it is %s', async (body) => {
    const { http, server, port, clock } = await begin();
    expect((await transmit(port, signed(SIGNING_SECRET, clock(), 'application/json', body)))?.status).toBe(400);
    await http.command('/ask', 'anything', HERE);
    await server.until(() => answersOf(server).length === 1, 'the answer');
  });
});

describe('the server', () => {
  it('has no other page: everything else is 404 without a word', async () => {
    const { port } = await begin();
    const pages = [
      'GET /',
      'GET /slack/events',
      'GET /slack/install',
      'GET /slack/oauth_redirect',
      'POST /slack/install',
    ];
    for (const page of pages) {
      const [method = '', path = ''] = page.split(' ');
      const answer = await transmit(port, { method, path, headers: {}, body: '' });
      expect([page, answer?.status, answer?.body]).toEqual([page, 404, '']);
    }
  });

  it('waits for a slow body only so long, and for a cut one not at all', async () => {
    const { server, http, port, clock, chat } = await begin();
    const { headers } = signed(SIGNING_SECRET, clock(), 'application/json', '{}');
    const head = ['POST /slack/events HTTP/1.1', 'host: x', 'content-length: 100'];
    const socket = connect(port, '127.0.0.1');
    const slow = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    for (const [name, value] of Object.entries(headers)) head.push(`${name}: ${value}`);
    socket.write(`${head.join('\r\n')}\r\n\r\n{`);
    const cut = connect(port, '127.0.0.1');
    cut.write(`${head.join('\r\n')}\r\n\r\n{`, () => cut.destroy());
    await http.command('/ask', 'meanwhile', HERE);
    await server.until(() => answersOf(server).length === 1, 'the answer');
    expect(await slow).toMatch(/^HTTP\/1\.1 401 /);
    expect(chat.ran).toHaveLength(1);
  }, 15_000);

  it('lets an answer that is being composed go out at the stop, and takes nothing new', async () => {
    const gate = Promise.withResolvers<void>();
    const { server, http, port, stop } = await begin({ run: async () => gate.promise.then(() => pageOf('late')) });
    await http.command('/ask', 'anything', HERE);
    const stopped = stop();
    const again = { ...(last(http.sent) as Sent) };
    expect(await transmit(port, again)).toBeNull();
    gate.resolve();
    await stopped;
    expect(answersOf(server)).toHaveLength(1);
  });

  it('acknowledges before the installation of a workspace is found', async () => {
    const { server, clock } = await begin();
    const gate = Promise.withResolvers<string>();
    const log = lines();
    const installations = { find: () => gate.promise, save: async () => {}, remove: async () => {} };
    const install = { clientId: '1', clientSecret: 's', stateSecret: 's', installations };
    const listen = { host: '127.0.0.1', port: 0, signingSecret: SIGNING_SECRET };
    const { stop } = await startSlack({ install, http: listen, apiUrl: server.apiUrl }, makeChat(), log, clock);
    const http = overHttp(server, portIn(log.logged), SIGNING_SECRET);
    await http.command('/ask', 'anything', HERE);
    expect(answersOf(server)).toEqual([]);
    gate.resolve(JSON.stringify({ token: server.world.botToken, user: 'U0BOT', since: 0 }));
    await server.until(() => answersOf(server).length === 1, 'the answer');
    await stop();
  });

  it('says which variable is wrong when its port is taken', async () => {
    const { server, port } = await begin();
    const listen = { host: '127.0.0.1', port, signingSecret: SIGNING_SECRET };
    const config = { botToken: server.world.botToken, http: listen, apiUrl: server.apiUrl };
    const error = await failure(startSlack(config, makeChat(), lines(), () => 0));
    expect([error.code, error.message]).toEqual(['bad_config', expect.stringContaining('SLACK_PORT')]);
  });
});

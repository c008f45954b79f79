import { createHmac } from 'node:crypto';
import { request as makeRequest } from 'node:http';
import {
  actionBody,
  commandBody,
  eventBody,
  type Json,
  type Spot,
  shortcutBody,
  submissionBody,
  suggestionBody,
} from './payloads.ts';
import type { Button, SlackServer } from './server.ts';
import { type Grant, nextTs, type Team, type View } from './world.ts';

/**
 * Slack's side of the HTTP mode: signed requests as it sends them, redeliveries, the pages of an installation. Strict:
 * what is not acknowledged with 200 in time throws.
 */

export const EVENTS = '/slack/events';
const FORM = 'application/x-www-form-urlencoded';
const ACK_MS = 3_000;

/** One request as it goes over the wire; a header with several values is sent several times. */
export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
};
export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
};

export const sign = (secret: string, time: number | string, body: string | Buffer): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${time}:`).update(body).digest('hex')}`;

/** A request to the bot as Slack signs it. `now` in milliseconds. */
export function signed(secret: string, now: number, type: string, body: string): Sent {
  const time = String(Math.floor(now / 1_000));
  const headers = {
    'content-type': type,
    'x-slack-request-timestamp': time,
    'x-slack-signature': sign(secret, time, body),
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
  };
  return { method: 'POST', path: EVENTS, headers, body };
}

/** Sends it over a socket of its own. Null: the other side hung up without an answer. */
export function transmit(port: number, { method, path, headers, body }: Sent): Promise<Answered | null> {
  return new Promise((resolve) => {
    const request = makeRequest({ host: '127.0.0.1', port, method, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(null));
      response.on('end', () => {
        request.destroy();
        const { statusCode: status = 0, headers: got } = response;
        resolve({ status, headers: got, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.on('error', () => resolve(null));
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
    if (body.length > 0 && headers['content-length'] === undefined)
      request.setHeader('content-length', byteLength(body));
    request.end(body);
  });
}

const byteLength = (body: string | Buffer) => Buffer.byteLength(body);

export type SlackHttp = {
  /** The last requests that were sent, oldest first. */
  readonly sent: Sent[];
  /** Sends any body, signed; throws when it is not acknowledged. */
  deliver(type: 'form' | 'json', body: string, more?: Json): Promise<Answered>;
  /** The very same body again, signed anew, as Slack does when it saw no acknowledgement. */
  redeliver(sent: Sent, attempt: number): Promise<Answered>;
  command(command: string, text: string, from: { user: string; channel: string }, team?: Team): Promise<Answered>;
  press(button: Button, from: Spot, team?: Team): Promise<Answered>;
  shortcut(callback: string, text: string, from: { user: string; channel: string }, team?: Team): Promise<Answered>;
  say(text: string, from: { user: string; channel: string }, team?: Team): Promise<Answered>;
  /** A modal is filled in, or a menu of it typed into: the answer's body is what the acknowledgement carries. */
  submit(view: View, filled: Readonly<Record<string, string>>, user: string, team?: Team): Promise<Answered>;
  suggest(view: View, block: string, typed: string, user: string, team?: Team): Promise<Answered>;
  event(event: Json, team?: Team): Promise<Answered>;
  /** A browser goes through the installation: to Slack's page, where the person consents to this, and back. */
  install(grant: Grant): Promise<Answered>;
  /** The first step alone: the address of Slack's page, and the cookie. */
  begin(): Promise<{ page: URL; cookie: string }>;
  browse(path: string, cookie?: string): Promise<Answered>;
};

let ids = 0;

/** `port`: where the bot listens. */
export function overHttp(server: SlackServer, port: number, secret: string): SlackHttp {
  const { world } = server;
  const sent: Sent[] = [];
  const take = async (one: Sent): Promise<Answered> => {
    sent.push(one);
    const start = performance.now();
    const answer = await transmit(port, one);
    if (answer?.status !== 200) throw new Error(`answered with ${answer?.status}`);
    if (performance.now() - start > ACK_MS) throw new Error('acknowledged after 3 s');
    return answer;
  };
  const deliver = (type: 'form' | 'json', body: string, more: Json = {}) => {
    const one = signed(secret, world.now(), type === 'form' ? FORM : 'application/json', body);
    return take({ ...one, headers: { ...one.headers, ...(more as Record<string, string>) } });
  };
  const interact = (body: Json) => deliver('form', new URLSearchParams({ payload: JSON.stringify(body) }).toString());
  const event = (body: Json, team?: Team) => {
    ids += 1;
    return deliver('json', JSON.stringify(eventBody(world, body, `EvH${ids}`, team)));
  };
  const browse = async (path: string, cookie?: string) => {
    const headers = { host: 'sitrep.example', ...(cookie !== undefined && { cookie }) };
    const answer = await transmit(port, { method: 'GET', path, headers, body: '' });
    if (!answer) throw new Error(`no answer to GET ${path.split('?')[0]}`);
    return answer;
  };
  const begin = async () => {
    const { status, headers } = await browse('/slack/install');
    if (status !== 302) throw new Error(`the install page answers with ${status}`);
    const [cookie = ''] = [headers['set-cookie']].flat();
    return { page: new URL(String(headers.location)), cookie: cookie.split(';')[0] ?? '' };
  };
  return {
    sent,
    deliver,
    redeliver: (one, attempt) => {
      const again = signed(secret, world.now(), String(one.headers['content-type']), String(one.body));
      const retry = { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': 'http_timeout' };
      return take({ ...again, headers: { ...again.headers, ...retry } });
    },
    command: (command, text, from, team) => {
      const body = commandBody(world, command, text, from, server.responseUrl(from), team);
      return deliver('form', new URLSearchParams(body as Record<string, string>).toString());
    },
    press: (button, from, team) => {
      const url = 'channel' in from ? server.responseUrl(from) : null;
      return interact(actionBody(world, button, from, url, team));
    },
    shortcut: (callback, text, from, team) =>
      interact(shortcutBody(world, callback, { text }, from, server.responseUrl(from), team)),
    submit: (view, filled, user, team) => interact(submissionBody(world, view, filled, user, team)),
    suggest: (view, block, typed, user, team) => interact(suggestionBody(world, view, block, typed, user, team)),
    event,
    say: (text, from, team) => {
      const ts = nextTs(world);
      const direct = world.channels.get(from.channel)?.im !== undefined;
      const spoken = { user: from.user, text, ts, channel: from.channel, event_ts: ts, team: team?.id ?? world.team };
      return event(
        { type: direct ? 'message' : 'app_mention', ...(direct && { channel_type: 'im' }), ...spoken },
        team,
      );
    },
    begin,
    browse,
    install: async (grant) => {
      const { page, cookie } = await begin();
      const asked = page.searchParams;
      if (asked.get('client_id') !== world.oauth.clientId) throw new Error('another client_id');
      if (!asked.get('scope')?.includes('chat:write')) throw new Error('no scope');
      ids += 1;
      world.oauth.grants.set(`code-${ids}`, grant);
      const back = new URLSearchParams({ code: `code-${ids}`, state: asked.get('state') ?? '' });
      return browse(`/slack/oauth_redirect?${back}`, cookie);
    },
  };
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, HANDLERS } from './methods.ts';
import { type Args, METHODS, messageProblem, RESPONSE_KEYS, readArgs } from './rules.ts';
import { nextTs, teamOf, type World } from './world.ts';

/** The HTTP side: Web API methods and response_urls, with faults that a test asks for. */

export type Fault =
  | { readonly is: 'rate'; readonly after: number }
  | { readonly is: 'status'; readonly status: number }
  | { readonly is: 'error'; readonly code: string }
  /** The socket is destroyed before the call has any effect, or after it was accepted. */
  | { readonly is: 'drop-before' | 'drop-after' }
  | { readonly is: 'hang' };

/**
 * One accepted call, for tests to read; `answer` is what was sent back. `method` is `response_url` for posts to one,
 * `view_submission` and `block_suggestion` for what an acknowledgement carried.
 */
export type Call = {
  readonly method: string;
  readonly args: Args;
  readonly answer: Answer;
  /** The workspace whose token was used. */
  readonly team?: string;
};

/**
 * One message or view that the server accepted, for whoever keeps books outside of a test. `kind`: `message`,
 * `update`, `ephemeral`, `response` (to a response_url; see `body.response_type`), `home`, `modal`.
 */
export type Accepted = {
  /** Milliseconds of the world's clock. */
  readonly at: number;
  readonly kind: 'message' | 'update' | 'ephemeral' | 'response' | 'home' | 'modal';
  /** null for views. */
  readonly channel: string | null;
  /** The id that a message was given. */
  readonly message?: string;
  readonly body: Args;
};

const KINDS: Readonly<Record<string, Accepted['kind']>> = {
  'chat.postMessage': 'message',
  'chat.update': 'update',
  'chat.postEphemeral': 'ephemeral',
  response_url: 'response',
  'views.publish': 'home',
  'views.open': 'modal',
  'views.update': 'modal',
  view_submission: 'modal',
};

export type ResponseUrl = { readonly channel: string; readonly user: string; readonly born: number; uses: number };

export type Api = {
  readonly server: Server;
  readonly calls: Call[];
  readonly violations: string[];
  readonly faults: Map<string, Fault[]>;
  readonly responseUrls: Map<string, ResponseUrl>;
  /** Answers `apps.connections.open`. */
  openSocket: () => string;
  /** Called after each accepted call. */
  changed: () => void;
  /** Keeps an accepted call, and tells whoever waits. */
  keep: (call: Call) => void;
};

const THIRTY_MINUTES = 30 * 60_000;

export function makeApi(world: World, onAccepted: (record: Accepted) => void): Api {
  const api: Api = {
    server: createServer((request, response) => {
      handle(world, api, request, response).catch((error: unknown) => {
        api.violations.push(`server: ${String(error)}`);
        response.destroy();
      });
    }),
    calls: [],
    violations: [],
    faults: new Map(),
    responseUrls: new Map(),
    openSocket: () => '',
    changed: () => {},
    keep: (call) => {
      api.calls.push(call);
      const kind = KINDS[call.method];
      const channel = typeof call.args.channel === 'string' ? call.args.channel : null;
      const shows = call.method !== 'view_submission' || call.args.view !== undefined;
      const message = typeof call.answer.ts === 'string' ? { message: call.answer.ts } : {};
      if (kind !== undefined && shows) onAccepted({ at: world.now(), kind, channel, ...message, body: call.args });
      api.changed();
    },
  };
  return api;
}

async function handle(world: World, api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const path = new URL(request.url ?? '/', 'http://server').pathname;
  if (request.method !== 'POST') return violate(api, response, `${request.method} ${path}`);
  if (api.responseUrls.has(path)) return respond(world, api, path, request, response, body);
  if (!path.startsWith('/api/')) return violate(api, response, `unknown path ${path}`);

  const method = path.slice('/api/'.length);
  const rule = METHODS[method];
  if (!rule) return violate(api, response, `unknown method ${method}`);
  const fault = api.faults.get(method)?.shift();
  if (early(fault, response)) return;
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const team = teamOf(world, token);
  const app = token === world.appToken ? { id: world.team, bot: world.bot } : null;
  const known = rule.open ? { id: world.team, bot: world.bot } : rule.app ? app : team;
  if (known === null) return send(response, { ok: false, error: token === undefined ? 'not_authed' : 'invalid_auth' });
  if (!/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? ''))
    return violate(api, response, `${method}: content type`);
  const read = readArgs(method, new URLSearchParams(body));
  if ('wrong' in read) return violate(api, response, read.wrong);
  if (fault?.is === 'error') return send(response, { ok: false, error: fault.code });

  const wrong = (why: string) => void api.violations.push(why);
  const answer: Answer =
    method === 'apps.connections.open'
      ? { ok: true, url: api.openSocket() }
      : (HANDLERS[method]?.(world, read.args, wrong, known) ?? { ok: false, error: 'unknown_method' });
  if (answer.ok) api.keep({ method, args: read.args, answer, team: known.id });
  if (fault?.is === 'drop-after') request.socket.destroy();
  else send(response, answer);
}

/** Faults that strike before the call has any effect. */
function early(fault: Fault | undefined, response: ServerResponse): boolean {
  switch (fault?.is) {
    case 'rate':
      response.writeHead(429, { 'retry-after': String(fault.after), 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
      return true;
    case 'status':
      response.writeHead(fault.status).end('oops');
      return true;
    case 'drop-before':
      response.destroy();
      return true;
    case 'hang':
      return true;
    default:
      return false;
  }
}

async function respond(
  world: World,
  api: Api,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  raw: string,
): Promise<void> {
  const url = api.responseUrls.get(path) as ResponseUrl;
  const fault = api.faults.get('response_url')?.shift();
  if (early(fault, response)) return;
  if (fault?.is === 'error') return send(response, { ok: false, error: fault.code });
  if (world.now() - url.born > THIRTY_MINUTES) return send(response, { ok: false, error: 'expired_url' }, 404);
  if (url.uses >= 5) return violate(api, response, 'response_url used more than five times');
  const body = JSON.parse(raw) as Record<string, unknown>;
  const unknown = Object.keys(body).find((key) => !RESPONSE_KEYS.includes(key));
  if (unknown !== undefined) return violate(api, response, `response_url: unknown field ${unknown}`);
  const problem = messageProblem(body);
  if (problem) return violate(api, response, `response_url: ${problem.code}: ${problem.why}`);
  url.uses += 1;
  if (body.response_type === 'in_channel')
    world.messages.push({ ts: nextTs(world), channel: url.channel, text: String(body.text), blocks: body.blocks });
  api.keep({ method: 'response_url', args: { ...body, channel: url.channel, user: url.user }, answer: { ok: true } });
  if (fault?.is === 'drop-after') request.socket.destroy();
  else response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
}

function violate(api: Api, response: ServerResponse, why: string): void {
  api.violations.push(why);
  send(response, { ok: false, error: 'invalid_arguments' });
}

function send(response: ServerResponse, answer: Answer, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

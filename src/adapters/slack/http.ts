import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SitrepError } from '../../core/model/errors.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import { rarely } from './logger.ts';
import { forgery } from './signature.ts';

/** The HTTP server that Slack's requests come to, through a proxy with TLS. Only what is believed gets past it. */

export type Listen = { readonly host: string; readonly port: number };
/** Listeners by method and exact path, as `POST /slack/events`. */
export type Routes = ReadonlyMap<string, RequestListener>;

const MOST_BYTES = 1_000_000;
const SLOWEST_MS = 5_000;
const LAST_REQUESTS_MS = 3_000;
/** With the largest bodies that are 250 MB. */
const MOST_CONNECTIONS = 250;

/** Listens. Errors: SitrepError `bad_config` when the address cannot be taken. `port` is the one that was taken. */
export async function serve(
  { host, port }: Listen,
  routes: Routes,
  log: Log,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const open = new Set<ServerResponse>();
  let stopping = false;
  const timeouts = { headersTimeout: SLOWEST_MS, requestTimeout: 2 * SLOWEST_MS, connectionsCheckingInterval: 1_000 };
  const server = createServer(timeouts, (request, response) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    const [path] = (request.url ?? '').split('?', 1);
    const listener = routes.get(`${request.method} ${path}`);
    // Slack sends an event again that was not taken.
    if (listener === undefined || stopping) end(response, stopping ? 503 : 404, stopping);
    else listener(request, response);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen({ host, port }, done);
  }).catch((cause: NodeJS.ErrnoException) => {
    throw new SitrepError('bad_config', `SLACK_HOST or SLACK_PORT: ${host}:${port} cannot be taken (${cause.code}).`, {
      cause,
    });
  });
  server.on('error', (error: NodeJS.ErrnoException) => log.warn('slack_http', { code: error.code }));
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      stopping = true;
      server.close();
      const last = [...open].map((response) => new Promise((done) => response.once('close', done)));
      await Promise.race([Promise.all(last), sleep(LAST_REQUESTS_MS, undefined, { ref: false })]);
      server.closeAllConnections();
    },
  };
}

/** What the gate hands on: the body as it was signed, and the id under which a delivery is known. */
export type Believed = IncomingMessage & { rawBody: Buffer; deliveryId: string };

/**
 * Stands before `next`: what Slack did not sign gets 401 and nothing else. The body is read here; Bolt takes it from
 * `rawBody`, and must not check the signature again, on another clock.
 */
export function gate(secret: string, clock: Clock, log: Log, next: RequestListener): RequestListener {
  const tell = rarely(log, clock, 'slack_refused');
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const refuse = (reason: string, cut = false) => {
      tell(reason);
      end(response, 401, cut);
    };
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json' && type !== 'application/x-www-form-urlencoded') return refuse('content type');
    const rawBody = await bodyOf(request);
    if (rawBody === null) return refuse('body too large, too slow or cut', true);
    if (isCertificateCheck(request, rawBody)) return end(response, 200);
    const forged = forgery(request.headersDistinct, rawBody, secret, clock());
    if (forged !== null) return refuse(forged);
    const payload = payloadOf(rawBody, type === 'application/json');
    if (payload === null) return end(response, 400);
    request.headers['content-type'] = type;
    next(Object.assign(request, { rawBody, deliveryId: deliveryId(payload, rawBody) }), response);
  };
  return (request, response) => {
    pass(request, response).catch((error: unknown) => {
      log.error('slack_http', { text: String(error) });
      end(response, 500);
    });
  };
}

/** An empty answer. `cut`: what is left of the request is not read any more. */
function end(response: ServerResponse, status: number, cut = false): void {
  if (!response.headersSent && !response.destroyed)
    response.writeHead(status, { 'content-length': 0, ...(cut && { connection: 'close' }) }).end();
}

function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (body: Buffer | null) => {
      clearTimeout(timer);
      request.off('data', add);
      request.pause();
      resolve(body);
    };
    const add = (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_BYTES) done(null);
      else chunks.push(chunk);
    };
    const timer = setTimeout(done, SLOWEST_MS, null);
    if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return done(null);
    request.on('data', add);
    request.once('end', () => done(Buffer.concat(chunks)));
    request.once('error', () => done(null));
    request.once('close', () => done(null));
  });
}

/**
 * Slack looks at the certificate now and then, unsigned (`ssl_check=1` and a token). It is answered here and never
 * handed on, and only when nothing else is in it.
 */
function isCertificateCheck(request: IncomingMessage, body: Buffer): boolean {
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': time } = request.headers;
  return signature === undefined && time === undefined && /^(?:token=\w*&)?ssl_check=1(?:&token=\w*)?$/.test(`${body}`);
}

type Payload = { readonly trigger_id?: unknown };

/** The object in the body, or null: Bolt would take anything for one, and fail outside of every catch. */
function payloadOf(body: Buffer, json: boolean): Payload | null {
  const form = json ? null : new URLSearchParams(`${body}`);
  const inside = json ? `${body}` : form?.get('payload');
  if (inside === null || inside === undefined) return Object.fromEntries(form ?? []);
  try {
    const payload: unknown = JSON.parse(inside);
    return typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? payload : null;
  } catch {
    return null;
  }
}

/** Over HTTP there is no envelope: each interaction has a trigger of its own, and the rest is known by its very bytes. */
function deliveryId({ trigger_id: trigger }: Payload, body: Buffer): string {
  return typeof trigger === 'string' ? trigger : createHash('sha256').update(body).digest('hex');
}

import type { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { SitrepError } from '../../core/model/errors.ts';
import { readBody, tooLarge, unreadable } from './body.ts';
import { type Connecting, guardedConnector } from './connector.ts';
import type { Guard } from './guard.ts';

/** What came from an address. The body is empty unless the status is one of 200 to 299. */
export type Fetched = {
  readonly url: URL;
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  /** A header of the answer as it came, '' when there is none. A sign of it is a byte. */
  header(name: string): string;
  /** Where permanent redirects led before anything else; null: it stands where it was asked for. */
  readonly moved: string | null;
};

export type Order = {
  /** Media types that are read; null for any. */
  readonly types: readonly string[] | null;
  /** Bytes of the body, unpacked. */
  readonly most: number;
  /** Ends everything, the redirects too. */
  readonly signal: AbortSignal;
  /** Asked before each request, also of a redirect; what it throws ends the fetching. */
  readonly before?: (url: URL) => Promise<void>;
  /** Headers of the request beside those of every request, their signs bytes; an empty one is left out. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** Fetches an address and whatever it leads to. Throws SitrepErrors that name the host alone. */
export type Fetch = (address: string, order: Order) => Promise<Fetched>;

export type FetcherOptions = {
  readonly guard: Guard;
  readonly agent: string;
  /** Milliseconds for each step; the whole has its `signal`. */
  readonly deadlines?: { readonly connect: number; readonly headers: number; readonly idle: number };
} & Pick<Connecting, 'resolve' | 'dial' | 'ca'>;

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PERMANENT = new Set([301, 308]);
const DEADLINES = { connect: 5_000, headers: 10_000, idle: 5_000 };

/**
 * Opens a fetcher that keeps nothing between two fetchings: no connection, no cookie, no cache. It asks a host for one
 * thing at a time.
 */
export function openFetcher({ guard, agent, deadlines = DEADLINES, ...connecting }: FetcherOptions): Fetch {
  const connect = guardedConnector({ guard, timeout: deadlines.connect, ...connecting });
  const inTurn = openTurns();
  const always = {
    'user-agent': agent,
    accept: 'text/html,application/xhtml+xml,text/plain;q=0.8',
    'accept-encoding': 'gzip, br, deflate',
  };
  return async (address, order) => {
    let url = guard.check(address);
    // A request ends by its signal once it is connected; looking up a name may hang before that.
    const ended = new Promise<never>((_, reject) => {
      order.signal.addEventListener('abort', () => reject(order.signal.reason), { once: true });
    });
    ended.catch(() => {});
    const dispatcher = new Agent({ connect, headersTimeout: deadlines.headers, bodyTimeout: deadlines.idle });
    const own = Object.entries(order.headers ?? {}).filter(([, value]) => value !== '');
    const headers = { ...always, ...Object.fromEntries(own) };
    let moved: string | null = null;
    let isMoving = true;
    /** What stands there, or where it leads. */
    const ask = async (): Promise<Fetched | URL> => {
      const answer = await Promise.race([request(url, { dispatcher, headers, signal: order.signal }), ended]);
      // The dispatcher's end is an error to a body that nobody reads.
      answer.body.on('error', () => {});
      // Headers come as Latin-1; what servers put into them is UTF-8.
      const location = Buffer.from(headerOf(answer.headers, 'location'), 'latin1').toString();
      const next = REDIRECTS.has(answer.statusCode) ? location : '';
      if (next === '') return read({ url, moved }, answer, order);
      if (!URL.canParse(next, url)) throw broken(url.hostname, 'it leads nowhere');
      isMoving &&= PERMANENT.has(answer.statusCode);
      const to = guard.check(new URL(next, url).href);
      if (isMoving) moved = to.href;
      return to;
    };
    try {
      for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
        await order.before?.(url);
        const found = await inTurn(url.host, ended, ask);
        if (!(found instanceof URL)) return found;
        url = found;
      }
      throw broken(url.hostname, 'it leads on and on');
    } catch (error) {
      throw error instanceof SitrepError ? error : broken(url.hostname, reasonOf(error), error);
    } finally {
      await dispatcher.destroy();
    }
  };
}

/** One at a time of each name, in the order in which they came. Who gives up waiting does not let others in early. */
function openTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(name: string, ended: Promise<never>, work: () => Promise<T>): Promise<T> => {
    const before = last.get(name);
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = Promise.all([before, promise]);
    last.set(name, done);
    done.then(() => last.get(name) === done && last.delete(name));
    try {
      await Promise.race([before, ended]);
      return await work();
    } finally {
      resolve();
    }
  };
}

type Answer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readable;
};

async function read(
  at: Pick<Fetched, 'url' | 'moved'>,
  { statusCode: status, headers, body }: Answer,
  order: Order,
): Promise<Fetched> {
  const host = at.url.hostname;
  const header = (name: string) => headerOf(headers, name);
  const type = header('content-type');
  if (status < 200 || status > 299) return { ...at, status, type, header, body: Buffer.alloc(0) };
  const [media = ''] = type.toLowerCase().split(';');
  if (order.types !== null && !order.types.includes(media.trim()))
    throw unreadable(host, 'it is neither HTML nor plain text');
  if (Number(header('content-length')) > order.most) throw tooLarge(host, order.most);
  const encoding = header('content-encoding');
  return { ...at, status, type, header, body: await readBody(body, { host, encoding, most: order.most }) };
}

function headerOf(headers: Answer['headers'], name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(', ') : value) ?? '';
}

function broken(host: string, why: string, cause?: unknown): SitrepError {
  return new SitrepError('page_unreachable', `${host} cannot be reached: ${why}.`, { cause });
}

/** What went wrong, in a few words; never the message of the error, which may hold the whole address. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:ENOTFOUND|EAI_NONAME|ENODATA)$/, 'there is no such host'],
  [/^EAI_/, 'its name cannot be looked up just now'],
  [/TIMEOUT|^ETIMEDOUT$|^TimeoutError$|^AbortError$/i, 'it did not answer in time'],
  [/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/, 'its connection is not secure (certificate)'],
  [/^ECONNREFUSED$/, 'it refuses connections'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'there is no way to it'],
  [/^HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES/, 'its answer is malformed'],
];

function reasonOf(error: unknown): string {
  const { code, name, errors } = error as NodeJS.ErrnoException & { errors?: readonly unknown[] };
  const word = typeof code === 'string' ? code : name;
  const known = REASONS.find(([pattern]) => pattern.test(word))?.[1];
  return known ?? (errors?.[0] ? reasonOf(errors[0]) : 'the connection broke off');
}

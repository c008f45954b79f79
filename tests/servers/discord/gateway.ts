import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { APPLICATION, BOT, type Json } from './world.ts';

/** The gateway: https://docs.discord.com/developers/events/gateway, JSON without compression. */

/** GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);

type Session = { readonly id: string; readonly log: { s: number; t: string; d: unknown }[] };

export type Gateway = {
  /** Sends to the session, connected or not: what it misses is replayed on RESUME. */
  dispatch(type: string, data: unknown): void;
  /** Closes with 4000 or another code: the client resumes, identifies again, or gives up. */
  cut(code?: number): void;
  /** The socket is gone without a word. */
  vanish(): void;
  /** Op 7: the client is asked to reconnect and resume. */
  reconnect(): void;
  /** Op 9: the session is over; the client identifies again. */
  invalidate(): void;
  /** Closes every IDENTIFY with 4004, as after a token was reset. */
  refuse(): void;
  /** The server stays out of reach: READY names it, and it never tells of itself. */
  withhold(guild: string): void;
  /** READY names no server, as some implementations do; each tells of itself all the same. */
  namesNone(): void;
  counts: { identify: number; resume: number; heartbeat: number };
  /** Told by `/gateway/bot`; each IDENTIFY takes one, and one beyond the last is a violation. */
  readonly limit: { total: number; remaining: number; reset_after: number; max_concurrency: number };
  /** The answer of `/gateway/bot`. */
  information(): Json;
  close(): void;
};

export function startGateway(
  http: Server,
  token: string,
  guilds: () => readonly Json[],
  violation: (text: string) => void,
): Gateway {
  const wss = new WebSocketServer({ server: http, path: '/gateway' });
  const counts = { identify: 0, resume: 0, heartbeat: 0 };
  let session: Session | null = null;
  let socket: WebSocket | null = null;
  let refusing = false;
  let isNaming = true;
  const withheld = new Set<unknown>();
  const limit = { total: 1_000, remaining: 1_000, reset_after: 86_400_000, max_concurrency: 1 };
  const url = () => `ws://127.0.0.1:${(http.address() as { port: number }).port}/gateway`;
  const send = (op: number, d: unknown, s: number | null = null, t: string | null = null) =>
    socket?.send(JSON.stringify({ op, d, s, t }));

  const dispatch = (t: string, d: unknown) => {
    if (!session) return;
    const event = { s: session.log.length + 1, t, d };
    session.log.push(event);
    send(0, d, event.s, t);
  };

  const identify = (d: Json, ws: WebSocket) => {
    counts.identify++;
    if (limit.remaining-- <= 0) violation('IDENTIFY beyond the session start limit: the token would be reset');
    if (typeof (d.properties as Json | undefined)?.os !== 'string') violation('IDENTIFY without its properties');
    if (refusing || d.token !== token) return ws.close(4004, 'Authentication failed.');
    const intents = Number(d.intents);
    if (intents & PRIVILEGED) {
      violation(`IDENTIFY asks for privileged intents: ${intents}`);
      return ws.close(4014, 'Disallowed intent(s).');
    }
    const opened: Session = { id: `session-${counts.identify}`, log: [] };
    session = opened;
    dispatch('READY', {
      v: 10,
      user: BOT,
      guilds: isNaming ? guilds().map((guild) => ({ id: guild.id, unavailable: true })) : [],
      session_id: opened.id,
      resume_gateway_url: url(),
      shard: [0, 1],
      application: { id: APPLICATION, flags: 0 },
      private_channels: [],
      relationships: [],
      user_settings: {},
    });
    for (const guild of guilds()) if (!withheld.has(guild.id)) dispatch('GUILD_CREATE', guild);
  };

  const resume = (d: Json) => {
    counts.resume++;
    if (!session || d.token !== token || d.session_id !== session.id) return send(9, false);
    for (const event of session.log.filter((one) => one.s > Number(d.seq))) send(0, event.d, event.s, event.t);
    send(0, {}, session.log.length, 'RESUMED');
  };

  wss.on('connection', (ws, request) => {
    const query = new URL(request.url ?? '', 'ws://gateway').searchParams;
    if (query.get('v') !== '10' || query.get('encoding') !== 'json') violation(`gateway opened with ${query}`);
    socket = ws;
    send(10, { heartbeat_interval: 41_250 });
    ws.on('message', (raw) => {
      const { op, d } = JSON.parse(String(raw)) as { op: number; d: Json };
      if (op === 1) {
        counts.heartbeat++;
        send(11, null);
      } else if (op === 2) identify(d, ws);
      else if (op === 6) resume(d);
      else if (op !== 3) violation(`gateway op ${op}`);
    });
    ws.on('close', () => {
      if (socket === ws) socket = null;
    });
  });

  return {
    dispatch,
    cut: (code = 4000) => {
      // After these Discord takes no RESUME: https://docs.discord.com/developers/topics/opcodes-and-status-codes
      if (code === 4007 || code === 4009) session = null;
      socket?.close(code);
    },
    vanish: () => socket?.terminate(),
    reconnect: () => send(7, null),
    invalidate: () => {
      session = null;
      send(9, false);
    },
    refuse: () => {
      refusing = true;
    },
    withhold: (guild) => void withheld.add(guild),
    namesNone: () => {
      isNaming = false;
    },
    counts,
    limit,
    information: () => ({ url: url(), shards: 1, session_start_limit: { ...limit } }),
    close: () => {
      for (const ws of wss.clients) ws.terminate();
      wss.close();
    },
  };
}

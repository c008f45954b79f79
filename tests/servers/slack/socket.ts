import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode): a ticket a connection, `hello`, envelopes
 * that must be acknowledged once, redelivery of the same envelope, `disconnect`.
 */

export type Envelope = {
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: unknown;
  readonly accepts_response_payload: boolean;
};

type Carried = Readonly<Record<string, unknown>>;
const ACK_MS = 3_000;

export type Sockets = {
  /** The address that `apps.connections.open` gives; its ticket is good for one connection. */
  open(): string;
  /** Sends an envelope as soon as a connection is there; its id. */
  send(envelope: Envelope): string;
  /** Sends the very same envelope again, as Slack does when it saw no acknowledgement. */
  redeliver(id: string): void;
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Cuts every connection without a word. */
  cut(): void;
  /** Envelope ids in the order of their acknowledgement; a redelivered one stands here again. */
  readonly acks: string[];
  /** What the first acknowledgement of each envelope carried. */
  readonly payloads: ReadonlyMap<string, Carried>;
  connections(): number;
  /** How many connections ever said hello. */
  hellos(): number;
  close(): void;
};

export function makeSockets(
  server: Server,
  base: () => string,
  app: string,
  violations: string[],
  changed: () => void,
  acked: (body: Envelope, payload: Carried) => void,
): Sockets {
  const wss = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open = new Set<WebSocket>();
  const waiting: string[] = [];
  const sent = new Map<string, { body: Envelope; deliveries: number; acked: number; at: number }>();
  const payloads = new Map<string, Carried>();
  const acks: string[] = [];
  let [ticket, envelope, greeted] = [0, 0, 0];

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const given = new URL(request.url ?? '/', 'http://server').searchParams.get('ticket') ?? '';
    if (!tickets.delete(given)) {
      violations.push('socket opened without a fresh ticket');
      socket.destroy();
      return;
    }
    wss.handleUpgrade(request, socket, head, greet);
  });

  function greet(client: WebSocket): void {
    open.add(client);
    client.on('close', () => {
      open.delete(client);
      changed();
    });
    client.on('error', () => client.terminate());
    client.on('message', (data) => receive(String(data)));
    greeted += 1;
    client.send(
      JSON.stringify({
        type: 'hello',
        num_connections: open.size,
        debug_info: { host: 'test' },
        connection_info: { app_id: app },
      }),
    );
    // Slack pings now and then; a client that hears nothing for 30 s takes the connection for dead.
    client.ping('slack');
    const pings = setInterval(() => client.ping('slack'), 10_000).unref();
    client.on('close', () => clearInterval(pings));
    for (const text of waiting.splice(0)) client.send(text);
    changed();
  }

  function receive(text: string): void {
    const { envelope_id: id, payload, ...rest } = JSON.parse(text) as { envelope_id: string; payload?: Carried };
    const known = sent.get(id);
    if (Object.keys(rest).length > 0) violations.push(`ack with ${Object.keys(rest).join()}`);
    if (!known) violations.push(`ack of an unknown envelope ${id}`);
    else {
      known.acked += 1;
      if (known.acked > known.deliveries) violations.push(`envelope ${id} acknowledged twice`);
      if (!known.body.accepts_response_payload && payload && Object.keys(payload).length > 0)
        violations.push(`ack of ${id} with a payload that it does not take`);
      else if (known.acked === 1) {
        payloads.set(id, payload ?? {});
        // What is carried by a late one does nothing any more.
        if (performance.now() - known.at < ACK_MS) acked(known.body, payload ?? {});
        else if (known.body.accepts_response_payload) violations.push(`envelope ${id} acknowledged after 3 s`);
      }
    }
    acks.push(id);
    changed();
  }

  function deliver(text: string): void {
    const client = [...open].find((one) => one.readyState === one.OPEN);
    if (client) client.send(text);
    else waiting.push(text);
  }

  return {
    open: () => {
      ticket += 1;
      tickets.add(String(ticket));
      return `${base().replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${app}`;
    },
    send: (body) => {
      envelope += 1;
      const id = `env-${envelope}`;
      sent.set(id, { body, deliveries: 1, acked: 0, at: performance.now() });
      deliver(JSON.stringify({ ...body, envelope_id: id }));
      return id;
    },
    redeliver: (id) => {
      const known = sent.get(id);
      if (!known) throw new Error(`no envelope ${id}`);
      known.deliveries += 1;
      deliver(
        JSON.stringify({
          ...known.body,
          envelope_id: id,
          retry_attempt: known.deliveries - 1,
          retry_reason: 'timeout',
        }),
      );
    },
    disconnect: (reason) => {
      for (const client of open)
        client.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'test' } }));
    },
    cut: () => {
      for (const client of open) client.terminate();
    },
    acks,
    payloads,
    connections: () => open.size,
    hellos: () => greeted,
    close: () => {
      for (const client of open) client.terminate();
      wss.close();
    },
  };
}

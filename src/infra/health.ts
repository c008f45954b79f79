import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SitrepError } from '../core/model/errors.ts';
import type { Telemetry } from './telemetry.ts';

/** Whoever stays silent for so long is not waiting for an answer. */
const TIMEOUT_MS = 10_000;

export type Watched = {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly telemetry: Telemetry;
  /** What the bot cannot do at the moment; nothing when all is well. */
  readonly missing: () => Promise<readonly string[]>;
};

/**
 * Serves `/metrics`, `/healthz` (this process turns) and `/readyz` (it does its work; 503 with what it lacks), to read
 * only. Throws SitrepError `bad_config` when the port cannot be taken.
 */
export async function serveHealth({
  host,
  port,
  telemetry,
  missing,
}: Watched): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const pages: Readonly<Record<string, (response: ServerResponse) => Promise<void>>> = {
    '/metrics': async (response) => send(response, 200, telemetry.type, await telemetry.read()),
    '/healthz': async (response) => json(response, 200, { ok: true }),
    '/readyz': async (response) => {
      const lacks = await missing();
      json(response, lacks.length === 0 ? 200 : 503, { ready: lacks.length === 0, missing: lacks });
    },
  };
  const server = createServer({ requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS }, (request, response) => {
    request.resume();
    const page = pages[request.url?.split('?')[0] ?? ''];
    if (!page) return send(response, 404, 'text/plain', 'Not found\n');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return send(response.setHeader('allow', 'GET, HEAD'), 405, 'text/plain', 'Read only\n');
    // What went wrong is the log's alone.
    page(response).catch(() => send(response, 500, 'text/plain', 'Failed\n'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new SitrepError(
          'bad_config',
          `SITREP_METRICS_HOST or SITREP_METRICS_PORT: ${host}:${port} cannot be listened on (${error.code}).`,
          { cause: error },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const json = (response: ServerResponse, status: number, body: object) =>
  send(response, status, 'application/json', `${JSON.stringify(body)}\n`);

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A site on loopback. `hits` are the paths that were asked for, `agents` the names of who asked. */
export type Site = {
  readonly port: number;
  readonly origin: string;
  readonly hits: string[];
  readonly agents: string[];
  close(): Promise<void>;
};

/** Starts a site; what a handler leaves open is closed with it. `host` is `127.0.0.1` unless every address is meant. */
export async function serve(handler: Handler, host = '127.0.0.1'): Promise<Site> {
  const hits: string[] = [];
  const agents: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    agents.push(request.headers['user-agent'] ?? '');
    response.on('error', () => {});
    handler(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    hits,
    agents,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers with a page: 200 and HTML unless the headers say otherwise. */
export function page(response: ServerResponse, body: string | Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
}

import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { ConfigurationError } from '#shared/errors.ts';

/** Handles one request; `peer` is the address of its connection, absent for calls from inside. */
export type Handler = (request: Request, peer?: string) => Response | Promise<Response>;

/** The HTTP server. Its port opens first, so that the address is known before the system runs. */
export interface HttpServer {
  readonly port: number;
  /** Sets the handler of all further requests; before, they are answered with 503. */
  use(handler: Handler): void;
  /** Accepts no more requests, and waits at most three seconds for those in flight. */
  close(): Promise<void>;
}

const closeTimeoutMs = 3_000;
/** Well below what one process can have open; idle ones cost about 10 kB each. */
const maxConnections = 4_096;
const maxConnectionsOfOne = 256;
/** The headers within 5 s, the whole request within 60 (a file of 16 MB); checked every second. */
const serverOptions = {
  headersTimeout: 5_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};

/** Ends connections of an address beyond its share, proxies aside. */
const limitConnections = (server: Server, isProxy: (address: string) => boolean): void => {
  const open = new Map<string, number>();
  server.maxConnections = maxConnections;
  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? '';
    if (isProxy(address)) return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > maxConnectionsOfOne) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
};

const starting: Handler = () =>
  new Response('starting\n', {
    status: 503,
    headers: { 'retry-after': '2', 'content-type': 'text/plain' },
  });

/** The error of a port that cannot be opened, in one line and with the variable to change. */
const portError = (error: NodeJS.ErrnoException, host: string, port: number): Error => {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ConfigurationError(
        `port ${port} on ${host} is in use: ` +
          'stop what uses it, or set PORT or --port to another one',
      );
    case 'EACCES':
      return new ConfigurationError(
        `port ${port} may not be used by this user: set PORT or --port to one above 1023`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ConfigurationError(`HOST ${host} is not an address of this machine`);
    default:
      return error;
  }
};

/**
 * Listens on a port; 0 for any free one. `isProxy`: whose connections are those of many clients.
 * @throws ConfigurationError where the port cannot be opened.
 */
export const startHttpServer = (
  host: string,
  port: number,
  isProxy: (address: string) => boolean = () => false,
): Promise<HttpServer> =>
  new Promise((resolve, reject) => {
    let handler = starting;
    const server = createAdaptorServer({
      fetch: (request, { incoming }) => handler(request, incoming.socket.remoteAddress),
      serverOptions,
    }) as Server; // no other is made without `createServer`
    limitConnections(server, isProxy);
    server.once('error', (error) => reject(portError(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve({
        port: address !== null && typeof address === 'object' ? address.port : port,
        use: (newHandler) => {
          handler = newHandler;
        },
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeIdleConnections();
            setTimeout(() => {
              server.closeAllConnections();
            }, closeTimeoutMs).unref();
          }),
      });
    });
  });

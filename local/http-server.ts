import { createAdaptorServer } from '@hono/node-server';
import { ConfigurationError } from '#shared/errors.ts';

/** Handles one request. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** The HTTP server. Its port opens first, so that the address is known before the system runs. */
export interface HttpServer {
  readonly port: number;
  /** Sets the handler of all further requests; before, they are answered with 503. */
  use(handler: Handler): void;
  /** Accepts no more requests, and waits at most three seconds for those in flight. */
  close(): Promise<void>;
}

const closeTimeoutMs = 3_000;

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
 * Listens on a port; 0 for any free one.
 * @throws ConfigurationError where the port cannot be opened.
 */
export const startHttpServer = (host: string, port: number): Promise<HttpServer> =>
  new Promise((resolve, reject) => {
    let handler = starting;
    const server = createAdaptorServer({ fetch: (request) => handler(request) });
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
            if ('closeIdleConnections' in server) server.closeIdleConnections();
            setTimeout(() => {
              if ('closeAllConnections' in server) server.closeAllConnections();
            }, closeTimeoutMs).unref();
          }),
      });
    });
  });

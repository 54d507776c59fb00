import { createAdaptorServer } from '@hono/node-server';
import { ConfigurationError } from '#shared/errors.ts';

/** Answers one request. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** The server's one port: open from the first moment, so that the address is known and nobody else has it. */
export interface HttpServer {
  readonly port: number;
  /** From now on requests are answered by this; before, they are asked to come back in a moment. */
  use(handler: Handler): void;
  /** Takes no more requests, and waits a little for those under way. */
  close(): Promise<void>;
}

const patienceMs = 3_000;

const notYet: Handler = () =>
  new Response('starting\n', {
    status: 503,
    headers: { 'retry-after': '2', 'content-type': 'text/plain' },
  });

/** Why a port could not be had, in one line. */
const inWords = (error: NodeJS.ErrnoException, host: string, port: number): Error => {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ConfigurationError(
        `port ${port} on ${host} is in use: stop what uses it, or set PORT or --port to another one`,
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
 * Opens the port.
 * @throws ConfigurationError where it cannot be had.
 */
export const startHttpServer = (host: string, port: number): Promise<HttpServer> =>
  new Promise((resolve, reject) => {
    let handler = notYet;
    const server = createAdaptorServer({ fetch: (request) => handler(request) });
    server.once('error', (error) => reject(inWords(error, host, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve({
        port: address !== null && typeof address === 'object' ? address.port : port,
        use: (next) => {
          handler = next;
        },
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeIdleConnections' in server) server.closeIdleConnections();
            setTimeout(() => {
              if ('closeAllConnections' in server) server.closeAllConnections();
            }, patienceMs).unref();
          }),
      });
    });
  });

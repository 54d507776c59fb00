import { serve as listen } from '@hono/node-server';
import type { Hono } from 'hono';
import { namesThisMachine } from '#local/local-pages.ts';

/** A running HTTP server of this machine. */
export interface LocalServer {
  /** Without a trailing slash: `http://127.0.0.1:49152`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Serves an app on a loopback port; 0 for any free one. */
export const serve = (app: Hono, port: number): Promise<LocalServer> =>
  new Promise((resolve, reject) => {
    const fetch = (request: Request): Response | Promise<Response> =>
      // A site whose name points at this machine is no caller of a simulator.
      namesThisMachine(new URL(request.url).host)
        ? app.fetch(request)
        : new Response(null, { status: 403 });
    const server = listen({ fetch, port, hostname: '127.0.0.1' }, (info) =>
      resolve({
        url: `http://127.0.0.1:${info.port}`,
        port: info.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.once('error', reject);
  });

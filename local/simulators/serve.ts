import { serve as listen } from '@hono/node-server';
import type { Hono } from 'hono';

/** An app that listens on this machine. */
export interface Served {
  /** `http://127.0.0.1:49152`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Lets an app listen on a loopback port; port 0 takes any free one. */
export const serve = (app: Hono, port: number): Promise<Served> =>
  new Promise((resolve, reject) => {
    const server = listen({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info) =>
      resolve({
        url: `http://127.0.0.1:${info.port}`,
        port: info.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.once('error', reject);
  });

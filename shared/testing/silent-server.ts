import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A local server that never answers, or stops after its headers; `asked` counts requests. */
export const silentServer = async (
  silence: 'at once' | 'after its headers' = 'at once',
): Promise<{ readonly url: string; asked(): number; close(): Promise<void> }> => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    if (silence === 'after its headers')
      response.writeHead(200, { 'content-type': 'application/json' }).write('{');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

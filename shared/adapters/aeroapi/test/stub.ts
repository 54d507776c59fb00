import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A request that the stub was sent. */
export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** A local AeroAPI that gives the answers it is set to. */
export const stub = () => {
  const seen: SeenRequest[] = [];
  const script: { answer: (response: ServerResponse, request: SeenRequest) => void } = {
    answer: (response) => response.end(),
  };
  let server: Server;
  return {
    seen,
    answer: (status: number, body: unknown, headers: Record<string, string> = {}) => {
      script.answer = (response) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      };
    },
    respondWith: (answer: typeof script.answer) => {
      script.answer = answer;
    },
    start: () =>
      new Promise<string>((resolve) => {
        server = createServer((request, response) => {
          const chunks: Buffer[] = [];
          request.on('data', (chunk: Buffer) => chunks.push(chunk));
          request.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const seenRequest = {
              method: request.method ?? '',
              url: new URL(request.url ?? '/', 'http://x'),
              headers: request.headers,
              body: text === '' ? null : JSON.parse(text),
            };
            seen.push(seenRequest);
            script.answer(response, seenRequest);
          });
        }).listen(0, '127.0.0.1', () => {
          const address = server.address();
          resolve(
            `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/aeroapi`,
          );
        });
      }),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

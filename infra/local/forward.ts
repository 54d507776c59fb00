import { request as send } from 'node:http';

/**
 * Forwards a request to another origin, with a Host header of its own. By Node's client, since
 * `fetch` does not allow that header.
 */
export const forward = async (
  request: Request,
  origin: string,
  host: string,
): Promise<Response> => {
  const { pathname, search } = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const headers = new Headers(request.headers);
  headers.set('host', host);
  headers.delete('content-length');
  headers.delete('transfer-encoding');
  return new Promise((resolve, reject) => {
    const outgoing = send(
      `${origin}${pathname}${search}`,
      { method: request.method, headers: Object.fromEntries(headers) },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const status = incoming.statusCode ?? 502;
          const hasNoBody = status === 204 || status === 304;
          const type = incoming.headers['content-type'];
          resolve(
            new Response(hasNoBody ? null : Buffer.concat(chunks), {
              status,
              ...(type && { headers: { 'content-type': type } }),
            }),
          );
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
};

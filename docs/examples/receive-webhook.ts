import { createServer, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** Receives events: checks who signed them, takes each once, and answers before it does the work. */
export const receiveWebhooks = (
  secret: string,
  handle: (event: { type: string; timestamp: string; data: Record<string, unknown> }) => void,
): Server => {
  const webhook = new Webhook(secret);
  // In a database, for at least as long as an event may be sent again: three days, and a resend.
  const taken = new Set<string>();
  return createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = request.headers as Record<string, string>;
    let event: Parameters<typeof handle>[0];
    try {
      // The body as it came: parsed and written again it would be another one.
      event = webhook.verify(Buffer.concat(chunks).toString(), headers) as typeof event;
    } catch {
      response.writeHead(401).end();
      return;
    }
    const id = headers['webhook-id'] ?? '';
    response.writeHead(204).end();
    if (taken.has(id)) return;
    taken.add(id);
    handle(event);
  });
};

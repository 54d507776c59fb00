import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly authorization: string;
  readonly body: string;
}

export interface Stub {
  readonly url: string;
  readonly requests: readonly Recorded[];
  close(): Promise<void>;
}

/** A server on this machine that records what it is sent and answers as the test says. */
export const startStub = async (
  answer: (request: Recorded, response: ServerResponse) => void,
): Promise<Stub> => {
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://stub');
      const recorded = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        contentType: request.headers['content-type'] ?? '',
        authorization: request.headers.authorization ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
      };
      requests.push(recorded);
      answer(recorded, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a server that listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

/** Answers with JSON. */
export const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response
    .writeHead(status, { 'Content-Type': 'application/json', ...headers })
    .end(JSON.stringify(body));
};

/** Answers as Twilio does where it refuses. */
export const refuse = (
  response: ServerResponse,
  status: number,
  code: number,
  headers: Readonly<Record<string, string>> = {},
): void =>
  json(
    response,
    status,
    { code, message: 'no', more_info: `https://www.twilio.com/docs/errors/${code}`, status },
    headers,
  );

export const accountSid = `AC${'0'.repeat(32)}`;
const sid = (prefix: string, number: number): string =>
  `${prefix}${String(number).padStart(32, '0')}`;

/** A message as Twilio describes it. */
export const message = (number: number, fields: Readonly<Record<string, unknown>> = {}) => ({
  account_sid: accountSid,
  api_version: '2010-04-01',
  body: 'Hola',
  date_created: 'Tue, 10 Aug 2027 16:00:00 +0000',
  date_sent: null,
  date_updated: 'Tue, 10 Aug 2027 16:00:00 +0000',
  direction: 'outbound-api',
  error_code: null,
  error_message: null,
  from: 'whatsapp:+5491155550199',
  messaging_service_sid: null,
  num_media: '0',
  num_segments: '1',
  price: null,
  price_unit: null,
  sid: sid('SM', number),
  status: 'queued',
  subresource_uris: {
    media: `/2010-04-01/Accounts/${accountSid}/Messages/${sid('SM', number)}/Media.json`,
  },
  to: 'whatsapp:+5491155550100',
  uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid('SM', number)}.json`,
  ...fields,
});

/** A page of messages as Twilio describes it. */
export const messagePage = (messages: readonly unknown[]) => {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages.json?PageSize=100&Page=0`;
  return {
    messages,
    end: 0,
    first_page_uri: uri,
    next_page_uri: null,
    page: 0,
    page_size: 100,
    previous_page_uri: null,
    start: 0,
    uri,
  };
};

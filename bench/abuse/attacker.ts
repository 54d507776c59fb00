import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

/**
 * The attack on a server, in a thread of its own: it runs until the thread is told to stop, and
 * counts what was answered by kind and status.
 */
const { port, apiKey, tripId } = z
  .object({ port: z.int(), apiKey: z.string(), tripId: z.string() })
  .parse(workerData);

const slowSockets = 300;
const wrongKeysPerSecond = 1_000;
const uploadsAtOnce = 10;
const uploadBytes = 16 * 1_024 * 1_024;
const importRows = 2_000;
/** Attackers have other addresses than the agency and the traveller. */
const addressOfSocket = (n: number) => `127.0.1.${1 + (n % 4)}`;
const addressOfGuess = (n: number) => `127.0.2.${1 + (n % 20)}`;

let isOver = false;
const counts = new Map<string, number>();
const count = (kind: string, outcome: string | number): void => {
  const name = `${kind}: ${outcome}`;
  counts.set(name, (counts.get(name) ?? 0) + 1);
};
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Sends a request and counts its status. */
const send = (
  kind: string,
  options: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Buffer;
    readonly agent?: Agent;
    readonly localAddress?: string;
  },
): Promise<void> =>
  new Promise((resolve) => {
    const { body, ...rest } = options;
    const call = request({ ...rest, host: '127.0.0.1', port }, (response: IncomingMessage) => {
      count(kind, response.statusCode ?? 0);
      response.resume();
      response.once('close', () => resolve());
    });
    call.once('error', () => {
      count(kind, 'cut off');
      resolve();
    });
    call.end(body);
  });

/** A socket that promises a webhook and sends a byte of it every half second, for ever. */
const holdSocket = async (n: number): Promise<void> => {
  while (!isOver) {
    await new Promise<void>((closed) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: addressOfSocket(n) });
      socket.write(
        'POST /webhooks/twilio HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n' +
          'Content-Type: application/x-www-form-urlencoded\r\n\r\n',
      );
      const drip = setInterval(() => (isOver ? socket.destroy() : socket.write('a')), 500);
      socket.once('data', (chunk: Buffer) => count('slow socket', chunk.toString('latin1', 9, 12)));
      socket.on('error', () => undefined);
      socket.once('close', () => {
        clearInterval(drip);
        closed();
      });
    });
    await pause(50);
  }
};

const guessKeys = async (): Promise<void> => {
  const agents = Array.from(
    { length: 20 },
    (_, n) => new Agent({ keepAlive: true, maxSockets: 10, localAddress: addressOfGuess(n) }),
  );
  const startedAt = performance.now();
  for (let sent = 0; !isOver; ) {
    const due = ((performance.now() - startedAt) / 1_000) * wrongKeysPerSecond;
    for (; sent < due; sent += 1)
      void send('wrong key', {
        method: 'GET',
        path: '/trips',
        headers: { authorization: `Bearer a-wrong-key-number-${sent}` },
        agent: agents[sent % agents.length] ?? new Agent(),
      });
    await pause(10);
  }
  for (const agent of agents) agent.destroy();
};

const authorization = `Bearer ${apiKey}`;
const importPlaces = async (): Promise<void> => {
  for (let round = 0; !isOver; round += 1) {
    const rows = Array.from(
      { length: importRows },
      (_, n) => `Place ${round} ${n},Rosario,${'words '.repeat(160)}`,
    );
    await send('import', {
      method: 'POST',
      path: '/places/import',
      headers: { authorization, 'content-type': 'text/csv' },
      body: Buffer.from(`name,city,description\n${rows.join('\n')}\n`),
    });
  }
};

const upload = async (n: number): Promise<void> => {
  const boundary = 'the-boundary-of-the-form';
  const file = Buffer.alloc(uploadBytes, 'x');
  for (let round = 0; !isOver; round += 1) {
    file.write(`%PDF-1.7 ${n} ${round} `);
    await send('upload', {
      method: 'POST',
      path: `/trips/${tripId}/documents`,
      headers: { authorization, 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: Buffer.concat([
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="type"\r\n\r\ninsurance\r\n` +
            `--${boundary}\r\nContent-Disposition: form-data; name="file"; ` +
            `filename="file-${n}.pdf"\r\nContent-Type: application/pdf\r\n\r\n`,
        ),
        file,
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    });
  }
};

parentPort?.once('message', () => {
  isOver = true;
});
await Promise.all([
  ...Array.from({ length: slowSockets }, (_, n) => holdSocket(n)),
  guessKeys(),
  importPlaces(),
  ...Array.from({ length: uploadsAtOnce }, (_, n) => upload(n)),
]);
parentPort?.postMessage(Object.fromEntries([...counts].sort()));

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { type Latency, latencyOf } from './latency.ts';
import { memoryOfTree } from './process-memory.ts';

/** What a traveller and an operator see during a stretch of time. */
interface Stretch {
  readonly answers: number;
  readonly unanswered: number;
  readonly latency: Latency;
  readonly worstMs: number;
  /** The largest proportional set size of the process with Postgres. */
  readonly memoryMb: number;
}

const bars = { answerMs: 1_000, memoryMb: 600 };
const giveUpMs = 10_000;
const betweenMessagesMs = 1_000;
const { values: flags } = parseArgs({
  options: { seconds: { type: 'string', default: '30' }, json: { type: 'boolean' } },
});
const seconds = Number(flags.seconds);
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  readonly apiKey: string;
  /** Lines of the log. */
  lines(): number;
}

/** As `npm start` does: small young generations, so that little garbage is promoted in a flood. */
const nodeFlags = ['--max-semi-space-size=4'];

const startServer = (dataDir: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [...nodeFlags, 'local/start.ts', '--port', '0', '--no-demo'],
      {
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [output, log] = ['', ''];
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /API +(http\S+)/.exec(output)?.[1];
      const apiKey = /API key +(\S+)/.exec(output)?.[1];
      if (url && apiKey && output.includes('Ctrl-C'))
        resolve({
          child,
          url: url.replace('localhost', '127.0.0.1'),
          apiKey,
          lines: () => log.split('\n').length - 1,
        });
    });
    child.once('exit', () => reject(new Error(`the server ended:\n${output}${log}`)));
  });

const Chat = z.object({
  messages: z.array(z.object({ sid: z.string(), by: z.enum(['agency', 'traveller']) })),
});
const Chats = z.object({ chats: z.array(z.object({ id: z.string() })) });

const getJson = async <T>(url: string, schema: z.ZodType<T>): Promise<T> =>
  schema.parse(await (await fetch(url)).json());

/** Books a trip and answers with its id and its chat, once its confirmation has come. */
const bookTrip = async ({ url, apiKey }: Server): Promise<{ tripId: string; chat: string }> => {
  const departure = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const response = await fetch(`${url}/trips`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      clientName: 'Ana Ruiz',
      whatsapp: '+54 9 11 5555 0110',
      language: 'es',
      flightNumber: 'IB3172',
      originIata: 'MAD',
      destinationIata: 'LHR',
      departure: `${departure}T15:30`,
    }),
  });
  const { id } = z.object({ id: z.string() }).parse(await response.json());
  for (;;) {
    const chat = (await getJson(`${url}/phone/api/chats`, Chats)).chats[0]?.id;
    if (chat !== undefined) return { tripId: id, chat };
    await pause(100);
  }
};

/** How long until the agency answers a message of the traveller; null: not within ten seconds. */
const timeToAnswer = async (messagesUrl: string): Promise<number | null> => {
  const known = (await getJson(messagesUrl, Chat)).messages.filter(({ by }) => by === 'agency');
  const startedAt = performance.now();
  await fetch(messagesUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ body: '¿a qué hora sale mi vuelo?' }),
  });
  while (performance.now() - startedAt < giveUpMs) {
    const { messages } = await getJson(messagesUrl, Chat);
    if (messages.filter(({ by }) => by === 'agency').length > known.length)
      return performance.now() - startedAt;
    await pause(20);
  }
  return null;
};

const watch = async (server: Server, messagesUrl: string): Promise<Stretch> => {
  const until = performance.now() + seconds * 1_000;
  let memoryMb = 0;
  const watchMemory = async (): Promise<void> => {
    while (performance.now() < until) {
      memoryMb = Math.max(memoryMb, await memoryOfTree(server.child.pid ?? 0));
      await pause(250);
    }
  };
  const times: (number | null)[] = [];
  const write = async (): Promise<void> => {
    while (performance.now() < until) {
      times.push(await timeToAnswer(messagesUrl));
      await pause(betweenMessagesMs);
    }
  };
  await Promise.all([watchMemory(), write()]);
  const answered = times.filter((time) => time !== null);
  return {
    answers: answered.length,
    unanswered: times.length - answered.length,
    latency: latencyOf(answered),
    worstMs: Math.max(...answered),
    memoryMb,
  };
};

const dataDir = await mkdtemp(join(tmpdir(), 'bauhaus-abuse-'));
const server = await startServer(dataDir);
try {
  const { tripId, chat } = await bookTrip(server);
  const messagesUrl = `${server.url}/phone/api/chats/${chat}/messages`;
  await timeToAnswer(messagesUrl); // what is slow only once
  const calm = await watch(server, messagesUrl);
  const linesBefore = server.lines();

  const attacker = new Worker(new URL('./abuse/attacker.ts', import.meta.url), {
    workerData: { port: Number(new URL(server.url).port), apiKey: server.apiKey, tripId },
  });
  const outcome = new Promise<unknown>((resolve, reject) => {
    attacker.once('message', resolve);
    attacker.once('error', reject);
  });
  await pause(2_000); // until every attack is under way
  const attacked = await watch(server, messagesUrl);
  attacker.postMessage('stop');
  const seen = z.record(z.string(), z.number()).parse(await outcome);
  const logLines = server.lines() - linesBefore;
  const report = { seconds, bars, calm, attacked, seen, logLines };

  if (flags.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const ms = (value: number) => `${value.toFixed(0)} ms`;
    const mb = (value: number) => `${value.toFixed(0)} MB`;
    const row = (name: string, ...cells: readonly string[]) =>
      process.stdout.write(
        `| ${name.padEnd(36)} | ${cells.map((cell) => cell.padStart(10)).join(' | ')} |\n`,
      );
    row(`${seconds} s each`, 'calm', 'attacked', 'bar');
    row('---', '---:', '---:', '---:');
    row('messages answered', `${calm.answers}`, `${attacked.answers}`, '');
    row('not within 10 s', `${calm.unanswered}`, `${attacked.unanswered}`, '0');
    row('answer, median', ms(calm.latency.p50), ms(attacked.latency.p50), '');
    row('answer, 95th percentile', ms(calm.latency.p95), ms(attacked.latency.p95), '1000 ms');
    row('answer, worst', ms(calm.worstMs), ms(attacked.worstMs), '');
    row('memory with Postgres, at most', mb(calm.memoryMb), mb(attacked.memoryMb), '600 MB');
    row('lines of the log meanwhile', '', `${logLines}`, '');
    for (const [kind, number] of Object.entries(seen)) row(kind, '', `${number}`, '');
  }
  if (
    attacked.unanswered > 0 ||
    attacked.latency.p95 > bars.answerMs ||
    attacked.memoryMb > bars.memoryMb
  )
    process.exitCode = 1;
} finally {
  const ended = new Promise((done) => server.child.once('exit', done));
  server.child.kill('SIGINT');
  await Promise.race([ended, pause(15_000)]);
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

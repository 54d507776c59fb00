import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainPdf } from '../plain-pdf.ts';

/** Whatever is personal and not a name carries one of these. */
const word = 'zzsecretzz';
const number = '+5491155550142';
const digits = ['5491155550142', '91155550142', '1155550142'];
const markers = [word, ...digits].map((text) => Buffer.from(text));
/** The simulators' own files: they are the travellers' phones. */
const ofSimulators = /\/phone-messages\.jsonl$/;

let dataDir: string;
let child: ChildProcess | null = null;

const start = async (): Promise<{ readonly url: string; readonly err: () => string }> => {
  const running = spawn(
    process.execPath,
    ['local/start.ts', '--no-demo', '--port', '0', '--speed', '60'],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        DATA_DIR: dataDir,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  child = running;
  let output = '';
  let err = '';
  running.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const url = await new Promise<string>((done, fail) => {
    running.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /API +(http:\S+)[\s\S]*Ctrl-C/.exec(output)?.[1];
      if (found) done(found.replace('localhost', '127.0.0.1'));
    });
    running.once('exit', () => fail(new Error(err)));
  });
  return { url, err: () => err };
};
const stop = async (): Promise<void> => {
  const running = child;
  if (running === null || running.exitCode !== null) return;
  const ended = new Promise((done) => running.once('exit', done));
  running.kill('SIGTERM');
  await ended;
};

/** Files of the data directory in which a marker can be read. */
const filesWithMarkers = async (isOwn = true): Promise<readonly string[]> => {
  const files = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => ofSimulators.test(path) !== isOwn)
      .map(async (path) => {
        const bytes = await readFile(path).catch(() => Buffer.alloc(0));
        return markers.filter((marker) => bytes.includes(marker)).map((m) => `${path}: ${m}`);
      }),
  );
  return found.flat();
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bauhaus-sealed-'));
});
afterAll(async () => {
  await stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}, 30_000);

describe('the data directory of one machine', () => {
  it('shows no number and no word, running or stopped, and opens them again', async () => {
    let { url } = await start();
    const key = (await readFile(join(dataDir, 'demo-api-key'), 'utf8')).trim();
    const call = (method: string, path: string, body?: unknown) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined
          ? {}
          : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      });
    const until = async <T>(look: () => Promise<T | null | false | undefined>): Promise<T> => {
      for (;;) {
        const seen = await look();
        if (seen) return seen;
        await new Promise((done) => setTimeout(done, 50));
      }
    };
    const booking = {
      clientName: 'Ana Ruiz',
      whatsapp: number,
      language: 'en',
      flightNumber: 'BA820',
      originIata: 'LHR',
      destinationIata: 'CPH',
      departure: new Date(Date.now() + 3 * 86_400_000).toISOString(),
      clientDescription: `likes ${word}`,
      metadata: { file: { [`about ${word}`]: word } },
      consent: { how: 'attested', at: '2026-01-01T00:00:00.000Z', by: word },
    };
    const booked = await call('POST', '/trips', booking);
    expect(booked.status).toBe(201);
    const trip = Object(await booked.json());
    // One that waits in the job queue.
    const event = await call('POST', '/events', {
      id: '11111111-2222-4333-8444-555555555555',
      type: 'TripBookingReceived',
      version: 1,
      time: new Date().toISOString(),
      agencyId: null,
      tripId: null,
      correlationId: '11111111-2222-4333-8444-555555555555',
      causationId: null,
      data: { ...booking, flightNumber: 'SK501' },
    });
    expect(event.status).toBe(202);
    const form = new FormData();
    form.set('type', 'insurance');
    form.set('file', new File([plainPdf(word, [word]).slice()], `${word}.pdf`));
    expect((await call('POST', `/trips/${trip.id}/documents`, form)).status).toBe(201);
    const messages = async () =>
      Object(await (await call('GET', `/trips/${trip.id}/messages`)).json());
    await until(async () => (await messages()).items?.length > 0);

    const chats = async () => Object(await (await fetch(`${url}/phone/api/chats`)).json()).chats;
    const chat = await until(async () =>
      (await chats()).find(({ traveller }: { traveller: string }) => traveller === number),
    );
    const written = await fetch(`${url}/phone/api/chats/${encodeURIComponent(chat.id)}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ body: `I need a person: ${word}` }),
    });
    expect(written.status).toBe(202);
    const talk = await until(async () => {
      const list = await (
        await call('GET', `/conversations?phone=${encodeURIComponent(number)}`)
      ).json();
      return Object(list).items?.[0];
    });
    expect(
      (
        await call('POST', `/conversations/${talk.id}/messages`, {
          text: `Hello ${word}`,
          by: 'Eva',
        })
      ).status,
    ).toBeLessThan(300);
    const words = async () =>
      JSON.stringify(await (await call('GET', `/conversations/${talk.id}`)).json());
    await until(async () => (await words()).includes(`Hello ${word}`));

    // The phone itself shows that markers are found where they are.
    expect(await filesWithMarkers(false)).toHaveLength(markers.length);
    expect(await filesWithMarkers()).toEqual([]);
    await stop();
    expect(await filesWithMarkers()).toEqual([]);
    expect((await stat(join(dataDir, 'sealing-key'))).mode & 0o777).toBe(0o600);

    ({ url } = await start());
    expect(await words()).toContain(`I need a person: ${word}`);
    const again = Object(await (await call('GET', `/trips/${trip.id}`)).json());
    expect(again).toMatchObject({ whatsapp: number, clientDescription: `likes ${word}` });
    await stop();

    // Another key, or none: the start ends and changes nothing.
    const right = await readFile(join(dataDir, 'sealing-key'), 'utf8');
    await writeFile(join(dataDir, 'sealing-key'), `${'A'.repeat(43)}\n`);
    await expect(start()).rejects.toThrow(/DATA_DIR.*sealing-key is not the one/);
    await rm(join(dataDir, 'sealing-key'));
    await expect(start()).rejects.toThrow(/DATA_DIR.*sealing-key is missing/);
    await writeFile(join(dataDir, 'sealing-key'), right);
    ({ url } = await start());
    expect(await words()).toContain(word);
    await stop();

    const rotated = spawnSync(process.execPath, ['scripts/keys-rotate.ts', '--now', '--json'], {
      env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir },
      encoding: 'utf8',
    });
    expect(JSON.parse(rotated.stdout)).toMatchObject({ rewrapped: 3, renewed: 1 });
    expect(JSON.parse(rotated.stdout).resealed).toBeGreaterThan(0);
    expect(await readFile(join(dataDir, 'sealing-key'), 'utf8')).not.toBe(right);
    ({ url } = await start());
    expect(await words()).toContain(word);
    expect(await filesWithMarkers()).toEqual([]);
  }, 240_000);
});

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../embedded-postgres.ts';
import { plainPdf } from '../plain-pdf.ts';

/** Whatever is personal and not a name carries one of these. */
const word = 'zzsecretzz';
/** Of a name, which is not sealed. */
const surname = 'Qorvath';
const number = '+5491155550142';
const digits = ['5491155550142', '91155550142', '1155550142'];
const sealedMarkers = [word, ...digits].map((text) => Buffer.from(text));
/** The simulators' own files: they are the travellers' phones. */
const ofSimulators = /\/phone-messages\.jsonl$/;

let dataDir: string;
let child: ChildProcess | null = null;
/** Where the system runs at present. */
let url: string;

const start = async (): Promise<void> => {
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
  url = await new Promise<string>((done, fail) => {
    running.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /API +(http:\S+)[\s\S]*Ctrl-C/.exec(output)?.[1];
      if (found) done(found.replace('localhost', '127.0.0.1'));
    });
    running.once('exit', () => fail(new Error(err)));
  });
};
const stop = async (): Promise<void> => {
  const running = child;
  if (running === null || running.exitCode !== null) return;
  const ended = new Promise((done) => running.once('exit', done));
  running.kill('SIGTERM');
  await ended;
};

const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
  const key = (await readFile(join(dataDir, 'demo-api-key'), 'utf8')).trim();
  return fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
};
const answerOf = async (method: string, path: string, body?: unknown) =>
  Object(await (await call(method, path, body)).json());
const until = async <T>(look: () => Promise<T | null | false | undefined>): Promise<T> => {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((done) => setTimeout(done, 50));
  }
};

/** What `npm run agency` says about somebody of an agency. */
const agencyCommand = (
  command: string,
  agency: string,
  email: string,
  ...more: readonly string[]
): string =>
  spawnSync(process.execPath, ['local/agency.ts', command, agency, '--email', email, ...more], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir },
    encoding: 'utf8',
  }).stdout;

/** Files of the data directory in which a marker can be read. */
const filesWithMarkers = async (
  isOwn = true,
  markers = sealedMarkers,
): Promise<readonly string[]> => {
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

const filesWithName = () => filesWithMarkers(true, [Buffer.from(surname)]);

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bauhaus-sealed-'));
  // Where root runs the tests, Postgres as another user would else keep its files elsewhere.
  await chmod(dataDir, 0o711);
});
afterAll(async () => {
  await stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}, 30_000);

describe('the data directory of one machine', () => {
  it('shows no number and no word, running or stopped, and opens them again', async () => {
    await start();
    const booking = {
      clientName: `Ana ${surname}`,
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

    // Contact, journey and plan, and a file that is put to an address.
    const { contactId, journeyId } = trip;
    const edits = await Promise.all([
      call('PATCH', `/contacts/${contactId}`, { email: `${word}@example.com` }),
      call('PATCH', `/journeys/${journeyId}`, { notes: word, metadata: { about: word } }),
      call('PUT', `/journeys/${journeyId}/stays/1/plan`, { hotel: { name: word, notes: word } }),
    ]);
    expect(edits.map(({ status }) => status)).toEqual([200, 200, 200]);
    const upload = await answerOf('POST', `/trips/${trip.id}/uploads`);
    const put = await fetch(upload.url, { method: 'PUT', body: plainPdf(word, [word]).slice() });
    expect(put.status).toBe(204);
    const completed = { type: 'insurance', fileName: `${word}.pdf` };
    const path = `/trips/${trip.id}/uploads/${upload.id}/complete`;
    expect((await call('POST', path, completed)).status).toBe(201);

    const chats = async () => Object(await (await fetch(`${url}/phone/api/chats`)).json()).chats;
    const chat = await until(async () =>
      (await chats()).find(({ traveller }: { traveller: string }) => traveller === number),
    );
    const written = await fetch(`${url}/phone/api/chats/${encodeURIComponent(chat.id)}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        body: `I need a person: ${word}\n📍 ${word} (-34.600000, -58.400000)`,
      }),
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

    const tasks = async () => (await call('GET', `/tasks?tripId=${trip.id}`)).text();
    await until(async () => (await tasks()).includes(word));

    const agencies = Object(await (await call('GET', '/agency')).json());
    const invited = agencyCommand('invite', agencies.id, `${word}@example.com`, '--name', 'Lu');
    expect(invited).toMatch(/http:\/\/localhost:\d+\/console\/sign-in#/);
    expect(invited).toContain(new URL(url).port);
    expect(agencyCommand('sign-in', agencies.id, 'lucia@demo.example')).toContain('#token=');

    // The phone itself shows that markers are found where they are.
    expect(await filesWithMarkers(false)).toHaveLength(sealedMarkers.length);
    // So does the database's log, and once it has stopped its pages, by what is not sealed.
    expect(await filesWithName()).toContainEqual(expect.stringContaining('/pg_wal/'));
    expect(await filesWithMarkers()).toEqual([]);
    await stop();
    expect(await filesWithName()).toContainEqual(expect.stringContaining('/base/'));
    expect(await filesWithMarkers()).toEqual([]);
    expect((await stat(join(dataDir, 'sealing-key'))).mode & 0o777).toBe(0o600);

    await start();
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
    await start();
    expect(await words()).toContain(word);
    await stop();

    const rotated = spawnSync(process.execPath, ['scripts/keys-rotate.ts', '--now', '--json'], {
      env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir },
      encoding: 'utf8',
    });
    expect(JSON.parse(rotated.stdout)).toMatchObject({ rewrapped: 3, renewed: 1 });
    expect(JSON.parse(rotated.stdout).resealed).toBeGreaterThan(0);
    expect(await readFile(join(dataDir, 'sealing-key'), 'utf8')).not.toBe(right);
    await start();
    expect(await words()).toContain(word);
    expect(await filesWithMarkers()).toEqual([]);
  }, 240_000);

  it('shows nothing of who was erased, nor the name once Postgres has cleaned up', async () => {
    const { items } = await answerOf('GET', `/contacts?phone=${encodeURIComponent(number)}`);
    const erased = await answerOf('POST', `/contacts/${items[0].id}/erase`, {
      dryRun: false,
      withdraw: true,
    });
    expect(erased.counts).toMatchObject({ documents: 2, plans: 1 });
    await until(async () => (await documents()).length === 0);
    expect(await filesWithMarkers()).toEqual([]);
    await stop();
    expect(await filesWithMarkers()).toEqual([]);
    // Names are not sealed: pages, statistics and the log of the database hold them a while longer.
    expect(await filesWithName()).not.toEqual([]);
    await cleanUp();
    expect(await filesWithName()).toEqual([]);
  }, 240_000);
});

/** Sealed files of travellers. */
const documents = async (): Promise<readonly string[]> =>
  (await readdir(join(dataDir, 'documents'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** What docs/privacy.md says ends the names that the database no longer shows. */
const cleanUp = async (): Promise<void> => {
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  const client = new pg.Client(postgres.url);
  await client.connect();
  for (const statement of [
    'vacuum (full, analyze)',
    'alter system set wal_recycle = off',
    'select pg_reload_conf()',
    'select pg_switch_wal()',
    'checkpoint',
    'select pg_switch_wal()',
    'checkpoint',
  ])
    await client.query(statement);
  await client.end();
  await postgres.stop();
};

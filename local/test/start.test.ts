import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts the system with its own environment; resolves when it is ready and when it has ended. */
const start = (env: Record<string, string>, args: readonly string[] = []) => {
  const child = spawn(process.execPath, ['local/start.ts', '--no-demo', ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const ended = new Promise<{
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
  }>((done) => child.once('close', (code) => done({ code, out, err })));
  const ready = new Promise<void>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('Ctrl-C')) done();
    });
    void ended.then(() => fail(new Error(`it ended before it was ready: ${err}`)));
  });
  ready.catch(() => undefined);
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return { ended, ready, child };
};
const oneLine = (text: string) => text.trim().split('\n').length === 1;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bauhaus-start-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));

describe('npm start', () => {
  it('names every variable that is wrong, without a stack, and begins nothing', async () => {
    const { code, out, err } = await start({
      DATA_DIR: dataDir,
      PORT: 'many',
      AEROAPI_ALERTS: 'maybe',
      TWILIO_AUTH_TOKEN: 't',
    }).ended;
    expect(code).toBe(1);
    for (const name of ['PORT', 'AEROAPI_ALERTS', 'TWILIO_ACCOUNT_SID', 'TWILIO_WHATSAPP_FROM'])
      expect(err).toContain(`${name} is`);
    expect(err).not.toContain('    at ');
    expect(out).toBe('');
  }, 30_000);

  it('does not let the agents’ time run faster than that of real services', async () => {
    const { code, err } = await start({ DATA_DIR: dataDir, AEROAPI_KEY: 'k' }, ['--speed', '10'])
      .ended;
    expect(code).toBe(1);
    expect(err).toContain('--speed works with simulators only: AeroAPI');
  }, 30_000);

  it('says in one line that its port is in use', async () => {
    const blocker = createServer();
    const port = await new Promise<number>((done) =>
      blocker.listen(0, '127.0.0.1', () => {
        const address = blocker.address();
        done(address !== null && typeof address === 'object' ? address.port : 0);
      }),
    );
    const { code, err } = await start({ DATA_DIR: dataDir, PORT: String(port) }).ended;
    await new Promise((done) => blocker.close(done));
    expect(code).toBe(1);
    expect(err).toContain(`port ${port} on 127.0.0.1 is in use`);
    expect(oneLine(err)).toBe(true);
  }, 30_000);

  it('says in one line that its data directory cannot be written', async () => {
    const { code, err } = await start({ DATA_DIR: '/dev/null/data', PORT: '0' }).ended;
    expect(code).toBe(1);
    expect(err).toContain('/dev/null/data cannot be written');
    expect(oneLine(err)).toBe(true);
  }, 30_000);

  it('lets only one instance use a data directory, and that one stops cleanly', async () => {
    const first = start({ DATA_DIR: dataDir, PORT: '0' });
    await first.ready;
    const { code, err } = await start({ DATA_DIR: dataDir, PORT: '0' }).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/another process .* is using/);
    expect(oneLine(err)).toBe(true);
    first.child.kill('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0, err: '' });
  }, 60_000);
});

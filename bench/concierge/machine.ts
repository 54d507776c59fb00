import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from './pause.ts';

/** The one-machine system in a process of its own, with a Postgres of its own. */
export interface Machine {
  /** A request of the agency, repeated while the answer is 429. Rejects on any other error. */
  api(method: string, path: string, body?: object | FormData): Promise<unknown>;
  stop(): Promise<void>;
}

const tooManyRequests = 429;

/** Starts it on a port; the services in `env` replace the built-in simulators. */
export const startMachine = async (
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<Machine> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bauhaus-concierge-'));
  const child = spawn(process.execPath, ['local/start.ts', '--no-demo', '--port', String(port)], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C')) resolve();
    });
    void exit.then(() => reject(new Error(`the service exited before it was ready:\n${output}`)));
  });
  const key = (await readFile(join(dataDir, 'demo-api-key'), 'utf8')).trim();
  const api: Machine['api'] = async (method, path, body) => {
    const isForm = body instanceof FormData;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(!isForm && { 'content-type': 'application/json' }),
      },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
    });
    if (response.status === tooManyRequests) {
      await pause(1_000);
      return api(method, path, body);
    }
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  return {
    api,
    stop: async () => {
      child.kill('SIGINT');
      await exit;
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
};

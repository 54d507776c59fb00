import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A running emulator. */
export interface Emulator {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** How an emulator is installed from PyPI and started; docs/aws-local.md explains the pins. */
interface Recipe {
  readonly name: string;
  /** Interpreters to try in order; the shims of pyenv need the version in the environment. */
  readonly pythons: readonly {
    readonly command: string;
    readonly env?: Readonly<Record<string, string>>;
  }[];
  readonly minimum: readonly [number, number];
  readonly packages: readonly string[];
  readonly run: readonly string[];
  environment(port: number): Readonly<Record<string, string>>;
}

/**
 * Checks schedules every second and not every ten, which keeps the checks short. The constant is
 * private to MiniStack, so its version is pinned.
 */
const ministackMain = [
  'import ministack.services.scheduler as s',
  's._SCHEDULE_TICK_INTERVAL=1',
  'from ministack.app import main',
  'main()',
].join('; ');

/** MiniStack, which runs functions as processes. */
export const ministack: Recipe = {
  name: 'ministack',
  pythons: [
    { command: 'python3' },
    { command: 'python3', env: { PYENV_VERSION: '3.11.7' } },
    { command: 'python3.13', env: { PYENV_VERSION: '3.13.0' } },
  ],
  minimum: [3, 9],
  packages: ['ministack==1.5.33'],
  run: ['-c', ministackMain],
  environment: (port) => ({
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    IOT_MTLS_ENABLED: '0',
  }),
};

/** LocalStack, which runs no functions without Docker. */
export const localStack: Recipe = {
  name: 'localstack',
  pythons: [
    { command: 'python3.13' },
    { command: 'python3.13', env: { PYENV_VERSION: '3.13.0' } },
    { command: 'python3' },
  ],
  minimum: [3, 13],
  // The last release that needs no token; it does not start without the other pins.
  packages: [
    'localstack-core[runtime]==4.14.0',
    'cbor2<5.8',
    'pyopenssl==25.1.0',
    'cryptography>=45.0.1,<46',
    'service_identity',
  ],
  run: ['-m', 'localstack.runtime.main'],
  environment: (port) => ({
    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    LOCALSTACK_HOST: `127.0.0.1:${port}`,
    SQS_ENDPOINT_STRATEGY: 'path',
    DISABLE_EVENTS: '1',
    SKIP_SSL_CERT_DOWNLOAD: '1',
    DNS_ADDRESS: '0',
  }),
};

const execute = promisify(execFile);

/** Runs a program and returns its stdout. */
const run = async (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> =>
  (
    await execute(command, [...args], {
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
    })
  ).stdout;

const findPython = async ({ pythons, minimum: [major, minor] }: Recipe) => {
  for (const python of pythons) {
    const version = await run(
      python.command,
      ['-c', 'import sys; print(*sys.version_info[:2])'],
      python.env,
    ).catch(() => '0 0');
    const [foundMajor = 0, foundMinor = 0] = version.trim().split(' ').map(Number);
    if (foundMajor > major || (foundMajor === major && foundMinor >= minor)) return python;
  }
  throw new Error(`no Python ${major}.${minor} or later was found`);
};

/**
 * Installs an emulator into a virtual environment below `cache`, unless it is there with these
 * pins, and returns its interpreter.
 * @throws where it cannot be installed on this machine.
 */
export const install = async (recipe: Recipe, cache: string): Promise<string> => {
  const home = join(cache, recipe.name);
  const python = join(home, 'bin/python');
  const markerFile = join(home, 'installed');
  const pins = recipe.packages.join('\n');
  if (existsSync(python) && (await readFile(markerFile, 'utf8').catch(() => '')) === pins)
    return python;
  const basePython = await findPython(recipe);
  await mkdir(cache, { recursive: true });
  await rm(home, { recursive: true, force: true });
  process.stdout.write(`  installing ${recipe.name} …\n`);
  await run(basePython.command, ['-m', 'venv', home], basePython.env);
  await run(python, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    ...recipe.packages,
  ]);
  await writeFile(markerFile, pins);
  return python;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no free port')),
      );
    });
  });

const exitOf = (child: ChildProcess): Promise<void> =>
  new Promise((done) => child.once('exit', () => done()));

/**
 * Starts an installed emulator on a free port, in a folder of its own, and waits until it isUp.
 * @throws where it exits, or does not answer within 90 s; the error names its log file.
 */
export const start = async (recipe: Recipe, python: string, cache: string): Promise<Emulator> => {
  const port = await freePort();
  const cwd = join(cache, `${recipe.name}-run`);
  await rm(cwd, { recursive: true, force: true });
  await mkdir(cwd, { recursive: true });
  // Emulators write CommonJS files there; the package.json of this project would make them modules.
  await writeFile(join(cwd, 'package.json'), '{ "type": "commonjs" }');
  const log = openSync(join(cwd, 'emulator.log'), 'a');
  const child = spawn(python, [...recipe.run], {
    cwd,
    // A process group of its own, so that the functions it starts are killed with it.
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...recipe.environment(port), HOME: cwd, TMPDIR: cwd },
  });
  const exit = exitOf(child);
  const stopAll = () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has exited already.
    }
  };
  process.once('exit', stopAll);
  const url = `http://127.0.0.1:${port}`;
  const end = Date.now() + 90_000;
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`${recipe.name} exited; see ${join(cwd, 'emulator.log')}`);
    const isUp = await fetch(`${url}/_localstack/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) break;
    if (Date.now() > end) {
      stopAll();
      throw new Error(`${recipe.name} did not answer; see ${join(cwd, 'emulator.log')}`);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      process.removeListener('exit', stopAll);
      stopAll();
      await exit;
    },
  };
};

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { isTraversableBy, postgresBinaries, type RunAs, runAsOf } from './postgres-binaries.ts';
import { isRunning, stopProcess, workingDirectoryOf } from './processes.ts';

/** A running Postgres that belongs to this process. */
export interface EmbeddedPostgres {
  /** Connection string of its administrator, loopback only. */
  readonly url: string;
  /** Process id of the server. */
  readonly pid: number;
  /** Stops the server cleanly and waits until it has ended. */
  stop(): Promise<void>;
}

/** Where and how an embedded Postgres runs. */
export interface EmbeddedPostgresOptions {
  /** Directory of the cluster, its password and its log; created where it is missing. */
  readonly dataDir: string;
  /** Any free port by default. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** Further `name=value` server settings. */
  readonly settings?: readonly string[];
  /** Keeps the server running after this process, until `stop` or the next start. */
  readonly outlivesProcess?: boolean;
}

/** Small, to keep the whole product below 400 MB; durability settings keep their safe defaults. */
const serverSettings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'shared_buffers=96MB',
  'work_mem=4MB',
  'maintenance_work_mem=32MB',
  'max_connections=50',
  'max_wal_size=512MB',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_worker_processes=2',
  'max_parallel_workers_per_gather=0',
  'autovacuum_max_workers=2',
  // The planner guesses the sizes of new tables until autovacuum has analysed them.
  'autovacuum_naptime=10s',
  'jit=off',
  'update_process_title=off',
  'timezone=UTC',
  'log_timezone=UTC',
];
const user = 'postgres';
const maxAttempts = 5;
/**
 * Backends of a killed server hold its shared memory for a moment, and a free port may be taken
 * before Postgres binds it.
 */
const transientFailure = /shared memory block|could not (bind|create any TCP)|starting up/;

/**
 * Starts a Postgres from npm on its own directory. The first time it initialises the cluster; after
 * a killed process it stops the server that was left running.
 * @throws Error where another process uses the directory, or the server does not start.
 */
export const startEmbeddedPostgres = async (
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> => {
  const home = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  await mkdir(home, { recursive: true, mode: 0o711 });
  const as = await runAsOf();
  const binaries = await postgresBinaries(as);
  const cluster = await clusterDirectory(home, as);
  await stopOrphan(home, cluster, log);
  const password = await passwordOf(home);
  if (!(await exists(join(cluster, 'PG_VERSION'))))
    await initialiseCluster({ home, cluster, as, initdb: binaries.initdb, password, log });

  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const url = urlOf(password, port);
    const logFile = join(home, 'server.log');
    const server = await launch({
      binary: binaries.postgres,
      cluster,
      port,
      as,
      logFile,
      settings: [...serverSettings, ...(options.settings ?? [])],
    });
    if (await accepts(url, server))
      return running(server, url, home, options.outlivesProcess === true);
    const tail = (await readFile(logFile, 'utf8').catch(() => ''))
      .trim()
      .split('\n')
      .slice(-5)
      .join('\n');
    if (attempt >= maxAttempts || !transientFailure.test(tail)) {
      await stopProcess(server.pid ?? 0, 'SIGINT', 5_000);
      throw new Error(`Postgres did not start in ${cluster}:\n${tail}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};

/** The connection string of the server that runs in a directory; null: none does. */
export const runningPostgresUrl = async (dataDir: string): Promise<string | null> => {
  const home = resolve(dataDir);
  if (!(await exists(home))) return null;
  const cluster = await clusterDirectory(home, await runAsOf());
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split(
    '\n',
  );
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!(pid > 0 && port > 0) || !isRunning(pid)) return null;
  return urlOf(await passwordOf(home), port);
};

const urlOf = (password: string, port: number): string =>
  `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;

const running = async (
  child: ChildProcess,
  url: string,
  home: string,
  outlivesProcess: boolean,
): Promise<EmbeddedPostgres> => {
  const pid = child.pid ?? 0;
  if (!outlivesProcess) await writeFile(join(home, 'owner.pid'), `${process.pid}\n`);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stopWithProcess = () => child.kill('SIGINT');
  if (!outlivesProcess) process.once('exit', stopWithProcess);
  child.unref();
  return {
    url,
    pid,
    stop: async () => {
      process.removeListener('exit', stopWithProcess);
      if (child.exitCode === null && child.signalCode === null) {
        child.ref();
        await stopProcess(pid, 'SIGINT', 15_000);
        await ended;
      }
      await rm(join(home, 'owner.pid'), { force: true });
    },
  };
};

/**
 * The user that a root process runs Postgres as must be able to enter the directory. Below a home
 * that only its owner may enter, the cluster is in /var/lib instead, and a file in the data
 * directory says where.
 */
const clusterDirectory = async (home: string, as: RunAs | null): Promise<string> => {
  if (as === null || (await isTraversableBy(home, as))) return join(home, 'cluster');
  const pointer = join(home, 'cluster-location');
  const location = (await readFile(pointer, 'utf8').catch(() => '')).trim();
  if (location !== '') return location;
  const parent = join('/var/lib/bauhaus-travel', randomBytes(6).toString('hex'));
  await mkdir(parent, { recursive: true, mode: 0o711 });
  await writeFile(pointer, `${join(parent, 'cluster')}\n`);
  return join(parent, 'cluster');
};

/**
 * Stops the server of a killed process, or removes its lock file.
 * @throws Error where the process that started the server is still running.
 */
const stopOrphan = async (
  home: string,
  cluster: string,
  log: (line: string) => void,
): Promise<void> => {
  const lockFile = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0] ?? '');
  if (!Number.isInteger(pid) || pid <= 0) return;
  // After a reboot or in a container the id may be that of any process: only one whose working
  // directory is the cluster is its server.
  const cwd = isRunning(pid) ? await workingDirectoryOf(pid) : null;
  if (cwd === cluster || (cwd === 'unknown' && isRunning(pid))) {
    const owner = Number((await readFile(join(home, 'owner.pid'), 'utf8').catch(() => '')).trim());
    if (owner > 0 && owner !== process.pid && isRunning(owner) && (await isNode(owner))) {
      throw new Error(`another process (${owner}) is using ${home}; stop it first`);
    }
    log(`stopping a Postgres (${pid}) that was left running`);
    await stopProcess(pid, 'SIGINT', 10_000);
  } else {
    await rm(lockFile, { force: true });
  }
};

const isNode = async (pid: number): Promise<boolean> => {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'node');
  return command.includes('node');
};

const passwordOf = async (home: string): Promise<string> => {
  const file = join(home, 'password');
  const stored = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (stored !== '') return stored;
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
};

interface ClusterOptions {
  readonly home: string;
  readonly cluster: string;
  readonly as: RunAs | null;
  readonly initdb: string;
  readonly password: string;
  readonly log: (line: string) => void;
}
/** Initialises a temporary directory and renames it, so that a cluster is never incomplete. */
const initialiseCluster = async ({
  cluster,
  as,
  initdb,
  password,
  log,
}: ClusterOptions): Promise<void> => {
  const temporary = `${cluster}.new`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const passwordFile = `${cluster}.pw`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (as !== null)
    await Promise.all([chown(temporary, as.uid, as.gid), chown(passwordFile, as.uid, as.gid)]);
  try {
    const args = [
      '-D',
      temporary,
      '-U',
      user,
      `--pwfile=${passwordFile}`,
      '--auth-host=scram-sha-256',
      '--auth-local=reject',
      '--encoding=UTF8',
    ];
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    await run(initdb, [...args, ...locale], as, log);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(temporary, cluster);
};

const run = (
  binary: string,
  args: readonly string[],
  as: RunAs | null,
  log: (line: string) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(binary, args, {
      ...as,
      env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const append = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    child.once('error', reject);
    child.once('close', (code) => {
      log(output.trim());
      if (code === 0) resolve();
      else reject(new Error(`${binary} failed (${code}):\n${output}`));
    });
  });

interface LaunchOptions {
  readonly binary: string;
  readonly cluster: string;
  readonly port: number;
  readonly as: RunAs | null;
  readonly logFile: string;
  readonly settings: readonly string[];
}
/**
 * Spawns the server in its own session, so that Ctrl-C does not reach it, and with a file as log,
 * so that it survives a killed parent, whose pipe would close.
 */
const launch = async ({
  binary,
  cluster,
  port,
  as,
  logFile,
  settings,
}: LaunchOptions): Promise<ChildProcess> => {
  await writeFile(logFile, '', { mode: 0o600 });
  await chmod(logFile, 0o600);
  const output = openSync(logFile, 'a');
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const child = spawn(binary, ['-D', cluster, '-p', String(port), ...flags], {
    ...as,
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return child;
};

/** Long enough for a recovery after a crash. */
const startTimeoutMs = 30_000;

/** Whether the server accepts connections before it exits or the start times out. */
const accepts = async (url: string, child: ChildProcess): Promise<boolean> => {
  const deadline = Date.now() + startTimeoutMs;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await client.end().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return false;
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

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { postgresBinaries, type RunAs, runAsOf, traversableBy } from './postgres-binaries.ts';
import { isRunning, stopProcess, workingDirectoryOf } from './processes.ts';

/** A running Postgres that belongs to this process. */
export interface EmbeddedPostgres {
  /** Connection string of its administrator, loopback only. */
  readonly url: string;
  /** Process id of the server. */
  readonly pid: number;
  /** Stops the server cleanly and waits for it. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Directory that this server owns: cluster, password, log. Made where it is missing. */
  readonly dataDir: string;
  /** A free port is found where it is left out. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** Further `name=value` server settings. */
  readonly settings?: readonly string[];
  /** The server outlives this process: `stop`, or the next start on the same directory, ends it. */
  readonly outlive?: boolean;
}

/** Small on purpose: the whole product is to stay below 400 MB. Durability settings keep their safe defaults. */
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
  // A new database is planned for by guesses until its tables are known; then by what is in them.
  'autovacuum_naptime=10s',
  'jit=off',
  'update_process_title=off',
  'timezone=UTC',
  'log_timezone=UTC',
];
const user = 'postgres';

/** Starts real Postgres from npm on a directory of its own, initialising it the first time and cleaning up after a killed process. */
export const startEmbeddedPostgres = async (
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> => {
  const home = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  await mkdir(home, { recursive: true, mode: 0o711 });
  const as = await runAsOf();
  const binaries = await postgresBinaries(as);
  const cluster = await clusterDirectory(home, as);
  await endOrphan(home, cluster, log);
  const password = await passwordOf(home);
  const initialise = !(await exists(join(cluster, 'PG_VERSION')));
  if (initialise)
    await initialiseCluster({ home, cluster, as, initdb: binaries.initdb, password, log });

  for (let tries = 1; ; tries += 1) {
    const port = options.port ?? (await freePort());
    const url = `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;
    const logFile = join(home, 'server.log');
    const started = await launch({
      binary: binaries.postgres,
      cluster,
      port,
      as,
      logFile,
      settings: [...serverSettings, ...(options.settings ?? [])],
    });
    if (await answers(url, started)) return running(started, url, home, options.outlive === true);
    const tail = (await readFile(logFile, 'utf8').catch(() => ''))
      .trim()
      .split('\n')
      .slice(-5)
      .join('\n');
    // Backends of a killed server hold its shared memory for a moment, and a free port may be taken again before Postgres has it.
    if (
      tries >= 5 ||
      !/shared memory block|could not (bind|create any TCP)|starting up/.test(tail)
    ) {
      await stopProcess(started.pid ?? 0, 'SIGINT', 5_000);
      throw new Error(`Postgres did not start in ${cluster}:\n${tail}`);
    }
    await new Promise((done) => setTimeout(done, 500));
  }
};

const running = async (
  child: ChildProcess,
  url: string,
  home: string,
  outlive: boolean,
): Promise<EmbeddedPostgres> => {
  const pid = child.pid ?? 0;
  if (!outlive) await writeFile(join(home, 'owner.pid'), `${process.pid}\n`);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const endWithUs = () => child.kill('SIGINT');
  if (!outlive) process.once('exit', endWithUs);
  child.unref();
  return {
    url,
    pid,
    stop: async () => {
      process.removeListener('exit', endWithUs);
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
 * The unprivileged user that a root process hands Postgres to must be able to enter the directory; from below a home that only its owner
 * may enter, the cluster moves to /var/lib, and a file in the data directory remembers where.
 */
const clusterDirectory = async (home: string, as: RunAs | null): Promise<string> => {
  if (as === null || (await traversableBy(home, as))) return join(home, 'cluster');
  const pointer = join(home, 'cluster-location');
  const known = (await readFile(pointer, 'utf8').catch(() => '')).trim();
  if (known !== '') return known;
  const elsewhere = join('/var/lib/bauhaus-travel', randomBytes(6).toString('hex'));
  await mkdir(elsewhere, { recursive: true, mode: 0o711 });
  await writeFile(pointer, `${join(elsewhere, 'cluster')}\n`);
  return join(elsewhere, 'cluster');
};

/** A server left behind by a killed process is stopped; one whose owner lives is respected; a stale lock file is removed. */
const endOrphan = async (
  home: string,
  cluster: string,
  log: (line: string) => void,
): Promise<void> => {
  const lockFile = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0] ?? '');
  if (!Number.isInteger(pid) || pid <= 0) return;
  // After a reboot, or in a container, the id in the lock file may be any other process: only a server that works in this directory counts.
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
  const known = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (known !== '') return known;
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
};

interface Initialise {
  readonly home: string;
  readonly cluster: string;
  readonly as: RunAs | null;
  readonly initdb: string;
  readonly password: string;
  readonly log: (line: string) => void;
}
/** Initialises beside the final place and renames, so that an interrupted first start leaves nothing half-made. */
const initialiseCluster = async ({
  cluster,
  as,
  initdb,
  password,
  log,
}: Initialise): Promise<void> => {
  const fresh = `${cluster}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  const passwordFile = `${cluster}.pw`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (as !== null)
    await Promise.all([chown(fresh, as.uid, as.gid), chown(passwordFile, as.uid, as.gid)]);
  try {
    const args = [
      '-D',
      fresh,
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
  await rename(fresh, cluster);
};

const run = (
  binary: string,
  args: readonly string[],
  as: RunAs | null,
  log: (line: string) => void,
): Promise<void> =>
  new Promise((done, fail) => {
    const child = spawn(binary, args, {
      ...as,
      env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', fail);
    child.once('close', (code) => {
      log(output.trim());
      if (code === 0) done();
      else fail(new Error(`${binary} failed (${code}):\n${output}`));
    });
  });

interface Launch {
  readonly binary: string;
  readonly cluster: string;
  readonly port: number;
  readonly as: RunAs | null;
  readonly logFile: string;
  readonly settings: readonly string[];
}
/** In a session of its own, so that Ctrl-C reaches us and not Postgres; its log is a file, so that it survives the pipe of a killed parent. */
const launch = async ({
  binary,
  cluster,
  port,
  as,
  logFile,
  settings,
}: Launch): Promise<ChildProcess> => {
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
  await new Promise<void>((done, fail) => {
    child.once('spawn', done);
    child.once('error', fail);
  });
  return child;
};

/** Whether the server takes connections before it gives up or half a minute (a long recovery) is over. */
const answers = async (url: string, child: ChildProcess): Promise<boolean> => {
  const until = Date.now() + 30_000;
  while (child.exitCode === null && child.signalCode === null && Date.now() < until) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await client.end().catch(() => undefined);
      await new Promise((done) => setTimeout(done, 20));
    }
  }
  return false;
};

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? done(address.port)
          : fail(new Error('no free port')),
      );
    });
  });

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

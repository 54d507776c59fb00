import { execFile, spawn } from 'node:child_process';
import { chmod, cp, lstat, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres.ts';
import { postgresBinaries, prepareBinaries, runAsOf } from '../postgres-binaries.ts';
import { isRunning } from '../processes.ts';

const query = async (url: string, text: string): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

describe('the embedded Postgres', () => {
  const settings = ['fsync=off'];
  const directories: string[] = [];
  const directory = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), 'bauhaus-embedded-'));
    await chmod(path, 0o755);
    directories.push(path);
    return path;
  };
  afterAll(async () => {
    for (const path of directories) await rm(path, { recursive: true, force: true });
  });

  it('keeps its data, and its password readable by its owner only', async () => {
    const dataDir = join(await directory(), 'postgres');
    const first = await startEmbeddedPostgres({ dataDir, settings });
    await query(first.url, 'create table kept (id int); insert into kept values (7)');
    await first.stop();
    expect(isRunning(first.pid)).toBe(false);
    const second = await startEmbeddedPostgres({ dataDir, settings });
    expect(await query(second.url, 'select id from kept')).toEqual([{ id: 7 }]);
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    await second.stop();
    await second.stop();
  });

  it('listens on the loopback address alone, without a socket, with a password', async () => {
    const server = await startEmbeddedPostgres({
      dataDir: join(await directory(), 'postgres'),
      settings,
    });
    const settingsQuery = `
      select current_setting('listen_addresses') as addresses,
             current_setting('unix_socket_directories') as sockets`;
    expect(await query(server.url, settingsQuery)).toEqual([
      { addresses: '127.0.0.1', sockets: '' },
    ]);
    const wrong = Object.assign(new URL(server.url), { password: 'wrong' }).toString();
    await expect(query(wrong, 'select 1')).rejects.toThrow('password authentication failed');
    await server.stop();
  });

  describe('left behind by a process that was killed', () => {
    const startInChild = async (dataDir: string) => {
      const entry = resolve(import.meta.dirname, '../embedded-postgres.ts');
      const script = `import { startEmbeddedPostgres } from ${JSON.stringify(entry)};
        const dataDir = ${JSON.stringify(dataDir)};
        const server = await startEmbeddedPostgres({ dataDir, settings: ['fsync=off'] });
        console.log(server.pid);
        setInterval(() => {}, 1000);`;
      const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const pid = await new Promise<number>((done) =>
        child.stdout.once('data', (chunk: Buffer) => done(Number(chunk.toString()))),
      );
      return { child, pid };
    };
    const kill = (child: ReturnType<typeof spawn>) =>
      new Promise<void>((done) => {
        child.once('exit', () => done());
        child.kill('SIGKILL');
      });

    it('is not touched while its owner runs, and is replaced when it does not', async () => {
      const dataDir = join(await directory(), 'postgres');
      const { child, pid } = await startInChild(dataDir);
      await expect(startEmbeddedPostgres({ dataDir, settings })).rejects.toThrow('stop it first');
      await kill(child);
      expect(isRunning(pid)).toBe(true);
      const server = await startEmbeddedPostgres({ dataDir, settings });
      expect(isRunning(pid)).toBe(false);
      expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await server.stop();
    });

    it('starts again after both were killed', async () => {
      const dataDir = join(await directory(), 'postgres');
      const { child, pid } = await startInChild(dataDir);
      process.kill(pid, 'SIGKILL');
      await kill(child);
      const server = await startEmbeddedPostgres({ dataDir, settings });
      expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await server.stop();
    });

    it('is not confused by a lock file that names another living process', async () => {
      const dataDir = join(await directory(), 'postgres');
      const first = await startEmbeddedPostgres({ dataDir, settings });
      await first.stop();
      const lockFile = join(dataDir, 'cluster', 'postmaster.pid');
      await writeFile(
        lockFile,
        `${process.pid}\n${join(dataDir, 'cluster')}\n0\n5432\n\n127.0.0.1\n`,
      );
      const server = await startEmbeddedPostgres({ dataDir, settings });
      expect((await readFile(lockFile, 'utf8')).split('\n')[0]).toBe(String(server.pid));
      await server.stop();
    });
  });

  it('works from a path that only its owner may enter', async () => {
    const closed = await directory();
    await chmod(closed, 0o700);
    const dataDir = join(closed, 'postgres');
    let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, settings });
    await query(server.url, 'create table kept (id int)');
    await server.stop();
    server = await startEmbeddedPostgres({ dataDir, settings });
    expect(await query(server.url, 'select * from kept')).toEqual([]);
    await server.stop();
    const elsewhere = await readFile(join(dataDir, 'cluster-location'), 'utf8').catch(() => null);
    if (elsewhere !== null) directories.push(dirname(elsewhere.trim()));
  });

  it('has its programs copied out of such a path, their links restored', async () => {
    const closed = await directory();
    await chmod(closed, 0o700);
    const installed = dirname(dirname((await postgresBinaries(null)).postgres));
    const native = join(closed, 'native');
    await cp(installed, native, {
      recursive: true,
      filter: async (path) => !(await lstat(path)).isSymbolicLink(),
    });
    const as = await runAsOf();
    const { postgres } = await prepareBinaries(native, as);
    const { stdout } = await promisify(execFile)(postgres, ['--version'], { ...as, cwd: '/' });
    expect(stdout).toContain('postgres (PostgreSQL) 17');
    if (as !== null) {
      expect(postgres.startsWith(closed)).toBe(false);
      directories.push(dirname(dirname(postgres)));
    }
  });
});

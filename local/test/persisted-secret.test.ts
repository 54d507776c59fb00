import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { persistedSecret } from '../persisted-secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bauhaus-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const secretFile = () => join(folder, 'link-secret');
let count = 0;
const generate = () => `secret ${++count}`;

describe('a secret of this machine', () => {
  it('is the same at every start', async () => {
    const first = await persistedSecret(secretFile(), generate);
    expect(await persistedSecret(secretFile(), generate)).toBe(first);
  });

  it('can be read by its owner only', async () => {
    await persistedSecret(secretFile(), generate);
    expect((await stat(secretFile())).mode & 0o777).toBe(0o600);
  });

  it('is the same for processes that generate it at once, and leaves no other file', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => persistedSecret(secretFile(), generate)),
    );
    expect(new Set(all)).toEqual(new Set([(await readFile(secretFile(), 'utf8')).trim()]));
    expect(await readdir(folder)).toEqual(['link-secret']);
  });

  it('is generated anew where its file is empty', async () => {
    await writeFile(secretFile(), '\n');
    expect(await persistedSecret(secretFile(), () => 'another')).toBe('another');
    expect(await persistedSecret(secretFile(), generate)).toBe('another');
  });

  it('that cannot be read stops the start, and is not replaced', async () => {
    await expect(persistedSecret(folder, generate)).rejects.toThrow('EISDIR');
  });
});

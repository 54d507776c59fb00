import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const squawk = (args: readonly string[]) =>
  spawnSync(join(root, 'node_modules/.bin/squawk'), args, { cwd: root, encoding: 'utf8' });

const { status, stderr } = squawk(['--version']);
if (status !== 0) process.stderr.write(`migrations are not linted here: ${stderr.trim()}\n`);
const itWhereSquawkRuns = status === 0 ? it : it.skip;

describe('migrations', () => {
  itWhereSquawkRuns('lock no table for long, and break no running version (squawk)', () => {
    const files = globSync('supabase/migrations/*.sql', { cwd: root });
    expect(squawk(['--reporter', 'gcc', ...files]).stdout).toBe('');
  });
});

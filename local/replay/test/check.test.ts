import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const file = path.join('local', 'replay', 'test', 'scenarios', 'twice-a-day.json');
const folder = mkdtempSync(path.join(tmpdir(), 'replay-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const check = (scenario: string) => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [path.join('local', 'replay.ts'), scenario, '--check'],
    { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  return { status, lines: stdout.trimEnd().split('\n') };
};

describe('replay --check', () => {
  it('says that all is as expected, and succeeds', () =>
    expect(check(file)).toEqual({ status: 0, lines: ['✓ twice-a-day: all as expected'] }));

  it('says what is not, and fails', () => {
    const scenario: object = JSON.parse(readFileSync(file, 'utf8'));
    const changedFile = path.join(folder, 'other.json');
    const expectations = { lookupsAtMost: 0, delivered: [{ type: 'cancelled' }] };
    writeFileSync(changedFile, JSON.stringify({ ...scenario, expect: expectations }));
    expect(check(changedFile)).toEqual({
      status: 1,
      lines: [
        '✗ twice-a-day: 2 not as expected',
        '  delivered.0: expected at least one cancelled; came 0: nothing like it',
        expect.stringMatching(/^ {2}lookupsAtMost: expected at most 0; came \d+$/),
      ],
    });
  });
});

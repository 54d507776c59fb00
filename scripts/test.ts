import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * `npm test`: style, types, dead code, spelling, then every test. The last line counts them all;
 * the exit code is 1 where anything failed.
 */
const run = (command: string, args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    process.stdout.write(`\n› ${command} ${args.join(' ')}\n`);
    const child = spawn(command, args, { stdio: 'inherit' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });

interface JestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly success: boolean;
}

const main = async (): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bauhaus-test-'));
  const summaryFile = path.join(folder, 'jest.json');
  const checks = [
    await run('biome', ['ci', '--error-on-warnings', '.']),
    await run('tsc', ['-p', '.']),
    await run('tsc', ['-p', 'console']),
    await run('tsc', ['-p', 'console/test']),
    await run('knip', ['--treat-config-hints-as-errors']),
    await run('cspell', ['--no-progress', '--no-summary']),
  ];
  // --forceExit: a file that fails in its setup may leave a connection open and block the exit.
  const passedJest = await run('jest', [
    '--forceExit',
    '--json',
    `--outputFile=${summaryFile}`,
    ...process.argv.slice(2),
  ]);
  let passed = checks.filter(Boolean).length;
  let failed = checks.length - passed;
  let skipped = 0;
  try {
    const jest = JSON.parse(readFileSync(summaryFile, 'utf8')) as JestSummary;
    passed += jest.numPassedTests;
    failed += jest.numFailedTests + jest.numRuntimeErrorTestSuites;
    skipped = jest.numPendingTests;
    if (!passedJest && failed === 0) failed = 1;
  } catch {
    failed += 1;
  }
  rmSync(folder, { recursive: true });
  process.stdout.write(
    `\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
};

await main();

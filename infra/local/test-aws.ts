import { resolve } from 'node:path';
import { type Checks, createChecks } from './checks.ts';
import { type Emulator, install, localStack, ministack, start } from './emulators.ts';
import { localStackLane } from './localstack-lane.ts';
import { ministackLane } from './ministack-lane.ts';
import { openWorld, type World } from './world.ts';

/** `npm run test:aws [-- ministack|localstack]`: the deployment on two emulators of AWS, without Docker, a token or an account. */
const cache = resolve(import.meta.dirname, '../../.cache/aws');
const lanes = {
  ministack: { recipe: ministack, run: ministackLane },
  localstack: { recipe: localStack, run: localStackLane },
} as const satisfies Record<
  string,
  {
    readonly recipe: Parameters<typeof install>[0];
    run(checks: Checks, emulator: Emulator, world: World, cache: string): Promise<void>;
  }
>;

// Ended from outside, it takes what it started with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const checks = createChecks();
const wanted = process.argv.slice(2);

for (const [name, { recipe, run }] of Object.entries(lanes)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`\n${recipe.packages[0]}\n`);
  const python = await install(recipe, cache).catch((error: unknown) => {
    checks.skip(
      `everything on ${name}`,
      `it cannot be installed here (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`,
    );
    return null;
  });
  if (python === null) continue;
  const world = await openWorld(cache);
  try {
    const emulator = await start(recipe, python, cache);
    try {
      await run(checks, emulator, world, cache);
    } finally {
      await emulator.stop();
    }
  } catch (error) {
    await checks.check(`${name} runs`, () => Promise.reject(error));
  } finally {
    await world.close();
  }
}

const { passed, failed, skipped } = checks.counts;
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed === 0 ? 0 : 1);

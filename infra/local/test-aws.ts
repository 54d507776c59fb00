import { resolve } from 'node:path';
import { type Checks, createChecks } from './checks.ts';
import { type Emulator, install, localStack, ministack, start } from './emulators.ts';
import { localStackLane } from './localstack-lane.ts';
import { ministackLane } from './ministack-lane.ts';
import { stormLane } from './storm-lane.ts';
import { openWorld, type World } from './world.ts';

/**
 * `npm run test:aws [-- ministack|localstack|storm]`: tests the deployment on two emulators of AWS,
 * without Docker, a token or an account; `storm` only where it is named.
 */
const cache = resolve(import.meta.dirname, '../../.cache/aws');
const lanes = {
  ministack: { recipe: ministack, run: ministackLane },
  localstack: { recipe: localStack, run: localStackLane },
  storm: { recipe: ministack, run: stormLane },
} as const satisfies Record<
  string,
  {
    readonly recipe: Parameters<typeof install>[0];
    run(checks: Checks, emulator: Emulator, world: World, cache: string): Promise<void>;
  }
>;

// An exit handler of emulators.ts kills what was started; a signal alone would not run it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const say = (what: string) => process.stdout.write(`  ${what} …\n`);
const checks = createChecks();
const requestedLanes = process.argv.slice(2);

for (const [name, { recipe, run }] of Object.entries(lanes)) {
  const isRequested = requestedLanes.length > 0 ? requestedLanes.includes(name) : name !== 'storm';
  if (!isRequested) continue;
  process.stdout.write(`\n${name}: ${recipe.packages[0]}\n`);
  const python = await install(recipe, cache).catch((error: unknown) => {
    const [message] = (error instanceof Error ? error.message : String(error)).split('\n');
    checks.skip(`everything on ${name}`, `it cannot be installed here (${message})`);
    return null;
  });
  if (python === null) continue;
  say('starting Postgres and the simulators');
  const world = await openWorld(cache);
  try {
    say(`starting ${recipe.name}`);
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

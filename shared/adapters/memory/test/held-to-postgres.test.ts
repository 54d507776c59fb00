import fc from 'fast-check';
import { anAgency } from '#shared/testing/builders.ts';
import { conversationSteps } from '#shared/testing/differential/conversation-steps.ts';
import { brakeSteps, deskSteps } from '#shared/testing/differential/desk-steps.ts';
import { erasureSteps } from '#shared/testing/differential/erasure-steps.ts';
import { journeySteps } from '#shared/testing/differential/journey-steps.ts';
import { messageSteps } from '#shared/testing/differential/message-steps.ts';
import { placeSteps } from '#shared/testing/differential/place-steps.ts';
import { Side } from '#shared/testing/differential/side.ts';
import type { StepCommand } from '#shared/testing/differential/step.ts';
import { turnSteps } from '#shared/testing/differential/turn-steps.ts';
import { overdueOf, viewOf } from '#shared/testing/differential/view.ts';
import { World } from '#shared/testing/differential/world.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { countingIds } from '#shared/testing/fakes.ts';
import { memoryUnderTest } from '#shared/testing/memory-under-test.ts';
import { createMemoryStore } from '../memory-store.ts';

/** More, and others: `DIFFERENTIAL_RUNS=2000 DIFFERENTIAL_SEED=7 npm test -- held-to-postgres`. */
const runs = Number(process.env['DIFFERENTIAL_RUNS'] ?? 100);
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
const timeLimitMs = 15_000;

const south = anAgency({
  id: '0000a000-0000-4000-8000-000000000001',
  name: 'South',
  sender: '+12025550121',
});
const north = anAgency({
  id: '0000a000-0000-4000-8000-000000000002',
  name: 'North',
  sender: '+12025550122',
});

const inMemory = () => memoryUnderTest(createMemoryStore({ ids: countingIds() }));

/** Runs random steps on both stores, and compares all that can be read of them. */
const holdToPostgres = async (step: fc.Arbitrary<StepCommand>): Promise<void> => {
  let underWay: Promise<void> = Promise.resolve();
  const run = async (sharesNumber: boolean, commands: Iterable<StepCommand>): Promise<void> => {
    const agencies = [south, sharesNumber ? { ...north, sender: south.sender } : north] as const;
    const world = new World(agencies);
    const memory = await Side.open(inMemory(), agencies);
    const postgres = await Side.open(await emptiedStore(), agencies);
    await fc.asyncModelRun(() => ({ model: world, real: { memory, postgres } }), commands);
    expect({ memory: await viewOf(memory, world) }).toEqual({
      memory: await viewOf(postgres, world),
    });
    expect({ memory: await overdueOf(memory, world) }).toEqual({
      memory: await overdueOf(postgres, world),
    });
  };
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.commands([step], { maxCommands: 100, size: 'max' }),
        (sharesNumber, commands) => {
          underWay = run(sharesNumber, commands);
          return underWay;
        },
      ),
      {
        numRuns: runs,
        seed,
        ...(process.env['DIFFERENTIAL_RUNS'] === undefined && {
          interruptAfterTimeLimit: timeLimitMs,
        }),
      },
    );
  } finally {
    // The one that was interrupted goes on, and would write into what comes after it.
    await underWay.catch(() => undefined);
  }
};

describe('the store in memory', () => {
  it('answers and shows the same as Postgres, whatever was done to both', async () => {
    await holdToPostgres(
      fc.oneof(
        ...deskSteps,
        ...journeySteps,
        ...placeSteps,
        ...turnSteps,
        ...messageSteps,
        ...conversationSteps,
        ...erasureSteps,
      ),
    );
  }, 3_600_000);

  it('holds back and sends the same as Postgres, whatever brakes there are', async () => {
    await holdToPostgres(fc.oneof(...brakeSteps, ...turnSteps, ...messageSteps));
  }, 3_600_000);
});

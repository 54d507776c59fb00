import fc from 'fast-check';
import { foreign, index, tenant } from './desk-steps.ts';
import { commandsOf, type StepCommand } from './step.ts';
import { pick, type World } from './world.ts';

/** Erases the contact of a trip, or rehearses it. */
const erase = commandsOf({
  name: 'erase',
  parameters: fc.record({
    trip: index,
    withdraw: fc.boolean(),
    dryRun: fc.boolean(),
    isForeign: foreign,
  }),
  isPossible: (world: World) => world.trips.length > 0,
  act: async (side, world, { trip, isForeign, ...asked }) => {
    const known = pick(world.trips, trip);
    const found = await side.subject.desk.trip(known.agency.id, side.id(known.name));
    return side.subject.desk.erase({
      ...asked,
      agencyId: tenant(world, known, isForeign).id,
      contactId: found?.contactId ?? '',
      now: world.now,
    });
  },
  compared: (side, answer) => side.read(answer),
  learn: (world, answer, { trip }) => {
    if (answer.kind !== 'erased') return;
    const actor = pick(world.trips, trip).name;
    for (const [known, version] of world.versions)
      if (known.endsWith(actor)) world.versions.set(known, version + 1);
  },
});

/** Commands that end the data of a person, with their weights. */
export const erasureSteps: readonly fc.WeightedArbitrary<StepCommand>[] = [
  { weight: 2, arbitrary: erase },
];

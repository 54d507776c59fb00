import { entry } from '#shared/adapters/aws/functions.ts';
import { createIntakeHandler } from '#shared/adapters/aws/intake.ts';
import { createIntake } from './intake.ts';

/** The intake of bookings from the bus, on Lambda. */
export const handler = entry('intake', (deployment) =>
  createIntakeHandler(
    deployment,
    createIntake({ desk: deployment.store(), clock: deployment.clock, log: deployment.log }),
  ),
);

import { toItsCell } from '#shared/adapters/aws/cells.ts';
import { createIntakeHandler } from '#shared/adapters/aws/intake.ts';
import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { flightsIfAny } from '#shared/composition/flights.ts';
import { createImportIntake, importStores } from './import/import-intake.ts';
import { createIntake } from './intake.ts';

/** The intake of bookings from the bus, on Lambda. */
export const handler = lambdaEntry('intake', toItsCell, (deployment) =>
  createIntakeHandler(
    deployment,
    createIntake({ ...deployment, desk: deployment.store }),
    createImportIntake({
      ...deployment,
      ...importStores(deployment.store),
      flights: flightsIfAny(deployment),
    }),
  ),
);

import { toEveryCell } from '#shared/adapters/aws/cells.ts';
import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { createSweeper } from '#shared/adapters/aws/sweep.ts';

/** The sweeper on Lambda, fed by a rule through its own queue. */
export const handler = lambdaEntry('sweeper', toEveryCell, (deployment) =>
  createSweeper(deployment),
);

import { entry } from '#shared/adapters/aws/functions.ts';
import { createSweeper } from '#shared/adapters/aws/sweep.ts';

/** The sweeper on Lambda, fed by a rule through its own queue. */
export const handler = entry('sweeper', createSweeper);

import { allContents } from '#shared/adapters/twilio/push-templates.ts';
import type { ContentRequest } from './contents.ts';

/** All that `npm run templates:push` creates, as the account of a simulator has it. */
export const ourContents = (): readonly ContentRequest[] =>
  allContents().map(({ types, ...request }) => ({ ...request, types: { ...types } }));

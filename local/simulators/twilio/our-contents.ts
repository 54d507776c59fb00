import { choiceContents } from '#shared/adapters/twilio/choice-contents.ts';
import { contentRequest } from '#shared/adapters/twilio/contents.ts';
import { newContent } from '#shared/adapters/twilio/push-templates.ts';
import { templates } from '#shared/templates/catalogue.ts';
import type { ContentRequest } from './contents.ts';

/** All that `npm run templates:push` creates, as the account of a simulator has it. */
export const ourContents = (): readonly ContentRequest[] =>
  [...templates.map(newContent), ...choiceContents].map((content) => {
    const { types, ...request } = contentRequest(content);
    return { ...request, types: { ...types } };
  });

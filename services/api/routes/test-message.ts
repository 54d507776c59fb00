import { z } from 'zod';
import { between } from '#shared/domain/instant.ts';
import { testPauseMs } from '#shared/domain/test-message.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';

const unreachable = (reason: 'no_number' | 'opted_out', detail: string) =>
  new Problem('contact-unreachable', detail, { extra: { reason } });

/** A message by which an agency sees whether a contact is reached. */
export const testMessageRoutes = ({
  contacts,
  clock,
}: Pick<ApiDependencies, 'contacts' | 'clock'>): readonly Route[] => [
  agencyRoute(
    'care',
    {
      method: 'POST',
      path: '/contacts/{id}/test-message',
      tag: 'Contacts',
      summary: 'Send a contact a test message',
      description:
        'It says, in their language, that it is a test of the agency and that nothing is to be ' +
        'done. Whether it arrived is in `reachability` of `GET /contacts/{id}`, as ' +
        '`test_message`. It is not tried for long.',
      params: z.strictObject({ id: z.uuid() }),
      responses: {
        202: {
          description: 'It is on its way.',
          schema: z.object({ contactId: z.uuid() }),
          headers: { Location: 'The path of the contact.' },
        },
      },
      problems: ['not-found', 'contact-unreachable', 'just-tested'],
    },
    async ({ caller: { agencyId }, params: { id } }) => {
      const now = clock.now();
      const result = await contacts.requestTest({ agencyId, contactId: id, now });
      switch (result.kind) {
        case 'requested':
          return json({ contactId: id }, 202, { location: `/contacts/${id}` });
        case 'not-found':
          throw new Problem('not-found', 'There is no such contact.');
        case 'no-number':
          throw unreachable('no_number', 'They have no number; call them instead.');
        case 'opted-out':
          throw unreachable('opted_out', 'They do not want messages.');
        case 'too-soon': {
          const waitMs = testPauseMs - between(result.testedAt, now);
          throw new Problem('just-tested', 'Wait before the next test message to them.', {
            headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
          });
        }
      }
    },
  ),
];

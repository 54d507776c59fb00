import { z } from 'zod';

/** What may have changed; the id is that of the thing, of settings their key. */
const ChangeTopic = z.enum([
  'incident',
  'task',
  'conversation',
  'journey',
  'contact',
  'group',
  'member',
  'settings',
]);

/** What has changed since a cursor: that it did, and never how. */
export const ChangesSince = z
  .object({
    changes: z
      .array(z.object({ topic: ChangeTopic, id: z.string() }))
      .describe(
        'Once each, in no order. Members are those who join and leave, and invitations; a ' +
          'journey changes with whatever is of it: legs, messages, documents, itineraries.',
      ),
    cursor: z.string().describe('What to ask with next time.'),
    reset: z
      .boolean()
      .describe(
        'True: what changed is not known, since the cursor is missing, older than two days or of ' +
          'another database, or too much did. Read everything anew.',
      ),
  })
  .meta({ id: 'ChangesSince', description: 'What has changed since a cursor.' });
export type ChangesSince = z.output<typeof ChangesSince>;

/** What changes in an agency, for whoever shows it. */
export interface Changes {
  /**
   * Everything that was committed between the two cursors is in one answer or another, also where
   * it commits later than what began after it.
   * @param groups what a limited member sees; null: everything.
   */
  after(
    agencyId: string,
    cursor: string | null,
    groups: readonly string[] | null,
  ): Promise<ChangesSince>;
}

import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { flightAndDay } from '../journey-legs.ts';
import type { ImportAct } from './difference.ts';

/** What takes back a part of what an import did, by names that hold before and after it. */
export const UndoStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('journey') }),
  z.object({
    kind: z.literal('leg'),
    legId: z.uuid(),
    set: z.object({
      flightNumber: z.string(),
      originIata: z.string(),
      destinationIata: z.string(),
      originZone: z.string(),
      destinationZone: z.string(),
      departure: Instant,
      flightKey: z.string(),
    }),
  }),
  z.object({ kind: z.literal('phone'), contactId: z.uuid(), phone: z.string().nullable() }),
  z.object({
    kind: z.literal('added'),
    flight: z.string().describe('Number and local date.'),
    passengerIds: z.array(z.uuid()),
    names: z.array(z.string()).describe('Of those who were no passengers before.'),
  }),
  z.object({ kind: z.literal('group'), group: z.string().nullable() }),
]);
export type UndoStep = z.infer<typeof UndoStep>;

/** What takes one act back. */
const stepsOf = (act: ImportAct): readonly UndoStep[] => {
  switch (act.kind) {
    case 'leg':
      return [{ kind: 'leg', legId: act.legId, set: act.before }];
    case 'phone':
      return [{ kind: 'phone', contactId: act.contactId, phone: act.before }];
    case 'group':
      return [{ kind: 'group', group: act.before }];
    case 'add':
      return act.trips.map(({ trip, passengers }) => ({
        kind: 'added',
        flight: flightAndDay(trip),
        passengerIds: passengers.filter((by) => typeof by === 'string'),
        names: passengers.flatMap((by) =>
          typeof by === 'number' ? (act.passengers[by]?.name ?? []) : [],
        ),
      }));
  }
};

/** What takes the acts back, the last of them first. */
export const undoOf = (acts: readonly ImportAct[]): readonly UndoStep[] =>
  acts.flatMap(stepsOf).reverse();

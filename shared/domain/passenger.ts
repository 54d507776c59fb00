import { z } from 'zod';
import { callName } from './call-name.ts';
import { Instant } from './instant.ts';

/** Who flies; an infant is never addressed (PEOPLE §1). */
export const PassengerKind = z.enum(['adult', 'child', 'infant']);

/** A person who flies on a trip. */
export const Passenger = z
  .object({
    id: z.uuid(),
    name: z.string().describe('As the agency wrote it.'),
    callName: z.string().describe('What we call them; empty where the name tells nothing.'),
    kind: PassengerKind,
    reference: z.string().nullable().describe('The agency’s, of this passenger on this leg.'),
    joinedAt: Instant,
  })
  .meta({ id: 'Passenger', description: 'A person who flies on a trip.' });
export type Passenger = z.infer<typeof Passenger>;

/** A passenger of a booking, as it is to be written. */
export type NewPassenger = Pick<Passenger, 'name' | 'callName' | 'kind'>;

/** How booking systems mark those who are no adults, beside the name. */
const infantMark = /[\s/](inf|inft|infant|bebe|bebé)\.?$/iu;
const childMark = /[\s/](chd|child|mstr|niño|niña|criança)\.?$/iu;

/** Reads a passenger's name as agencies and booking systems write it: `PAZ/MILA INF`. */
export const passengerOf = (name: string): NewPassenger => ({
  name,
  callName: callName(name),
  kind: infantMark.test(name) ? 'infant' : childMark.test(name) ? 'child' : 'adult',
});

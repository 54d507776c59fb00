import { z } from 'zod';
import { Instant } from './instant.ts';
import { Language } from './trip.ts';

/** A person of an agency who is written to or, without a number, called. */
export const Contact = z
  .object({
    id: z.uuid(),
    name: z.string().describe('As the agency wrote it.'),
    callName: z.string().describe('What we call them; empty where the name tells nothing.'),
    phone: z.string().nullable().describe('E.164; null: they are called, not written to.'),
    email: z.string().nullable(),
    language: Language,
    revision: z.int().positive(),
  })
  .meta({ id: 'Contact', description: 'A person of an agency who is written to or called.' });
export type Contact = z.infer<typeof Contact>;

/** A message by which we know whether a contact is reached. */
const Evidence = z.object({
  messageId: z.uuid(),
  tripId: z.uuid().nullable(),
  type: z.string(),
  at: Instant.describe('When the provider took it; of one that it never took, when it was tried.'),
  state: z.string().describe('The provider’s: delivered, read, failed, undelivered.'),
  errorCode: z.string().nullable(),
});

/** How we know whether a contact is reached; all of it about the number of now. */
export const Reachability = z
  .object({
    optedOut: z.boolean(),
    address: z
      .string()
      .nullable()
      .describe('The writing of the number that WhatsApp gave, to which is sent.'),
    lastInboundAt: Instant.nullable(),
    lastArrived: Evidence.nullable().describe('The last message that was delivered or read.'),
    lastRefused: Evidence.nullable().describe('The last one that can never get through.'),
  })
  .meta({ id: 'Reachability', description: 'How we know whether a contact is reached.' });
export type Reachability = z.infer<typeof Reachability>;

/** Whether messages reach a contact, as far as it is known (PEOPLE §1). */
export const ContactReach = z.enum([
  'unknown',
  'delivered',
  'not_on_whatsapp',
  'opted_out',
  'no_number',
]);
export type ContactReach = z.infer<typeof ContactReach>;

/** Whether messages reach a contact, by what happened to the last ones. */
export const reachOf = (
  phone: string | null,
  { optedOut, lastArrived, lastRefused, lastInboundAt }: Reachability,
): ContactReach => {
  if (phone === null) return 'no_number';
  if (optedOut) return 'opted_out';
  const seenAt = [lastArrived?.at ?? '', lastInboundAt ?? ''].reduce((a, b) => (a > b ? a : b));
  if (lastRefused && lastRefused.at > seenAt) return 'not_on_whatsapp';
  return seenAt === '' ? 'unknown' : 'delivered';
};

/** Travellers who belong together over journeys. */
export const Group = z
  .object({
    id: z.uuid(),
    name: z.string(),
    leaderId: z.uuid().nullable().describe('The contact who leads it.'),
    journeys: z.int().describe('How many journeys of it are not withdrawn.'),
  })
  .meta({ id: 'Group', description: 'Travellers who belong together, such as a school.' });
export type Group = z.infer<typeof Group>;

import { z } from 'zod';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { InvariantBroken } from '#shared/errors.ts';
import { type AnyEvent, type EventOf, parseEvent } from '#shared/events/catalogue.ts';

type Booking = EventOf<'TripBookingReceived'>;

/** A booking as it waits in the queue, which is a table: its data is sealed. */
export const sealedBooking = async (event: Booking, sealing: Sealing): Promise<unknown> => {
  if (event.agencyId === null) throw new InvariantBroken('a booking of no agency');
  const sealer = await sealing.of(event.agencyId);
  return { ...event, data: sealer.seal(event.data, 'words') };
};

const SealedBooking = z.looseObject({ agencyId: z.string(), data: z.string() });

/**
 * The event of a job of the intake; one that was queued in the clear is taken as it is.
 * @throws WrongKey where it cannot be opened.
 */
export const openedBooking = async (job: unknown, sealing: Sealing): Promise<AnyEvent> => {
  const sealed = SealedBooking.safeParse(job);
  if (!sealed.success) return parseEvent(job);
  const { agencyId, data } = sealed.data;
  return parseEvent({ ...sealed.data, data: (await sealing.of(agencyId)).open(data) });
};

import { eventFields } from '#shared/actor/event-log.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type BookTripResult, bookTrip } from './book-trip.ts';
import { unstorable } from './domain/storable.ts';

/** Who is named in the consent of a trip that came over the bus without saying. */
const bookerName = 'event bus';

/**
 * Takes a booking that another system put on the bus, and books it as the API would; the event's id
 * makes it one booking however often it comes. The agency is the envelope's, which the transport
 * has bound to the event's source: nothing in the booking can name another one. A booking that is
 * refused, or that no agency stands for, is logged by its id and code and done with: repeating it
 * would change nothing.
 * @throws BauhausError where the data could not be reached: the event is to be delivered again.
 */
export const createIntake =
  (deps: {
    readonly desk: Pick<TripDesk, 'book' | 'settings'>;
    readonly clock: Clock;
    readonly log: Log;
  }) =>
  async (event: EventOf<'TripBookingReceived'>): Promise<BookTripResult> => {
    const result = await take(deps, event);
    if (result.kind !== 'booked' && result.kind !== 'same')
      deps.log.warn('booking from the bus refused', {
        ...eventFields(event),
        agencyId: event.agencyId,
        code: result.kind === 'refused' ? result.code : result.kind,
        fields: result.kind === 'refused' ? result.problems.map((p) => p.field) : [],
      });
    return result;
  };

const take = async (
  deps: { readonly desk: Pick<TripDesk, 'book' | 'settings'>; readonly clock: Clock },
  event: EventOf<'TripBookingReceived'>,
): Promise<BookTripResult> => {
  if (event.agencyId === null) return { kind: 'refused', code: 'no_agency', problems: [] };
  const fault = unstorable(event.data);
  if (fault) return { kind: 'refused', code: fault.code, problems: [] };
  return bookTrip(deps.desk, { agencyId: event.agencyId, name: bookerName }, event.data, {
    now: deps.clock.now(),
    idempotencyKey: event.id,
  });
};

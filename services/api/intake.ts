import { actingAs } from '#shared/acting.ts';
import { eventFields } from '#shared/actor/event-log.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type BookTripResult, bookTrip } from './book-trip.ts';
import { findStorageFault } from './domain/storable.ts';

/** Named in the consent of a booking that does not say who recorded it. */
const defaultBookerName = 'event bus';

/**
 * Books what another system put on the bus, as the API would.
 * - The event's id is the idempotency key, so a repeated delivery books nothing twice.
 * - The agency is the envelope's, which the transport binds to the event's source; the booking
 *   itself cannot name another one.
 * - What was put on the bus before its traveller was erased books nothing.
 * - A refused booking, or one without an agency, is logged by id and code and acknowledged, since
 *   delivering it again would change nothing.
 * @throws BauhausError when the database does not answer: the event is to be delivered again.
 */
export const createIntake =
  (deps: {
    readonly desk: Pick<TripDesk, 'book' | 'settings'>;
    readonly clock: Clock;
    readonly log: Log;
  }) =>
  async (event: EventOf<'TripBookingReceived'>): Promise<BookTripResult> => {
    const result = await actingAs(
      {
        actor: { kind: 'bus', id: null, name: defaultBookerName },
        requestId: event.id,
        at: deps.clock.now(),
      },
      () => bookFromEvent(deps, event),
    );
    if (result.kind !== 'booked' && result.kind !== 'same')
      deps.log.warn('booking from the bus refused', {
        ...eventFields(event),
        agencyId: event.agencyId,
        code: result.kind === 'refused' ? result.code : result.kind,
        fields: result.kind === 'refused' ? result.problems.map(({ field }) => field) : [],
      });
    return result;
  };

const bookFromEvent = async (
  deps: { readonly desk: Pick<TripDesk, 'book' | 'settings'>; readonly clock: Clock },
  event: EventOf<'TripBookingReceived'>,
): Promise<BookTripResult> => {
  if (event.agencyId === null) return { kind: 'refused', code: 'no_agency', problems: [] };
  const fault = findStorageFault(event.data);
  if (fault) return { kind: 'refused', code: fault.code, problems: [] };
  return bookTrip(deps.desk, { agencyId: event.agencyId, name: defaultBookerName }, event.data, {
    now: deps.clock.now(),
    idempotencyKey: event.id,
    saidAt: event.time,
  });
};

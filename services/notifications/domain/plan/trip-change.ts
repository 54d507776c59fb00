import { localDate } from '#shared/domain/local-time.ts';
import { matchesBooking } from '../booking.ts';
import { tripChangeDraft } from '../messages/trip-change.ts';
import { holdOf } from './hold.ts';
import { heldPart, type PlanPart } from './part.ts';
import { quietUntil } from './quiet-hours.ts';
import { gettingUpHours, type View } from './view.ts';

/** Whether the edit is to another flight or day, of which the traveller knows nothing yet. */
export const isAnotherFlight = ({ context: { trip }, told: { booking } }: View): boolean =>
  booking.flightNumber !== trip.flightNumber ||
  booking.originIata !== trip.originIata ||
  booking.destinationIata !== trip.destinationIata ||
  localDate(booking.departure, trip.originZone) !== localDate(trip.departure, trip.originZone);

/** Word of the agency's edit; `isUrgent`: news of the flight goes out now, so this goes too. */
export const tripChange = (view: View, isUrgent: boolean): PlanPart => {
  const { context, state, told, now, settings } = view;
  const { trip } = context;
  if (!state.editPending || matchesBooking(told.booking, trip) || !state.confirmationDecided)
    return {};
  const departure =
    isAnotherFlight(view) && state.facts?.phase === 'scheduled'
      ? state.facts.departure
      : trip.departure;
  const quietEndsAt = quietUntil({
    type: 'trip_changed',
    now,
    zone: trip.originZone,
    quiet: settings.quiet_hours,
    gettingUpHours: gettingUpHours(view),
    toldDeparture: told.bookingDeparture,
    newDeparture: departure,
  });
  const hold = isUrgent ? null : holdOf(view, 'trip_changed', quietEndsAt);
  return hold === null
    ? { draft: tripChangeDraft(trip, departure, told, state.leg) }
    : heldPart('trip_changed', hold.rule, hold.until);
};

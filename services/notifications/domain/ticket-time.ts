import { zonesOf } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { withSameClock } from '#shared/domain/local-time.ts';
import type { LedgerEntry, Told } from '#shared/domain/message.ts';
import { ticketDeparture } from '#shared/domain/ticket.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import type { NotificationsState } from './state.ts';

type Reread = (at: Instant) => Instant;

const toldAgain = (told: Told, reread: Reread): Told => ({
  ...told,
  ...(told.departure && { departure: reread(told.departure) }),
  ...(told.boardingFor && { boardingFor: reread(told.boardingFor) }),
  ...(told.booking && {
    booking: { ...told.booking, departure: reread(told.booking.departure) },
  }),
});

/**
 * The trip, and what its traveller was told, read with the zones of the matched record (RULES §1).
 * A ticket and a message give local times: where the airport table had another zone they mean
 * other instants than it made of them, and that is no news.
 */
export const readWithRecord = (
  { trip, ledger, ...context }: TripContext,
  { facts, leg, heldBooking }: NotificationsState,
): { readonly context: TripContext; readonly heldBooking: NotificationsState['heldBooking'] } => {
  const zones = zonesOf(trip, facts);
  const departure = ticketDeparture(trip, {
    zone: zones.originZone,
    scheduled: trip.scheduledDeparture ?? facts?.scheduledDeparture ?? null,
  });
  const read = { ...context, trip: { ...trip, ...zones, departure } };
  if (departure === trip.departure) return { context: { ...read, ledger }, heldBooking };
  const from = (zone: string) => (at: Instant) => withSameClock(at, zone, zones.originZone);
  const isFromHere = ({ told }: LedgerEntry): boolean =>
    told.booking === undefined ? told.leg === leg : told.booking.originIata === trip.originIata;
  return {
    context: {
      ...read,
      ledger: ledger.map((entry) =>
        isFromHere(entry)
          ? { ...entry, told: toldAgain(entry.told, from(entry.told.zone ?? trip.originZone)) }
          : entry,
      ),
    },
    heldBooking:
      heldBooking?.booking.originIata === trip.originIata
        ? {
            ...heldBooking,
            booking: {
              ...heldBooking.booking,
              departure: from(trip.originZone)(heldBooking.booking.departure),
            },
          }
        : heldBooking,
  };
};

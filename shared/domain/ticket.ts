import { between, type Instant } from './instant.ts';
import { withSameClock } from './local-time.ts';

/**
 * The departure on the ticket: what the agency typed is the local time there, so where the zone of
 * the record is another than the table's it is read again with the record's (RULES §1). One that
 * was given as an instant stays, and of the two it is the nearer to the schedule.
 */
export const ticketDeparture = (
  booked: { readonly departure: Instant; readonly originZone: string },
  record: { readonly zone: string; readonly scheduled: Instant | null },
): Instant => {
  const readAgain = withSameClock(booked.departure, booked.originZone, record.zone);
  if (record.scheduled === null) return readAgain;
  const [stays, moves] = [booked.departure, readAgain].map((at) =>
    Math.abs(between(at, record.scheduled ?? at)),
  );
  return stays !== undefined && moves !== undefined && stays < moves ? booked.departure : readAgain;
};

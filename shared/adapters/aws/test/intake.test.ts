import { randomUUID } from 'node:crypto';
import { TripBookingReceived } from '#shared/events/trips.ts';
import { bookingOfSource } from '../intake.ts';
import { outsideSource, ownSource, readEventMessage } from '../queue-message.ts';

const booking = (agencyId: string | null) => ({
  id: randomUUID(),
  type: TripBookingReceived.name,
  version: 1,
  time: '2027-03-01T12:00:00.000Z',
  agencyId,
  tripId: null,
  correlationId: randomUUID(),
  causationId: null,
  data: TripBookingReceived.example,
});
const messageOf = (source: string, agencyId: string | null) =>
  readEventMessage(
    JSON.stringify({ source, 'detail-type': 'TripBookingReceived', detail: booking(agencyId) }),
  );

describe('a booking from the bus', () => {
  const [mine, other] = [randomUUID(), randomUUID()];
  it('is the agency’s whose source it came from', () => {
    expect(bookingOfSource(messageOf(outsideSource(mine), null))?.agencyId).toBe(mine);
    expect(bookingOfSource(messageOf(outsideSource(mine), mine))?.agencyId).toBe(mine);
  });
  it('is refused where it names another agency than its source', () => {
    expect(bookingOfSource(messageOf(outsideSource(mine), other))).toBeNull();
  });
  it('is refused where its source is no agency’s, whatever it says of itself', () => {
    for (const source of [ownSource, 'bauhaus.agency.', 'bauhaus.agency.everybody', 'somebody'])
      expect(bookingOfSource(messageOf(source, mine))).toBeNull();
    expect(bookingOfSource(readEventMessage(JSON.stringify(booking(mine))))).toBeNull();
  });
});

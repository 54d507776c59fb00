import { passengerOf } from '#shared/domain/passenger.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { aBookedTrip, aBooking, aMoment, aNewJourney, anAgency } from '../builders.ts';
import { emittedBy, later, minute, type StoreUnderTest } from './harness.ts';

type JourneyEvent = EventOf<'JourneyBooked'> | EventOf<'JourneyChanged'>;

/** What agencies do is announced once for each act and journey. */
export const describeJourneyEvents = (subject: () => StoreUnderTest): void => {
  const newAgency = async () => {
    const agency = anAgency();
    await subject().addAgency(agency);
    return agency.id;
  };
  /** The events of an agency's journeys so far, oldest revision first. */
  const announced = async (agencyId: string): Promise<readonly JourneyEvent[]> =>
    (await emittedBy(subject()))
      .flatMap((event) =>
        event.agencyId === agencyId &&
        (event.type === 'JourneyBooked' || event.type === 'JourneyChanged')
          ? [event]
          : [],
      )
      .sort((a, b) => a.data.revision - b.data.revision);
  const changes = async (agencyId: string) =>
    (await announced(agencyId)).map(({ type, data }) =>
      'fields' in data ? `${data.fields.join(' ')}${data.notify ? '' : ', silently'}` : type,
    );
  const family = [passengerOf('Ana Ruiz'), passengerOf('Beto Paz')];
  const out = aBookedTrip({ whatsapp: '+5491155550141' });
  const back = aBookedTrip({
    whatsapp: out.whatsapp,
    flightNumber: 'BA821',
    originIata: 'CPH',
    destinationIata: 'LHR',
    departure: '2027-03-09T18:10:00.000Z',
    flightKey: 'BA821/CPH-LHR/2027-03-09/19',
  });
  const bookFamily = async () => {
    const agencyId = await newAgency();
    const booked = await subject().desk.book(
      aBooking(agencyId, { trip: out, passengers: family, journeyReference: 'J1' }),
    );
    if (booked.kind !== 'booked') throw new Error(booked.kind);
    return { agencyId, tripId: booked.trip.id, trip: booked.trip };
  };

  describe('the events of a journey', () => {
    it('say which legs it has, and nothing about persons', async () => {
      const agencyId = await newAgency();
      const request = aNewJourney(agencyId);
      const booked = await subject().desk.bookJourney(request);
      if (booked.kind !== 'booked') throw new Error(booked.kind);
      await subject().desk.bookJourney(request);
      const { journey } = booked;
      expect(await announced(agencyId)).toEqual([
        {
          id: expect.any(String),
          type: 'JourneyBooked',
          version: 1,
          time: aMoment,
          agencyId,
          tripId: null,
          correlationId: expect.any(String),
          causationId: null,
          data: {
            journeyId: journey.id,
            revision: 1,
            legs: journey.legs.map(({ id, flightKey, departure }) => ({
              legId: id,
              flightKey,
              departure,
            })),
          },
        },
      ]);
    });

    it('tell of each piece that a named journey comes in', async () => {
      const { agencyId } = await bookFamily();
      await subject().desk.book(
        aBooking(agencyId, { trip: back, passengers: family, journeyReference: 'J1' }),
      );
      await subject().desk.book(
        aBooking(agencyId, { trip: out, passengers: [passengerOf('Tomás Paz')] }),
      );
      expect(await changes(agencyId)).toEqual(['JourneyBooked', 'trips', 'passengers']);
      const [first, second] = await announced(agencyId);
      expect(first?.data.legs.map(({ flightKey }) => flightKey)).toEqual([out.flightKey]);
      expect(second?.data.legs.map(({ flightKey }) => flightKey)).toEqual([
        out.flightKey,
        back.flightKey,
      ]);
    });

    it('tell of an edit once, however many trips get the new number', async () => {
      const { agencyId, trip } = await bookFamily();
      await subject().desk.book(
        aBooking(agencyId, { trip: back, passengers: family, journeyReference: 'J1' }),
      );
      await subject().desk.edit({
        agencyId,
        tripId: trip.id,
        revision: trip.revision,
        set: { whatsapp: '+5491155550142' },
        notify: false,
        now: later(minute),
      });
      expect(await changes(agencyId)).toEqual(['JourneyBooked', 'trips', 'whatsapp, silently']);
    });

    it('tell of those who move, leave and are withdrawn', async () => {
      const { agencyId, tripId, trip } = await bookFamily();
      const [ana, beto] = trip.passengers.map(({ id }) => id);
      const act = { agencyId, tripId, notify: true, now: later(minute) };
      const { reference: _, ...set } = back;
      const moved = await subject().desk.movePassenger({ ...act, passengerId: beto ?? '', set });
      expect(moved.kind).toBe('moved');
      await subject().desk.leave({ ...act, passengerId: ana ?? '', notify: false });
      await subject().desk.withdrawJourney({ ...act, journeyId: trip.journeyId });
      expect(await changes(agencyId)).toEqual([
        'JourneyBooked',
        'trips passengers',
        'trips, silently',
        'state trips',
      ]);
      const events = await announced(agencyId);
      expect(events.map(({ data }) => data.legs.length)).toEqual([1, 2, 1, 0]);
    });

    it('tell of what is said of it, and of nothing where nothing changes', async () => {
      const { agencyId, trip } = await bookFamily();
      const act = { agencyId, journeyId: trip.journeyId, now: later(minute) };
      const set = {
        title: 'Sun',
        owner: null,
        group: 'School',
        notes: null,
        metadata: {},
        keeperId: null,
      };
      await subject().desk.editJourney({ ...act, revision: 1, set });
      await subject().desk.editJourney({ ...act, revision: 2, set });
      await subject().desk.cancel({ ...act, tripId: trip.id, notify: true });
      await subject().desk.cancel({ ...act, tripId: trip.id, notify: true });
      expect(await changes(agencyId)).toEqual(['JourneyBooked', 'group title, silently', 'trips']);
    });
  });
};

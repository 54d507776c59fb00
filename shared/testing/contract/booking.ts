import { aBooking, aMoment, anAgency } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Booking, editing and withdrawing trips. */
export const describeBooking = (subject: () => StoreUnderTest): void => {
  const newAgency = async () => {
    const agency = anAgency();
    await subject().addAgency(agency);
    return agency;
  };

  describe('a booking', () => {
    it('is a trip with the agency’s words and nothing about the flight yet', async () => {
      const agency = await newAgency();
      const request = aBooking(agency.id, {
        trip: {
          stay: 'Hotel Norte',
          returnDate: '2027-03-10',
          metadata: { a: { b: [1] } },
          reference: 'LOC-7Q',
          clientDescription: 'likes museums',
        },
      });
      const booked = await subject().desk.book(request);
      expect(booked).toEqual({
        kind: 'booked',
        trip: {
          ...request.trip,
          id: expect.any(String),
          agencyId: agency.id,
          revision: 1,
          status: 'booked',
          scheduledDeparture: null,
          estimatedDeparture: null,
          estimatedArrival: null,
          gate: null,
          terminal: null,
          faFlightId: null,
          nextCheckAt: null,
          journeyId: expect.any(String),
          legId: expect.any(String),
          contactId: expect.any(String),
          role: 'traveller',
          passengers: [
            {
              id: expect.any(String),
              name: request.trip.clientName,
              callName: request.trip.callName,
              kind: 'adult',
              reference: request.trip.reference,
              joinedAt: aMoment,
            },
          ],
          consent: request.consent,
          insertedAt: aMoment,
        },
      });
      if (booked.kind !== 'booked') return;
      expect(await subject().desk.trip(agency.id, booked.trip.id)).toEqual(booked.trip);
    });

    it('emits TripBooked exactly once', async () => {
      const scene = await Scene.open(subject());
      const [event, ...more] = await scene.emitted();
      expect(more).toEqual([]);
      expect(event).toMatchObject({
        type: 'TripBooked',
        version: 1,
        time: aMoment,
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        causationId: null,
        data: { flightKey: scene.trip.flightKey, departure: scene.trip.departure },
      });
    });

    it('groups the legs of a journey by its reference, within the agency', async () => {
      const agency = await newAgency();
      const other = await newAgency();
      const journeyReference = 'J-1';
      const journeys = [];
      for (const id of [agency.id, agency.id, other.id]) {
        const result = await subject().desk.book(aBooking(id, { journeyReference }));
        journeys.push(result.kind === 'booked' ? result.trip.journeyId : 'none');
      }
      expect(journeys[0]).toEqual(expect.any(String));
      expect(journeys[1]).toBe(journeys[0]);
      expect(journeys[2]).not.toBe(journeys[0]);
    });

    it('again under the same reference is the same booking', async () => {
      const agency = await newAgency();
      const request = aBooking(agency.id, { trip: { reference: 'LOC-1' } });
      const first = await subject().desk.book(request);
      const again = await subject().desk.book({ ...request, now: later(hour) });
      expect(again).toEqual({ kind: 'same', trip: first.kind === 'booked' ? first.trip : null });
    });

    it('again under the same reference is the same booking, also after an edit of it', async () => {
      const agency = await newAgency();
      const request = aBooking(agency.id, { trip: { reference: 'LOC-1' } });
      const first = await subject().desk.book(request);
      if (first.kind !== 'booked') throw new Error('expected a booking');
      const edited = await subject().desk.edit({
        agencyId: agency.id,
        tripId: first.trip.id,
        revision: 1,
        set: { clientName: 'Beto Paz' },
        notify: false,
        now: later(minute),
      });
      expect(edited.kind).toBe('edited');
      expect((await subject().desk.book(request)).kind).toBe('same');
    });

    it('again under the same idempotency key is the same booking', async () => {
      const agency = await newAgency();
      const request = aBooking(agency.id, { idempotencyKey: 'key-1' });
      const first = await subject().desk.book(request);
      const again = await subject().desk.book({ ...request, now: later(hour) });
      expect(again).toEqual({ kind: 'same', trip: first.kind === 'booked' ? first.trip : null });
    });

    it('under a key or a reference of another booking is refused', async () => {
      const agency = await newAgency();
      const first = await subject().desk.book(
        aBooking(agency.id, { idempotencyKey: 'key-1', trip: { reference: 'LOC-1' } }),
      );
      const tripId = first.kind === 'booked' ? first.trip.id : '';
      expect(await subject().desk.book(aBooking(agency.id, { idempotencyKey: 'key-1' }))).toEqual({
        kind: 'key-reused',
        tripId,
      });
      expect(
        await subject().desk.book(aBooking(agency.id, { trip: { reference: 'LOC-1' } })),
      ).toEqual({ kind: 'reference-taken', tripId });
      const other = await newAgency();
      expect(
        (
          await subject().desk.book(
            aBooking(other.id, { idempotencyKey: 'key-1', trip: { reference: 'LOC-1' } }),
          )
        ).kind,
      ).toBe('booked');
    });

    it('with a passenger’s name in any spelling and the same flight is a duplicate', async () => {
      const scene = await Scene.open(subject());
      const { whatsapp, flightNumber, flightKey } = scene.trip;
      const same = (over: object) =>
        subject().desk.book(
          aBooking(scene.agency.id, { trip: { whatsapp, flightNumber, flightKey, ...over } }),
        );
      expect(await same({})).toEqual({ kind: 'duplicate', tripId: scene.trip.id });
      expect(await same({ clientName: '  ANA   ruiz ', reference: 'LOC-2' })).toEqual({
        kind: 'duplicate',
        tripId: scene.trip.id,
      });
      expect((await same({ clientName: 'Aná Ruíz' })).kind).toBe('duplicate');
      expect((await same({ clientName: 'Bruno Ruiz' })).kind).toBe('joined');
      expect(
        (
          await same({
            departure: '2027-03-04T16:20:00.000Z',
            flightKey: flightKey.replace('03-03', '03-04'),
          })
        ).kind,
      ).toBe('booked');
    });

    it('at another time of that day is another flight, yet the passenger’s duplicate', async () => {
      const scene = await Scene.open(subject());
      const { whatsapp, flightNumber, flightKey } = scene.trip;
      const evening = {
        flightNumber,
        departure: '2027-03-03T20:20:00.000Z',
        flightKey: `${flightKey}/20`,
      };
      expect(
        await subject().desk.book(aBooking(scene.agency.id, { trip: { ...evening, whatsapp } })),
      ).toEqual({
        kind: 'duplicate',
        tripId: scene.trip.id,
      });
      const other = await subject().desk.book(aBooking(scene.agency.id, { trip: evening }));
      expect(other).toMatchObject({ kind: 'booked', trip: { flightKey: evening.flightKey } });
    });

    it('of a withdrawn trip may be made anew', async () => {
      const scene = await Scene.open(subject(), { trip: { reference: 'LOC-9' } });
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        notify: false,
        now: aMoment,
      });
      const { whatsapp, flightNumber } = scene.trip;
      expect(
        (
          await subject().desk.book(
            aBooking(scene.agency.id, { trip: { whatsapp, flightNumber, reference: 'LOC-9' } }),
          )
        ).kind,
      ).toBe('booked');
    });

    it('sent many times at once is one trip and one event', async () => {
      const agency = await newAgency();
      const request = aBooking(agency.id, { idempotencyKey: 'k', trip: { reference: 'LOC-5' } });
      const results = await Promise.all(
        Array.from({ length: 6 }, () => subject().desk.book(request)),
      );
      expect(results.map(({ kind }) => kind).sort()).toEqual([
        'booked',
        'same',
        'same',
        'same',
        'same',
        'same',
      ]);
      expect(await subject().desk.trips(agency.id, { limit: 10 })).toHaveLength(1);
    });
  });
};

import { randomUUID } from 'node:crypto';
import { day } from '#shared/domain/instant.ts';
import { OverCeiling } from '#shared/errors.ts';
import { aBooking, aMoment, aNewJourney, aNumber, aPhone, someCeilings } from '../builders.ts';
import { later, Scene, type StoreUnderTest } from './harness.ts';

/** What the operator bounds: trips and flights of 24 hours, and the size of documents. */
export const describeCeilings = (subject: () => StoreUnderTest): void => {
  afterEach(() => subject().setCeilings(null));
  const desk = () => subject().desk;
  const conversations = () => subject().conversations;
  const over = (ceiling: string, limit: number) =>
    expect.objectContaining({ name: OverCeiling.name, ceiling, limit });
  const book = (scene: Scene, now = aMoment, flightNumber = `BA${aNumber()}`) =>
    desk().book(aBooking(scene.agency.id, { now, trip: { whatsapp: aPhone(), flightNumber } }));

  describe('a ceiling of trips a day', () => {
    it('holds for whole journeys too, which are written whole or not at all', async () => {
      const scene = await Scene.open(subject());
      await subject().setCeilings(someCeilings({ tripsPerDay: 2 }));
      const journey = aNewJourney(scene.agency.id);
      const [contact] = journey.contacts;
      if (!contact) throw new Error('the journey has no contact');
      const contacts = [contact, { ...contact, phone: aPhone(), role: 'guardian' as const }];
      await expect(desk().bookJourney({ ...journey, contacts })).rejects.toEqual(
        over('trips_per_day', 2),
      );
      expect((await desk().journeys(scene.agency.id, { limit: 9 })).length).toBe(1);
      expect((await desk().bookJourney(journey)).kind).toBe('booked');
      await expect(book(scene)).rejects.toEqual(over('trips_per_day', 2));
      expect((await book(scene, later(day))).kind).toBe('booked');
    });
  });

  describe('a ceiling of flights a day', () => {
    it('counts a flight once, whoever is put on it', async () => {
      const scene = await Scene.open(subject());
      await subject().setCeilings(someCeilings({ flightsPerDay: 2 }));
      const flight = `BA${aNumber()}`;
      expect((await book(scene, aMoment, flight)).kind).toBe('booked');
      expect((await book(scene, aMoment, flight)).kind).toBe('booked');
      await expect(book(scene)).rejects.toEqual(over('flights_per_day', 2));
      const edit = (flightNumber: string) =>
        desk().edit({
          agencyId: scene.agency.id,
          tripId: scene.trip.id,
          revision: 1,
          set: { flightNumber, flightKey: scene.trip.flightKey.replace(/^[^/]+/, flightNumber) },
          notify: false,
          now: aMoment,
        });
      await expect(edit(`BA${aNumber()}`)).rejects.toEqual(over('flights_per_day', 2));
      expect((await edit(flight)).kind).toBe('edited');
    });
  });

  describe('a ceiling of storage', () => {
    it('is the sum of the documents and of what is to come', async () => {
      const scene = await Scene.open(subject());
      const agencyId = scene.agency.id;
      await subject().setCeilings(someCeilings({ storageMb: 3 }));
      const id = randomUUID();
      await conversations().addDocument({
        agencyId,
        document: {
          id,
          tripId: scene.trip.id,
          type: 'insurance',
          path: `${agencyId}/${scene.trip.id}/${id}.pdf`,
          fileName: null,
          contentType: 'application/pdf',
          bytes: 2_000_000,
          uploadedBy: 'a key',
          uploadedByType: 'system',
          uploadedAt: aMoment,
          passengerId: null,
        },
      });
      await conversations().holdStorage(agencyId, 1_000_000);
      await expect(conversations().holdStorage(agencyId, 1_000_001)).rejects.toEqual(
        over('storage_mb', 3),
      );
    });
  });
};

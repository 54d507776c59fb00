import { randomUUID } from 'node:crypto';
import type { Itinerary } from '#shared/domain/itinerary.ts';
import { aMoment, aTripBooked, aTurn } from '../builders.ts';
import type { ItinerariesUnderTest } from './harness.ts';
import { later, minute, Scene } from './harness.ts';

const anItinerary = (over: Partial<Itinerary> = {}): Itinerary => ({
  version: 1,
  status: 'approved',
  origin: 'agency_places',
  days: [{ date: '2027-03-04', items: [] }],
  generatedAt: aMoment,
  ...over,
});

/** Versions of a trip's itinerary. */
export const describeItineraries = (subject: () => ItinerariesUnderTest): void => {
  describe('itineraries', () => {
    const planned = async (scene: Scene, ...versions: readonly Itinerary[]): Promise<void> => {
      const { trip } = scene;
      for (const [index, itinerary] of versions.entries())
        await subject().store.commit(
          aTurn(aTripBooked(trip), {
            agent: 'itinerary',
            agencyId: trip.agencyId,
            expectedVersion: index,
            records: [{ kind: 'itinerary', tripId: trip.id, itinerary }],
          }),
        );
    };
    const read = ({ trip }: Scene) => subject().store.itineraries(trip.agencyId, trip.id);

    it('are kept with all their versions, the newest first', async () => {
      const scene = await Scene.open(subject());
      expect(await read(scene)).toEqual([]);
      const versions = [
        anItinerary(),
        anItinerary({ version: 2, origin: 'model', generatedAt: later(minute) }),
      ];
      await planned(scene, ...versions);
      expect(await read(scene)).toEqual([...versions].reverse());
    });

    it('are shown to the traveller only when approved', async () => {
      const scene = await Scene.open(subject());
      await planned(scene, anItinerary(), anItinerary({ version: 2, status: 'draft' }));
      expect((await scene.context()).itinerary).toEqual(anItinerary());
      await subject().store.approveItinerary({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        version: 2,
        now: later(minute),
      });
      expect((await scene.context()).itinerary).toEqual(anItinerary({ version: 2 }));
    });

    it('are approved once, and the traveller hears of it once', async () => {
      const scene = await Scene.open(subject());
      await planned(scene, anItinerary({ status: 'draft', origin: 'model' }));
      const approve = () =>
        subject().store.approveItinerary({
          agencyId: scene.agency.id,
          tripId: scene.trip.id,
          version: 1,
          now: later(minute),
        });
      expect(await approve()).toEqual(anItinerary({ origin: 'model' }));
      expect(await approve()).toEqual(anItinerary({ origin: 'model' }));
      expect(await scene.emitted('ItineraryReady')).toMatchObject([
        { tripId: scene.trip.id, data: { version: 1, origin: 'model' } },
      ]);
    });

    it('are nobody else’s', async () => {
      const scene = await Scene.open(subject());
      const other = await Scene.open(subject());
      await planned(scene, anItinerary({ status: 'draft' }));
      const asOther = { agencyId: other.agency.id, tripId: scene.trip.id, now: aMoment };
      expect(await subject().store.itineraries(other.agency.id, scene.trip.id)).toBeNull();
      expect(await subject().store.approveItinerary({ ...asOther, version: 1 })).toBeNull();
      expect(await subject().store.requestItinerary({ ...asOther, requestId: randomUUID() })).toBe(
        false,
      );
      expect((await read(scene))?.[0]?.status).toBe('draft');
    });

    it('can be asked for anew while the trip is live', async () => {
      const scene = await Scene.open(subject());
      const request = () =>
        subject().store.requestItinerary({
          agencyId: scene.agency.id,
          tripId: scene.trip.id,
          requestId: randomUUID(),
          now: aMoment,
        });
      expect(await request()).toBe(true);
      expect(await scene.emitted('ItineraryRequested')).toMatchObject([{ data: { by: 'agency' } }]);
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        notify: false,
        now: aMoment,
      });
      expect(await request()).toBe(false);
    });
  });
};

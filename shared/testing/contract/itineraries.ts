import { randomUUID } from 'node:crypto';
import type { Itinerary } from '#shared/domain/itinerary.ts';
import { PlaceInput } from '#shared/domain/place.ts';
import { SoldPlan } from '#shared/domain/stay-plan.ts';
import type { RecordCommand } from '#shared/ports/turn-commands.ts';
import { aBookedTrip, aBooking, aMoment, aTripBooked, aTurn } from '../builders.ts';
import type { ItinerariesUnderTest } from './harness.ts';
import { emittedBy, later, minute, Scene } from './harness.ts';

const anItinerary = (over: Partial<Itinerary> = {}): Itinerary => ({
  version: 1,
  status: 'approved',
  origin: 'agency_places',
  days: [{ date: '2027-03-04', items: [] }],
  generatedAt: aMoment,
  ...over,
});

const aPlan = (over: Partial<SoldPlan> = {}): SoldPlan =>
  SoldPlan.parse({ hotel: { name: 'Hotel Alexandra', address: 'Nyhavn 71' }, ...over });

/** Stays of a journey: their itineraries, their plans, and cities without places. */
export const describeItineraries = (subject: () => ItinerariesUnderTest): void => {
  const stay = 'CPH';
  const addressOf = ({ trip, agency }: Scene) => ({
    agencyId: agency.id,
    journeyId: trip.journeyId,
    stay,
  });
  const commit = (scene: Scene, index: number, ...records: readonly RecordCommand[]) =>
    subject().store.commit(
      aTurn(aTripBooked(scene.trip, { id: randomUUID() }), {
        agent: 'itinerary',
        actorId: scene.trip.journeyId,
        agencyId: scene.agency.id,
        expectedVersion: index,
        records,
      }),
    );
  const planned = async (scene: Scene, ...versions: readonly Itinerary[]): Promise<void> => {
    const { journeyId } = scene.trip;
    for (const [index, itinerary] of versions.entries())
      await commit(scene, index, { kind: 'itinerary', journeyId, stay, itinerary });
  };
  /** The data of the events of a type about the journey of a scene, which name no trip. */
  const newsOf = async ({ trip }: Scene, type: 'ItineraryApproved' | 'StayPlanChanged') =>
    (await emittedBy(subject())).flatMap((event) =>
      event.type === type && event.tripId === null && event.data.journeyId === trip.journeyId
        ? [event.data]
        : [],
    );
  const journeyOf = ({ agency, trip }: Scene) =>
    subject().store.journeyStays(agency.id, { journeyId: trip.journeyId });

  describe('itineraries', () => {
    const read = (scene: Scene) => subject().store.itineraries(scene.agency.id, addressOf(scene));
    const approve = (scene: Scene, version = 1) =>
      subject().store.approveItinerary({ ...addressOf(scene), version, now: later(minute) });

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
      const shown = async () => (await journeyOf(scene))?.itineraries;
      expect(await shown()).toEqual([{ stay, newestVersion: 2, shown: anItinerary() }]);
      await approve(scene, 2);
      expect(await shown()).toEqual([
        { stay, newestVersion: 2, shown: anItinerary({ version: 2 }) },
      ]);
    });

    it('are approved once, and the agent hears of it once', async () => {
      const scene = await Scene.open(subject());
      await planned(scene, anItinerary({ status: 'draft', origin: 'model' }));
      expect(await approve(scene)).toEqual(anItinerary({ origin: 'model' }));
      expect(await approve(scene)).toEqual(anItinerary({ origin: 'model' }));
      expect(await newsOf(scene, 'ItineraryApproved')).toEqual([
        { journeyId: scene.trip.journeyId, stay, version: 1 },
      ]);
    });

    it('are nobody else’s', async () => {
      const scene = await Scene.open(subject());
      const other = await Scene.open(subject());
      await planned(scene, anItinerary({ status: 'draft' }));
      const asOther = { ...addressOf(scene), agencyId: other.agency.id, now: aMoment };
      const { store } = subject();
      expect(await store.itineraries(other.agency.id, asOther)).toEqual([]);
      expect(await store.journeyStays(other.agency.id, asOther)).toBeNull();
      expect(await store.journeyStays(other.agency.id, { tripId: scene.trip.id })).toBeNull();
      expect(await store.approveItinerary({ ...asOther, version: 1 })).toBeNull();
      expect(
        await store.requestItinerary({
          ...asOther,
          tripId: scene.trip.id,
          requestId: randomUUID(),
        }),
      ).toBe(false);
      expect(await store.putPlan({ ...asOther, plan: aPlan(), revision: null })).toEqual({
        kind: 'not-found',
      });
      expect((await read(scene))[0]?.status).toBe('draft');
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
      expect(await scene.emitted('ItineraryRequested')).toMatchObject([
        { data: { by: 'agency', journeyId: scene.trip.journeyId } },
      ]);
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        notify: false,
        now: aMoment,
      });
      expect(await request()).toBe(false);
    });
  });

  describe('the stays of a journey', () => {
    it('are made of its live trips and what is known of their flights', async () => {
      const scene = await Scene.open(subject());
      const { trip } = scene;
      expect(await journeyOf(scene)).toMatchObject({
        journeyId: trip.journeyId,
        agencyId: scene.agency.id,
        trips: [{ id: trip.id, passengers: [{ name: trip.clientName }] }],
        flights: {},
        beside: { [trip.id]: { before: null, after: null } },
        plans: [],
        itineraries: [],
      });
      expect(await subject().store.journeyStays(scene.agency.id, { tripId: trip.id })).toEqual(
        await journeyOf(scene),
      );
      expect(await subject().store.agencyOfTrip(trip.id)).toBe(scene.agency.id);
      expect(await subject().store.agencyOfTrip(randomUUID())).toBeNull();
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: trip.id,
        notify: false,
        now: aMoment,
      });
      expect((await journeyOf(scene))?.trips).toEqual([]);
    });

    it('know the flights of the same travellers on other journeys', async () => {
      const scene = await Scene.open(subject());
      const { trip, agency } = scene;
      const other = aBookedTrip({
        clientName: trip.clientName,
        whatsapp: trip.whatsapp,
        flightNumber: 'BA815',
        originIata: 'CPH',
        destinationIata: 'LHR',
        departure: '2027-03-09T10:00:00.000Z',
        flightKey: 'BA815/CPH-LHR/2027-03-09/11',
      });
      await subject().desk.book(aBooking(agency.id, { trip: other }));
      expect((await journeyOf(scene))?.beside[trip.id]).toEqual({
        before: null,
        after: {
          originIata: 'CPH',
          destinationIata: 'LHR',
          departure: '2027-03-09T10:00:00.000Z',
          bookedDeparture: '2027-03-09T10:00:00.000Z',
        },
      });
    });
  });

  describe('the plan that an agency sold', () => {
    const put = (scene: Scene, plan: SoldPlan | null, revision: number | null = null) =>
      subject().store.putPlan({ ...addressOf(scene), plan, revision, now: later(minute) });

    it('is written, edited by its revision, and removed', async () => {
      const scene = await Scene.open(subject());
      expect(await put(scene, aPlan(), 1)).toEqual({ kind: 'stale' });
      expect(await put(scene, null)).toEqual({ kind: 'not-found' });
      const stored = { stay, revision: 1, plan: aPlan(), updatedAt: later(minute) };
      expect(await put(scene, aPlan())).toEqual({ kind: 'written', stored });
      expect(await put(scene, aPlan(), 1)).toEqual({ kind: 'unchanged', stored });
      expect((await journeyOf(scene))?.plans).toEqual([stored]);
      const edited = aPlan({ hotel: null });
      expect(await put(scene, edited, 2)).toEqual({ kind: 'stale' });
      expect(await put(scene, edited, 1)).toMatchObject({
        kind: 'written',
        stored: { revision: 2, plan: edited },
      });
      expect(await put(scene, null, 1)).toEqual({ kind: 'stale' });
      expect(await put(scene, null, 2)).toEqual({ kind: 'removed' });
      expect((await journeyOf(scene))?.plans).toEqual([]);
      expect(await put(scene, aPlan(), 3)).toEqual({ kind: 'stale' });
      expect(await put(scene, aPlan())).toMatchObject({ stored: { revision: 4 } });
      const { journeyId } = scene.trip;
      expect(await newsOf(scene, 'StayPlanChanged')).toEqual(
        [1, 2, 3, 4].map((revision) => ({ journeyId, stay, revision })),
      );
    });
  });

  describe('a city without places', () => {
    it('is said once for an agency, until a place is added there', async () => {
      const scene = await Scene.open(subject());
      const other = await Scene.open(subject());
      const gap = {
        kind: 'place_gap',
        city: 'Copenhagen',
        country: 'DK',
        cityKeys: ['copenhagen', 'copenhague'],
        near: { lat: 55.62, lng: 12.65 },
      } as const;
      await commit(scene, 0, gap);
      await commit(scene, 1, gap, { ...gap, city: 'Aalborg', cityKeys: ['aalborg'], near: null });
      const gaps = () => subject().store.placeGaps(scene.agency.id);
      expect(await gaps()).toMatchObject([
        { city: 'Aalborg' },
        { city: 'Copenhagen', country: 'DK' },
      ]);
      expect(await subject().store.placeGaps(other.agency.id)).toEqual([]);
      await subject().store.places.add(
        scene.agency.id,
        PlaceInput.parse({ name: 'Tivoli', city: 'København', lat: 55.67, lng: 12.56 }),
      );
      expect((await gaps()).map(({ city }) => city)).toEqual(['Aalborg']);
    });
  });
};

import { randomUUID } from 'node:crypto';
import {
  aBookedTrip,
  aFlightFacts,
  aMoment,
  aNumber,
  anAgency,
  aTripBooked,
  aTurn,
} from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Editing and withdrawing trips. */
export const describeEdits = (subject: () => StoreUnderTest): void => {
  const newAgency = async () => {
    const agency = anAgency();
    await subject().addAgency(agency);
    return agency;
  };

  describe('an edit', () => {
    const edit = (
      scene: Scene,
      set: object,
      over: { revision?: number; notify?: boolean; agencyId?: string } = {},
    ) =>
      subject().desk.edit({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        revision: 1,
        set,
        notify: true,
        now: later(minute),
        ...over,
      });

    it('counts the revision and names the changed fields, never their values', async () => {
      const scene = await Scene.open(subject());
      const result = await edit(
        scene,
        { stay: 'Hotel Sur', language: scene.trip.language },
        { notify: false },
      );
      expect(result).toEqual({
        kind: 'edited',
        trip: { ...scene.trip, revision: 2, stay: 'Hotel Sur' },
        fields: ['stay'],
      });
      const [event] = await scene.emitted('TripChanged');
      const pair = { flightKey: scene.trip.flightKey, departure: scene.trip.departure };
      expect(event).toMatchObject({
        agencyId: scene.agency.id,
        time: later(minute),
        data: { revision: 2, before: pair, after: pair, fields: ['stay'], notify: false },
      });
      expect(JSON.stringify(event)).not.toContain('Hotel Sur');
    });

    it('names in one order what changed, and not what follows from it', async () => {
      const scene = await Scene.open(subject());
      const set = {
        metadata: { seat: '1A' },
        flightKey: scene.trip.flightKey.replace('LHR', 'LGW'),
        originZone: 'Europe/Dublin',
        originIata: 'LGW',
        clientName: 'Ana Maria Ruiz',
      };
      expect(await edit(scene, set)).toMatchObject({
        kind: 'edited',
        fields: ['clientName', 'originIata', 'metadata'],
      });
    });

    it('of the flight starts with nothing known', async () => {
      const scene = await Scene.open(subject(), { trip: { stay: 'Hotel Norte' } });
      await subject().store.commit(
        aTurn(aTripBooked(scene.trip), {
          agent: 'flight-tracker',
          actorId: scene.trip.flightKey,
          agencyId: null,
          records: [
            {
              kind: 'flight',
              flightKey: scene.trip.flightKey,
              facts: aFlightFacts({ gate: 'A1' }),
              status: 'scheduled',
              nextCheckAt: later(hour),
              raw: null,
              changed: true,
              alertId: null,
            },
          ],
        }),
      );
      const flightNumber = `BA${aNumber()}`;
      const { flightKey, departure } = aBookedTrip({
        flightNumber,
        departure: '2027-03-04T09:00:00.000Z',
      });
      const result = await edit(scene, { flightNumber, flightKey, departure });
      expect(result).toMatchObject({
        kind: 'edited',
        trip: {
          flightNumber,
          flightKey,
          departure,
          status: 'booked',
          scheduledDeparture: null,
          estimatedDeparture: null,
          estimatedArrival: null,
          gate: null,
          terminal: null,
          faFlightId: null,
          nextCheckAt: null,
          stay: 'Hotel Norte',
        },
      });
      const [event] = await scene.emitted('TripChanged');
      expect(event).toMatchObject({
        data: {
          before: { flightKey: scene.trip.flightKey, departure: scene.trip.departure },
          after: { flightKey, departure },
          notify: true,
        },
      });
    });

    it('that keeps the flight keeps what is known of it', async () => {
      const scene = await Scene.open(subject());
      await subject().store.commit(
        aTurn(aTripBooked(scene.trip), {
          agent: 'flight-tracker',
          actorId: scene.trip.flightKey,
          agencyId: null,
          records: [
            {
              kind: 'flight',
              flightKey: scene.trip.flightKey,
              facts: aFlightFacts({ gate: 'A1' }),
              status: 'scheduled',
              nextCheckAt: later(hour),
              raw: null,
              changed: true,
              alertId: null,
            },
          ],
        }),
      );
      expect(await edit(scene, { metadata: { note: 'aisle' } })).toMatchObject({
        kind: 'edited',
        trip: { status: 'scheduled', gate: 'A1', metadata: { note: 'aisle' } },
      });
    });

    it('that says what was already so changes nothing and tells nobody', async () => {
      const scene = await Scene.open(subject(), { trip: { metadata: { a: 1, b: 2 } } });
      expect(await edit(scene, { stay: null, metadata: { b: 2, a: 1 } })).toEqual({
        kind: 'unchanged',
        trip: scene.trip,
      });
      expect(await scene.emitted('TripChanged')).toEqual([]);
    });

    it('against another revision is stale', async () => {
      const scene = await Scene.open(subject());
      expect(await edit(scene, { stay: 'x' }, { revision: 2 })).toEqual({ kind: 'stale' });
      expect(await subject().desk.trip(scene.agency.id, scene.trip.id)).toEqual(scene.trip);
    });

    it('of two at once wins once', async () => {
      const scene = await Scene.open(subject());
      const results = await Promise.all([edit(scene, { stay: 'a' }), edit(scene, { stay: 'b' })]);
      expect(results.map(({ kind }) => kind).sort()).toEqual(['edited', 'stale']);
      expect(await scene.emitted('TripChanged')).toHaveLength(1);
    });

    it('of a trip that is not there, another agency’s, or withdrawn is refused', async () => {
      const scene = await Scene.open(subject());
      const stranger = await newAgency();
      expect(await edit(scene, { stay: 'x' }, { agencyId: stranger.id })).toEqual({
        kind: 'not-found',
      });
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        notify: false,
        now: aMoment,
      });
      expect(await edit(scene, { stay: 'x' })).toEqual({ kind: 'withdrawn' });
      expect(
        await subject().desk.edit({
          agencyId: scene.agency.id,
          tripId: randomUUID(),
          revision: 1,
          set: {},
          notify: true,
          now: aMoment,
        }),
      ).toEqual({ kind: 'not-found' });
    });

    it('onto another live booking is a duplicate and changes nothing', async () => {
      const scene = await Scene.open(subject());
      const other = await scene.another({ whatsapp: scene.trip.whatsapp });
      const { flightNumber, flightKey } = other.trip;
      expect(await edit(scene, { flightNumber, flightKey })).toEqual({
        kind: 'duplicate',
        tripId: other.trip.id,
      });
      expect(await subject().desk.trip(scene.agency.id, scene.trip.id)).toEqual(scene.trip);
      expect(await scene.emitted('TripChanged')).toEqual([]);
    });
  });

  describe('a cancellation by the agency', () => {
    it('withdraws the trip, says so once, and closes its tasks', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({
        tasks: [{ op: 'open', kind: 'long_delay', tripId: scene.trip.id, reason: 'x', facts: {} }],
      });
      const cancel = () =>
        subject().desk.cancel({
          agencyId: scene.agency.id,
          tripId: scene.trip.id,
          notify: true,
          now: later(minute),
        });
      expect(await cancel()).toMatchObject({
        kind: 'cancelled',
        trip: { id: scene.trip.id, status: 'withdrawn' },
      });
      expect(await cancel()).toMatchObject({ kind: 'already', trip: { status: 'withdrawn' } });
      expect(await scene.emitted('TripCancelled')).toMatchObject([
        { agencyId: scene.agency.id, data: { flightKey: scene.trip.flightKey, notify: true } },
      ]);
      expect(
        await subject().desk.tasks(scene.agency.id, { tripId: scene.trip.id, limit: 5 }),
      ).toMatchObject([{ state: 'done', closedReason: 'trip_withdrawn' }]);
    });

    it('of another agency’s trip finds nothing', async () => {
      const scene = await Scene.open(subject());
      const stranger = await newAgency();
      expect(
        await subject().desk.cancel({
          agencyId: stranger.id,
          tripId: scene.trip.id,
          notify: false,
          now: aMoment,
        }),
      ).toEqual({
        kind: 'not-found',
      });
      expect((await subject().desk.trip(scene.agency.id, scene.trip.id))?.status).toBe('booked');
    });
  });
};

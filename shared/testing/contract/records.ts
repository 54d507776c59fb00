import { randomUUID } from 'node:crypto';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { EditRequest } from '#shared/ports/trip-desk.ts';
import { aFlightFacts, aMoment, anAgency, aTripBooked, aTurn, phoneOf } from '../builders.ts';
import { hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Records of a turn: facts of flights, with their projection on trips, and opt-outs. */
export const describeRecords = (subject: () => StoreUnderTest): void => {
  describe('the flight', () => {
    const flightTurn = (scene: Scene, over: object = {}) =>
      aTurn(aTripBooked(scene.trip), {
        agent: 'flight-tracker',
        actorId: scene.trip.flightKey,
        agencyId: null,
        records: [
          {
            kind: 'flight',
            flightKey: scene.trip.flightKey,
            facts: aFlightFacts({ gate: 'A13', departure: '2027-03-03T17:00:00.000Z' }),
            status: 'scheduled',
            nextCheckAt: later(hour),
            raw: [AeroFlight.parse({ ident: 'BA820', fa_flight_id: 'BAW820-1' })],
            changed: true,
            alertId: null,
            ...over,
          },
        ],
      });

    const flightOf = async ({ trip }: Scene) =>
      (
        await subject().store.load({
          agent: 'flight-tracker',
          actorId: trip.flightKey,
          eventId: randomUUID(),
          agencyId: null,
          tripId: null,
          conversation: null,
          flightKey: trip.flightKey,
          timerKind: null,
        })
      ).flight;

    it('is projected onto every trip that follows it, not onto what the agency wrote', async () => {
      const scene = await Scene.open(subject(), {
        trip: { metadata: { note: 'window' }, stay: 'Hotel Norte' },
      });
      const other = await Scene.open(subject(), {
        trip: { flightNumber: scene.trip.flightNumber },
      });
      expect(other.trip.flightKey).toBe(scene.trip.flightKey);
      expect((await subject().store.commit(flightTurn(scene))).kind).toBe('committed');
      for (const { agency, trip } of [scene, other]) {
        expect(await subject().desk.trip(agency.id, trip.id)).toEqual({
          ...trip,
          status: 'scheduled',
          scheduledDeparture: '2027-03-03T16:20:00.000Z',
          estimatedDeparture: '2027-03-03T17:00:00.000Z',
          estimatedArrival: '2027-03-03T18:15:00.000Z',
          gate: 'A13',
          terminal: '5',
          faFlightId: 'BAW820-1803831600-schedule-101p',
          nextCheckAt: later(hour),
        });
      }
      expect((await scene.context()).flight).toEqual(
        aFlightFacts({ gate: 'A13', departure: '2027-03-03T17:00:00.000Z' }),
      );
    });

    it('never rewrites the scheduled departure of a matched trip', async () => {
      const scene = await Scene.open(subject());
      await subject().store.commit(flightTurn(scene));
      const moved = aFlightFacts({
        scheduledDeparture: '2027-03-03T18:00:00.000Z',
        departure: '2027-03-03T18:05:00.000Z',
      });
      await subject().store.commit({
        ...flightTurn(scene, { facts: moved }),
        event: aTripBooked(scene.trip),
        expectedVersion: 1,
      });
      const trip = await subject().desk.trip(scene.agency.id, scene.trip.id);
      expect(trip).toMatchObject({
        scheduledDeparture: '2027-03-03T16:20:00.000Z',
        estimatedDeparture: '2027-03-03T18:05:00.000Z',
      });
    });

    it('leaves facts and status that the record lacks, and the withdrawn trip always', async () => {
      const scene = await Scene.open(subject());
      const withdrawn = await scene.another({ flightNumber: scene.trip.flightNumber });
      await subject().store.commit(flightTurn(scene));
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: withdrawn.trip.id,
        notify: false,
        now: aMoment,
      });
      await subject().store.commit({
        ...flightTurn(scene, { facts: null, status: null, nextCheckAt: null }),
        event: aTripBooked(scene.trip),
        expectedVersion: 1,
      });
      expect(await subject().desk.trip(scene.agency.id, scene.trip.id)).toMatchObject({
        status: 'scheduled',
        gate: 'A13',
        nextCheckAt: null,
      });
      await subject().store.commit({
        ...flightTurn(scene, { status: 'landed' }),
        event: aTripBooked(scene.trip),
        expectedVersion: 2,
      });
      expect(await subject().desk.trip(scene.agency.id, withdrawn.trip.id)).toMatchObject({
        status: 'withdrawn',
      });
    });

    it('of which something is no longer known erases nothing on the trips', async () => {
      const scene = await Scene.open(subject());
      const tell = (expectedVersion: number, over: object) =>
        subject().store.commit({
          ...flightTurn(scene, over),
          event: scene.event(),
          expectedVersion,
        });
      await tell(0, { facts: aFlightFacts({ gate: 'A13' }) });
      await tell(1, {
        facts: aFlightFacts({ gate: null, terminal: null, arrival: null, faFlightId: null }),
      });
      expect(await subject().desk.trip(scene.agency.id, scene.trip.id)).toMatchObject({
        gate: 'A13',
        terminal: '5',
        estimatedArrival: '2027-03-03T18:15:00.000Z',
        faFlightId: 'BAW820-1803831600-schedule-101p',
      });
    });

    it('has followers of all agencies, without withdrawn ones or personal data', async () => {
      const scene = await Scene.open(subject(), {
        settings: { feature_flags: { flight_alerts: false } },
      });
      const other = await Scene.open(subject(), {
        trip: { flightNumber: scene.trip.flightNumber },
      });
      const withdrawn = await scene.another({ flightNumber: scene.trip.flightNumber });
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: withdrawn.trip.id,
        notify: false,
        now: aMoment,
      });
      const flight = await flightOf(scene);
      expect(flight?.followers.map((f) => f.tripId).sort()).toEqual(
        [scene.trip.id, other.trip.id].sort(),
      );
      expect(flight?.followers.find((f) => f.tripId === scene.trip.id)).toEqual({
        tripId: scene.trip.id,
        agencyId: scene.agency.id,
        journeyId: scene.trip.journeyId,
        departure: scene.trip.departure,
        bookedAt: scene.trip.insertedAt,
        status: 'booked',
        originZone: 'Europe/London',
        destinationZone: 'Europe/Copenhagen',
      });
      expect(flight?.agencies).toEqual({
        [scene.agency.id]: { feature_flags: { flight_alerts: false } },
        [other.agency.id]: {},
      });
    });

    it('knows since when a trip is on it: since its last edit of flight or time', async () => {
      const scene = await Scene.open(subject());
      const edited = (set: EditRequest['set'], revision: number, now: Instant) =>
        subject().desk.edit({
          agencyId: scene.agency.id,
          tripId: scene.trip.id,
          revision,
          set,
          notify: true,
          now,
        });
      const bookedAt = async () => (await flightOf(scene))?.followers.map((f) => f.bookedAt);
      await edited({ stay: 'Hotel Sur' }, 1, later(minute));
      expect(await bookedAt()).toEqual([scene.trip.insertedAt]);
      await edited({ departure: '2027-03-03T16:30:00.000Z' }, 2, later(2 * minute));
      expect(await bookedAt()).toEqual([later(2 * minute)]);
    });
  });

  describe('an opt-out', () => {
    it('is kept for the sender and the phone, until the opt-in', async () => {
      const scene = await Scene.open(subject());
      const elsewhere = await Scene.open(subject(), { trip: { whatsapp: scene.trip.whatsapp } });
      const inbound = await subject().desk.receiveInbound({
        sender: scene.agency.sender,
        phone: phoneOf(scene.trip),
        providerId: `SM${randomUUID()}`,
        text: 'BAJA',
        media: [],
        now: aMoment,
      });
      if (!inbound) throw new Error('expected the agency to be known');
      const setOptedOut = (optedOut: boolean) =>
        scene.turn({
          records: [
            {
              kind: 'suppression',
              conversationId: inbound.conversationId,
              optedOut,
              at: aMoment,
              by: 'traveller',
            },
          ],
        });
      await setOptedOut(true);
      expect((await scene.context()).optedOut).toBe(true);
      expect((await elsewhere.context()).optedOut).toBe(false);
      await setOptedOut(false);
      expect((await scene.context()).optedOut).toBe(false);
    });

    describe('from a number that two agencies share', () => {
      const openSharingScenes = async () => {
        const agency = anAgency({ name: 'Viajes del Norte' });
        await subject().addAgency(agency);
        const first = await Scene.open(subject(), { agency });
        const sender = first.agency.sender;
        const other = await Scene.open(subject(), {
          sender,
          trip: { whatsapp: first.trip.whatsapp },
        });
        const stranger = await Scene.open(subject(), { sender });
        const setOptedOutBy = async (scene: Scene, optedOut: boolean, at: Instant) => {
          // The number is shared: the message may be taken for either agency.
          const inbound = await subject().desk.receiveInbound({
            sender,
            phone: phoneOf(first.trip),
            providerId: `SM${randomUUID()}`,
            text: optedOut ? 'BAJA' : 'ALTA',
            media: [],
            now: at,
          });
          if (!inbound) throw new Error('expected the agency to be known');
          const { conversationId } = inbound;
          await scene.turn({
            now: at,
            records: [{ kind: 'suppression', conversationId, optedOut, at, by: 'traveller' }],
          });
        };
        const optOutOf = async (scene: Scene) => {
          const { optedOut, optedOutElsewhere } = await scene.context();
          return { optedOut, optedOutElsewhere };
        };
        /** The traveller says which agency is meant; the message then reaches that one. */
        const write = (text: string) =>
          subject().desk.receiveInbound({
            sender,
            phone: phoneOf(first.trip),
            providerId: `SM${randomUUID()}`,
            text,
            media: [],
            now: aMoment,
          });
        await write('Hola');
        await write(agency.name);
        return { hearing: first, silent: other, stranger, setOptedOutBy, optOutOf };
      };

      it('silences it for both towards that phone, and the opt-in lifts it for both', async () => {
        const { hearing, silent, stranger, setOptedOutBy, optOutOf } = await openSharingScenes();
        await setOptedOutBy(hearing, true, later(minute));
        expect(await optOutOf(hearing)).toEqual({ optedOut: true, optedOutElsewhere: false });
        expect(await optOutOf(silent)).toEqual({ optedOut: true, optedOutElsewhere: true });
        expect(await optOutOf(stranger)).toEqual({ optedOut: false, optedOutElsewhere: false });
        await setOptedOutBy(hearing, false, later(2 * minute));
        expect(await optOutOf(hearing)).toEqual({ optedOut: false, optedOutElsewhere: false });
        expect(await optOutOf(silent)).toEqual({ optedOut: false, optedOutElsewhere: false });
      });

      it('is seen when a message of the other is claimed, which is dropped', async () => {
        const { hearing, silent, setOptedOutBy } = await openSharingScenes();
        await silent.turn({ effects: [silent.effect({ dueAt: later(hour) })] });
        await setOptedOutBy(hearing, true, later(minute));
        const [entry] = (await silent.context()).ledger;
        expect(await silent.claim([entry?.id ?? ''], later(hour))).toEqual([]);
        expect((await silent.context()).ledger).toMatchObject([
          { status: 'DROPPED', reason: 'opted_out' },
        ]);
        await silent.turn({
          now: later(hour),
          effects: [silent.effect({ type: 'boarding', dueAt: later(hour) })],
        });
        expect((await silent.context()).ledger.map((e) => e.status)).toEqual([
          'DROPPED',
          'DROPPED',
        ]);
      });
    });
  });
};

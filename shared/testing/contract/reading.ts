import { toldState } from '#shared/domain/flight-people.ts';
import { minute, plus } from '#shared/domain/instant.ts';
import type { BookedTrip } from '#shared/ports/trip-desk.ts';
import { aBooking, aFlightFacts, aMoment, aPhone, aTripBooked, aTurn } from '../builders.ts';
import { Scene, type StoreUnderTest } from './harness.ts';
import { ofGroup } from './journey-notes.ts';

/** Who of an agency is on a flight, and what was said last of it. */
export const describeReading = (subject: () => StoreUnderTest): void => {
  const read = (scene: Scene, agencyId = scene.agency.id) =>
    subject().desk.peopleOnFlight(agencyId, scene.trip.flightKey);
  const personOf = async (scene: Scene) => {
    const found = await read(scene);
    const person = found?.people.find(({ tripId }) => tripId === scene.trip.id);
    if (!found || !person) throw new Error('the person is not on the flight');
    return { person, told: toldState(person, found.facts) };
  };
  const someone = (more: Partial<BookedTrip> = {}) => ({ whatsapp: aPhone(), ...more });
  const cancelled = { leg: 1, phase: 'cancelled' as const };

  describe('the messages of a journey', () => {
    it('are those of all its trips, newest first and by pages, of one agency only', async () => {
      const out = await Scene.open(subject(), { trip: someone() });
      const { agency, trip } = out;
      const foreign = await Scene.open(subject());
      const back = await subject().desk.book(
        aBooking(agency.id, { trip: { whatsapp: trip.whatsapp, clientName: trip.clientName } }),
      );
      if (back.kind !== 'booked') throw new Error(`not booked: ${back.kind}`);
      const elsewhere = new Scene(subject(), agency, back.trip);
      await elsewhere.sent(await elsewhere.claimed());
      const first = await out.claimed({ type: 'reservation_confirmation' });
      await out.sent(first, plus(aMoment, minute));
      const second = await out.claimed({ type: 'delayed' }, plus(aMoment, 5 * minute));
      const read = (page: object = {}, agencyId = agency.id, journeyId = trip.journeyId) =>
        subject().desk.journeyMessages(agencyId, journeyId, { limit: 10, ...page });
      const all = await read();
      expect(all?.map(({ id }) => id)).toEqual([second.id, first.id]);
      expect(all?.[1]).toMatchObject({
        tripId: trip.id,
        contactId: trip.contactId,
        contactName: trip.clientName,
        role: 'traveller',
        legId: trip.legId,
        flightKey: trip.flightKey,
        flightNumber: trip.flightNumber,
        originZone: trip.originZone,
        type: 'reservation_confirmation',
        status: 'SENT',
        createdAt: aMoment,
        firstTriedAt: aMoment,
        lastTriedAt: aMoment,
        sentAt: plus(aMoment, minute),
      });
      expect((await read({ limit: 1 }))?.map(({ id }) => id)).toEqual([second.id]);
      const before = { createdAt: plus(aMoment, 5 * minute), id: second.id };
      expect((await read({ before }))?.map(({ id }) => id)).toEqual([first.id]);
      expect(await read({}, foreign.agency.id)).toBeNull();
      expect(await read({}, foreign.agency.id, foreign.trip.journeyId)).toEqual([]);
    });
  });

  describe('the people on a flight', () => {
    it('are those of one agency, by name, without who was withdrawn', async () => {
      const beto = await Scene.open(subject(), { trip: someone({ clientName: 'Beto' }) });
      const { flightNumber } = beto.trip;
      const ana = await beto.another(someone({ clientName: 'Ana', flightNumber }));
      const gone = await beto.another(someone({ clientName: 'Carla', flightNumber }));
      const foreign = await Scene.open(subject(), {
        trip: someone({ clientName: 'Dora', flightNumber }),
      });
      await subject().desk.cancel({
        agencyId: beto.agency.id,
        tripId: gone.trip.id,
        notify: false,
        now: aMoment,
      });
      const found = await read(beto);
      expect(found).toMatchObject({
        flightKey: beto.trip.flightKey,
        flightNumber: beto.trip.flightNumber,
        originZone: beto.trip.originZone,
        departure: beto.trip.departure,
      });
      expect(found?.people).toEqual([
        {
          tripId: ana.trip.id,
          journeyId: ana.trip.journeyId,
          contactId: ana.trip.contactId,
          name: 'Ana',
          role: 'traveller',
          passengers: ana.trip.passengers,
          phone: ana.trip.whatsapp,
          optedOut: false,
          last: null,
          dropped: null,
          suppressed: null,
          call: null,
          tasks: [],
        },
        expect.objectContaining({ tripId: beto.trip.id }),
      ]);
      expect((await read(foreign))?.people.map(({ name }) => name)).toEqual(['Dora']);
      await subject().desk.cancel({
        agencyId: foreign.agency.id,
        tripId: foreign.trip.id,
        notify: false,
        now: aMoment,
      });
      expect(await read(foreign)).toBeNull();
    });

    it('were told last what tells of the flight, with its delivery', async () => {
      const scene = await Scene.open(subject(), { trip: someone() });
      const departure = plus(scene.trip.departure, 90 * minute);
      const delayed = await scene.claimed({ type: 'delayed', told: { leg: 1, departure } });
      await scene.sent(delayed, plus(aMoment, minute));
      await scene.sent(await scene.claimed({ type: 'agency_reply', told: {} }));
      const { person } = await personOf(scene);
      expect(person.last).toMatchObject({
        messageId: delayed.id,
        tripId: scene.trip.id,
        type: 'delayed',
        status: 'SENT',
        sentAt: plus(aMoment, minute),
        departure,
        phase: null,
      });
    });

    it('have the last decision to say nothing, and what was dropped after a word', async () => {
      const scene = await Scene.open(subject(), { trip: someone() });
      const told = await scene.claimed({ told: { leg: 1, departure: scene.trip.departure } });
      await scene.sent(told);
      const tripId = scene.trip.id;
      const decision = { tripId, decision: 'suppressed', detail: {} } as const;
      await scene.turn({
        reasons: [
          { ...decision, subject: 'delayed', rule: 'below_threshold' },
          { ...decision, subject: 'itinerary_ready', rule: 'quiet_hours' },
        ],
        effects: [scene.effect({ type: 'cancelled', told: cancelled, expiresAt: aMoment })],
      });
      const { person } = await personOf(scene);
      expect(person.suppressed).toEqual({
        subject: 'delayed',
        rule: 'below_threshold',
        at: aMoment,
      });
      expect(person.last?.messageId).toBe(told.id);
      expect(person.dropped).toEqual({ type: 'cancelled', reason: 'expired', at: aMoment });
    });

    it('who have no number have the call to be made for them, and it is a task', async () => {
      const scene = await Scene.open(subject(), { trip: { whatsapp: null } });
      const facts = { message: 'cancelled', words: '…' };
      await scene.turn({
        tasks: [
          { op: 'open', kind: 'call', tripId: scene.trip.id, reason: 'cancelled', facts },
          { op: 'open', kind: 'cancelled', tripId: scene.trip.id, reason: 'cancelled', facts: {} },
        ],
      });
      const { person, told } = await personOf(scene);
      expect(person).toMatchObject({
        phone: null,
        call: { state: 'open', message: 'cancelled' },
        tasks: [
          { kind: 'call', facts },
          { kind: 'cancelled', severity: 'urgent' },
        ],
      });
      expect(told).toEqual({ state: 'to_call', why: null });
    });

    it('who were called after a message failed were told, if somebody did call', async () => {
      const told = async (end: 'called' | 'overtaken') => {
        const scene = await Scene.open(subject(), { trip: someone() });
        const tripId = scene.trip.id;
        await scene.refused(await scene.claimed({ type: 'cancelled', told: cancelled }));
        const task = { kind: 'critical_unsent', tripId } as const;
        const facts = { message: 'cancelled' };
        await scene.turn({ tasks: [{ op: 'open', ...task, reason: 'refused', facts }] });
        expect((await personOf(scene)).told.state).toBe('failed');
        const agencyId = scene.agency.id;
        const [open] = await subject().desk.tasks(agencyId, { tripId, limit: 1 });
        if (end === 'overtaken')
          await scene.turn({ tasks: [{ op: 'close', ...task, reason: 'message_overtaken' }] });
        else
          await subject().desk.updateTask({
            ...{ agencyId, taskId: open?.id ?? '', state: 'done', by: 'ana' },
            now: plus(aMoment, minute),
          });
        const { person } = await personOf(scene);
        return toldState(person, aFlightFacts({ phase: 'cancelled' })).state;
      };
      expect(await told('called')).toBe('called');
      expect(await told('overtaken')).toBe('failed');
    });

    it('were told nothing by what was said before the agency put them on it', async () => {
      const scene = await Scene.open(subject(), { trip: someone() });
      await scene.sent(await scene.claimed({ told: cancelled }));
      expect((await personOf(scene)).person.last).not.toBeNull();
      const now = plus(aMoment, minute);
      await subject().desk.edit({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        revision: 1,
        set: { departure: plus(scene.trip.departure, minute) },
        notify: true,
        now,
      });
      expect((await personOf(scene)).person.last).toBeNull();
    });

    it('come with what is known of the flight', async () => {
      const scene = await Scene.open(subject());
      const { flightKey } = scene.trip;
      const facts = aFlightFacts({ phase: 'cancelled' });
      const nextCheckAt = plus(aMoment, minute);
      await subject().store.commit(
        aTurn(aTripBooked(scene.trip), {
          agent: 'flight-tracker',
          actorId: flightKey,
          agencyId: null,
          records: [
            {
              kind: 'flight',
              flightKey,
              facts,
              status: 'cancelled',
              nextCheckAt,
              raw: [],
              changed: true,
              alertId: null,
            },
          ],
        }),
      );
      expect(await read(scene)).toMatchObject({ flightKey, facts, nextCheckAt });
    });
  });

  describe('the flights of a group', () => {
    it('are those of its journeys, soonest first, with nobody else who is on them', async () => {
      const scene = await Scene.open(subject(), { trip: someone({ clientName: 'Ana' }) });
      const { agency, trip } = scene;
      await scene.another(someone({ clientName: 'Beto', flightNumber: trip.flightNumber }));
      const { desk } = subject();
      const now = aMoment;
      const school = await desk.writeGroup({
        agencyId: agency.id,
        groupId: null,
        name: 'School',
        now,
      });
      if (school.kind !== 'written') throw new Error('there is no school');
      const ofSchool = async (filter: object = {}, agencyId = agency.id) =>
        (await desk.peopleOfGroup(agencyId, school.group.id, { limit: 10, ...filter })).map(
          ({ flightKey, people }) => [flightKey, ...people.map(({ name }) => name)],
        );
      const join = async ({ journeyId }: typeof trip) => {
        const { revision = 0 } = (await desk.journey(agency.id, journeyId)) ?? {};
        const set = ofGroup('School');
        await desk.editJourney({ agencyId: agency.id, journeyId, revision, set, now });
      };
      expect(await ofSchool()).toEqual([]);
      const later = plus(trip.departure, 48 * 60 * minute);
      const { trip: back } = await scene.another(
        someone({ clientName: 'Carla', flightNumber: 'BA999', departure: later }),
      );
      await join(back);
      await join(trip);
      const [there, home] = [
        [trip.flightKey, 'Ana'],
        [back.flightKey, 'Carla'],
      ];
      expect(await ofSchool()).toEqual([there, home]);
      expect(await ofSchool({ from: back.departure })).toEqual([home]);
      expect(await ofSchool({ flightKey: trip.flightKey })).toEqual([there]);
      expect(await ofSchool({ limit: 1 })).toEqual([there]);
      expect(await ofSchool({}, (await Scene.open(subject())).agency.id)).toEqual([]);
      await desk.cancel({ agencyId: agency.id, tripId: back.id, notify: false, now });
      expect(await ofSchool()).toEqual([there]);
    });
  });
};

import { randomUUID } from 'node:crypto';
import { aFlightFacts, aMoment, anAgency, aTripBooked, aTurn, phoneOf } from '../builders.ts';
import { emittedBy, hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

const tripActor = (scene: Scene) => ({
  agent: 'notifications' as const,
  actorId: scene.trip.id,
  agencyId: scene.agency.id,
  tripId: null,
  conversation: null,
  flightKey: null,
  timerKind: null,
});

/** Loading and committing turns: inbox, versions, outbox, quarantine, contexts. */
export const describeTurns = (subject: () => StoreUnderTest): void => {
  describe('a turn', () => {
    it('starts from nothing where the actor is new', async () => {
      const scene = await Scene.open(subject());
      const loaded = await subject().store.load({ ...tripActor(scene), eventId: randomUUID() });
      expect(loaded).toMatchObject({
        taken: false,
        version: 0,
        timerGeneration: null,
        trip: null,
        flight: null,
        conversation: null,
      });
    });

    it('keeps the state, its schema version and the next version', async () => {
      const scene = await Scene.open(subject());
      const event = scene.event();
      const result = await subject().store.commit(
        aTurn(event, { state: { told: ['é', null, 1.5] }, schemaVersion: 3 }),
      );
      expect(result).toMatchObject({ kind: 'committed', version: 1, claimed: [] });
      const loaded = await subject().store.load({ ...tripActor(scene), eventId: event.id });
      expect(loaded).toMatchObject({
        taken: true,
        version: 1,
        schemaVersion: 3,
        state: { told: ['é', null, 1.5] },
      });
    });

    it('is not shaken by a caller who changes a state that was committed', async () => {
      const scene = await Scene.open(subject());
      const state = { told: ['a'] };
      await scene.turn({ state });
      state.told.push('b');
      expect(
        (await subject().store.load({ ...tripActor(scene), eventId: randomUUID() })).state,
      ).toEqual({ told: ['a'] });
    });

    it('takes an event once for each actor, and writes nothing the second time', async () => {
      const scene = await Scene.open(subject());
      const event = scene.event();
      await scene.turn({ event, state: { n: 1 } });
      const again = await subject().store.commit(
        aTurn(event, { expectedVersion: 1, state: { n: 2 }, effects: [scene.effect()] }),
      );
      expect(again).toEqual({ kind: 'taken' });
      const loaded = await subject().store.load({ ...tripActor(scene), eventId: event.id });
      expect(loaded).toMatchObject({ version: 1, state: { n: 1 } });
      expect((await scene.context()).ledger).toEqual([]);
      const other = await subject().store.commit(aTurn(event, { actorId: randomUUID() }));
      expect(other.kind).toBe('committed');
      const otherAgent = await subject().store.commit(aTurn(event, { agent: 'concierge' }));
      expect(otherAgent.kind).toBe('committed');
    });

    it('is a conflict where the version moved on, and writes nothing', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({ state: { n: 1 } });
      const event = scene.event();
      const late = await subject().store.commit(
        aTurn(event, {
          expectedVersion: 0,
          state: { n: 2 },
          effects: [scene.effect()],
          tasks: [
            { op: 'open', kind: 'long_delay', tripId: scene.trip.id, reason: 'x', facts: {} },
          ],
          timers: [{ kind: 'ReminderDue', due: later(hour) }],
          events: [aTripBooked(scene.trip)],
        }),
      );
      expect(late).toEqual({ kind: 'conflict' });
      const loaded = await subject().store.load({
        ...tripActor(scene),
        eventId: event.id,
        timerKind: 'ReminderDue',
      });
      expect(loaded).toMatchObject({
        taken: false,
        version: 1,
        state: { n: 1 },
        timerGeneration: null,
      });
      const context = await scene.context();
      expect(context.ledger).toEqual([]);
      expect(context.tasks).toEqual([]);
      expect(await scene.emitted()).toHaveLength(1); // the booking's own
    });

    it('is a conflict where it takes back a message that is not there', async () => {
      const scene = await Scene.open(subject());
      const result = await subject().store.commit(
        aTurn(scene.event(), { voids: [{ key: randomUUID(), reason: 'taken_back' }] }),
      );
      expect(result).toEqual({ kind: 'conflict' });
    });

    it('answers "taken", not "conflict", to the loser of two deliveries of an event', async () => {
      const scene = await Scene.open(subject());
      const event = scene.event();
      const results = await Promise.all([
        subject().store.commit(aTurn(event)),
        subject().store.commit(aTurn(event)),
        subject().store.commit(aTurn(event)),
      ]);
      expect(results.map(({ kind }) => kind).sort()).toEqual(['committed', 'taken', 'taken']);
    });

    it('lets exactly one of many concurrent turns of one actor win each version', async () => {
      const scene = await Scene.open(subject());
      const results = await Promise.all(
        Array.from({ length: 8 }, () => subject().store.commit(aTurn(scene.event()))),
      );
      expect(results.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'conflict')).toHaveLength(7);
    });

    it('puts its events in the outbox until they are published, each id once', async () => {
      const scene = await Scene.open(subject());
      const [booked] = await scene.emitted('TripBooked');
      expect(booked).toMatchObject({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        causationId: null,
        data: { flightKey: scene.trip.flightKey },
      });
      const event = aTripBooked(scene.trip, { id: randomUUID(), time: later(minute) });
      await scene.turn({ events: [event] });
      await scene.turn({ events: [event] });
      expect((await emittedBy(subject())).filter(({ id }) => id === event.id)).toEqual([event]);
      await subject().store.markPublished([event.id]);
      await subject().store.markPublished([event.id]);
      expect((await emittedBy(subject())).some(({ id }) => id === event.id)).toBe(false);
      expect(await scene.emitted('TripBooked')).toHaveLength(1);
    });

    it('keeps the decision log for the timeline', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({
        reasons: [
          {
            tripId: scene.trip.id,
            decision: 'suppressed',
            subject: 'delayed',
            rule: 'below_threshold',
            detail: { minutes: 10 },
          },
        ],
      });
      const timeline = await subject().desk.timeline(scene.agency.id, scene.trip.id);
      const decision = timeline?.find((entry) => entry.kind === 'decision');
      expect(decision?.at).toBe(aMoment);
      expect(JSON.stringify(decision)).toContain('below_threshold');
    });
  });

  describe('an event that keeps failing', () => {
    it('counts as taken once it is quarantined, its actor untouched', async () => {
      const scene = await Scene.open(subject());
      const event = scene.event();
      const entry = {
        agent: 'notifications' as const,
        actorId: scene.trip.id,
        event,
        error: 'a defect',
        now: aMoment,
      };
      await subject().store.quarantine(entry);
      await subject().store.quarantine(entry);
      expect(await subject().store.load({ ...tripActor(scene), eventId: event.id })).toMatchObject({
        taken: true,
        version: 0,
      });
      expect(await subject().store.commit(aTurn(event))).toEqual({ kind: 'taken' });
    });
  });

  describe('the trip context', () => {
    it('shows the trip, its agency and settings to the tenant, and nothing to others', async () => {
      const scene = await Scene.open(subject(), {
        settings: { quiet_hours: { start: '22:00', end: '07:00' } },
        trip: { stay: 'Hotel Norte', metadata: { vip: true } },
      });
      const context = await scene.context();
      expect(context.trip).toEqual(scene.trip);
      expect(context.agency).toEqual({
        id: scene.agency.id,
        name: scene.agency.name,
        sender: scene.agency.sender,
        phone: null,
        emergencyPhone: scene.agency.emergencyPhone,
        zone: null,
        hours: null,
      });
      expect(context.settings).toEqual({ quiet_hours: { start: '22:00', end: '07:00' } });
      expect(context).toMatchObject({
        flight: null,
        ledger: [],
        optedOut: false,
        lastInboundAt: null,
        tasks: [],
        nextLeg: null,
      });
      const stranger = anAgency();
      await subject().addAgency(stranger);
      const loaded = await subject().store.load({
        ...tripActor(scene),
        agencyId: stranger.id,
        eventId: randomUUID(),
        tripId: scene.trip.id,
      });
      expect(loaded.trip).toBeNull();
    });

    it('names the same passenger’s next leg, and nobody else’s', async () => {
      const first = await Scene.open(subject());
      const { whatsapp } = first.trip;
      await first.another({
        whatsapp,
        clientName: 'Bruno Ruiz',
        departure: '2027-03-04T08:00:00.000Z',
      });
      await first.another({ whatsapp, departure: '2027-03-01T08:00:00.000Z' });
      expect((await first.context()).nextLeg).toBeNull();
      await first.another({ whatsapp, departure: '2027-03-09T08:00:00.000Z' });
      const next = await first.another({
        whatsapp,
        clientName: ' ana  RUIZ',
        departure: '2027-03-05T08:00:00.000Z',
      });
      expect((await first.context()).nextLeg).toEqual({
        tripId: next.trip.id,
        departure: '2027-03-05T08:00:00.000Z',
      });
      await subject().desk.cancel({
        agencyId: first.agency.id,
        tripId: next.trip.id,
        notify: false,
        now: aMoment,
      });
      expect((await first.context()).nextLeg?.departure).toBe('2027-03-09T08:00:00.000Z');
    });

    it('know the next leg’s departure as well as it is known, not as it was booked', async () => {
      const first = await Scene.open(subject());
      const { trip } = await first.another({
        whatsapp: first.trip.whatsapp,
        departure: '2027-03-04T10:00:00.000Z',
      });
      const scheduledDeparture = '2027-03-04T10:15:00.000Z';
      const departureAfter = async (departure: string) => {
        const version = departure === scheduledDeparture ? 0 : 1;
        await subject().store.commit(
          aTurn(aTripBooked(trip, { id: randomUUID() }), {
            agent: 'flight-tracker',
            actorId: trip.flightKey,
            agencyId: null,
            expectedVersion: version,
            records: [
              {
                kind: 'flight',
                flightKey: trip.flightKey,
                facts: aFlightFacts({ scheduledDeparture, departure }),
                status: 'scheduled',
                nextCheckAt: null,
                raw: null,
                changed: true,
                alertId: null,
              },
            ],
          }),
        );
        return (await first.context()).nextLeg?.departure;
      };
      expect(await departureAfter(scheduledDeparture)).toBe(scheduledDeparture);
      expect(await departureAfter('2027-03-04T13:40:00.000Z')).toBe('2027-03-04T13:40:00.000Z');
    });

    it('shows the window that inbound words open', async () => {
      const scene = await Scene.open(subject());
      await subject().desk.receiveInbound({
        sender: scene.agency.sender,
        phone: phoneOf(scene.trip),
        providerId: `SM${randomUUID()}`,
        text: '¿Y mi puerta?',
        media: [],
        now: later(minute),
      });
      expect((await scene.context()).lastInboundAt).toBe(later(minute));
    });

    it('shows the ledger oldest first', async () => {
      const scene = await Scene.open(subject());
      await scene.turn({
        effects: [
          scene.effect({
            type: 'reservation_confirmation',
            told: { gate: null },
            dueAt: later(hour),
          }),
        ],
      });
      await scene.turn({
        now: later(minute),
        effects: [
          scene.effect({
            type: 'delayed',
            told: { departure: aMoment },
            critical: true,
            dueAt: later(hour),
          }),
        ],
      });
      const { ledger } = await scene.context();
      expect(ledger.map((e) => e.type)).toEqual(['reservation_confirmation', 'delayed']);
      expect(ledger[0]).toMatchObject({
        status: 'PENDING',
        told: { gate: null },
        critical: false,
        createdAt: aMoment,
        dueAt: later(hour),
        sentAt: null,
        attempts: 0,
        permanent: false,
        errorCode: null,
        reason: null,
      });
      expect(ledger[1]).toMatchObject({ told: { departure: aMoment }, critical: true });
      expect(ledger[0]?.told).toEqual({ gate: null });
    });
  });
};

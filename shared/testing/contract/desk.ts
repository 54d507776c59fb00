import { randomUUID } from 'node:crypto';
import { Scope } from '#shared/domain/scope.ts';
import {
  aBooking,
  aFlightFacts,
  aMoment,
  anAgency,
  aTripBooked,
  aTurn,
  phoneOf,
} from '../builders.ts';
import { later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Keys, settings, lists and timelines of agencies. */
export const describeDesk = (subject: () => StoreUnderTest): void => {
  describe('an agency', () => {
    it('is known by the hash of its key', async () => {
      const agency = anAgency({ keyHash: randomUUID().replaceAll('-', '').padEnd(64, '0') });
      await subject().addAgency(agency);
      expect(await subject().desk.authenticate(agency.keyHash ?? '', aMoment)).toEqual({
        agencyId: agency.id,
        agencyName: agency.name,
        suspendedBecause: null,
        keyId: expect.any(String),
        keyName: expect.any(String),
        // A key from before there were scopes may do everything.
        scopes: Scope.options,
        expiresAt: null,
        revokedAt: null,
      });
      expect(await subject().desk.authenticate('f'.repeat(64), aMoment)).toBeNull();
      expect(await subject().desk.authenticate('', aMoment)).toBeNull();
    });

    it('reads and replaces its settings key by key, and only its own', async () => {
      const scene = await Scene.open(subject(), { settings: { quiet_hours: { start: '21:00' } } });
      const other = await Scene.open(subject());
      await subject().desk.putSetting(
        scene.agency.id,
        'quiet_hours',
        { end: '08:00' },
        later(minute),
      );
      await subject().desk.putSetting(
        scene.agency.id,
        'rate_limiting',
        { messages_per_minute: 5 },
        later(minute),
      );
      const settings = { quiet_hours: { end: '08:00' }, rate_limiting: { messages_per_minute: 5 } };
      expect(await subject().desk.settings(scene.agency.id)).toEqual(settings);
      expect((await scene.context()).settings).toEqual(settings);
      expect(await subject().desk.settings(other.agency.id)).toEqual({});
    });

    it('answers a ping', async () => {
      await expect(subject().desk.ping()).resolves.toBeUndefined();
    });
  });

  describe('the list of trips', () => {
    it('comes newest departure first, in pages, without skipping or repeating', async () => {
      const agency = anAgency();
      await subject().addAgency(agency);
      const departures = ['2027-03-03', '2027-03-05', '2027-03-04', '2027-03-05', '2027-03-05'].map(
        (date) => `${date}T10:00:00.000Z`,
      );
      for (const departure of departures)
        await subject().desk.book(aBooking(agency.id, { trip: { departure } }));
      const all = await subject().desk.trips(agency.id, { limit: 10 });
      expect(all.map((t) => t.departure)).toEqual([...departures].sort().reverse());
      const paged = [];
      let before: { departure: string; id: string } | undefined;
      for (;;) {
        const page = await subject().desk.trips(agency.id, {
          limit: 2,
          ...(before ? { before } : {}),
        });
        expect(page.length).toBeLessThanOrEqual(2);
        paged.push(...page);
        const last = page.at(-1);
        if (!last) break;
        before = { departure: last.departure, id: last.id };
      }
      expect(paged).toEqual(all);
    });

    it('is filtered by status, phone and reference, and shows nobody else’s', async () => {
      const scene = await Scene.open(subject(), { trip: { reference: 'LOC-1' } });
      const gone = await scene.another();
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: gone.trip.id,
        notify: false,
        now: aMoment,
      });
      const ids = async (filter: object) =>
        (await subject().desk.trips(scene.agency.id, { limit: 10, ...filter })).map((t) => t.id);
      expect(await ids({ status: 'withdrawn' })).toEqual([gone.trip.id]);
      expect(await ids({ whatsapp: scene.trip.whatsapp })).toEqual([scene.trip.id]);
      expect(await ids({ reference: 'LOC-1' })).toEqual([scene.trip.id]);
      expect(await ids({ reference: 'LOC-2' })).toEqual([]);
      const stranger = await Scene.open(subject());
      expect(await subject().desk.trips(stranger.agency.id, { limit: 10 })).toEqual([
        stranger.trip,
      ]);
      expect(await subject().desk.trip(stranger.agency.id, scene.trip.id)).toBeNull();
    });
  });

  it('shows when the flight of a trip is looked up next, until the trip is withdrawn', async () => {
    const scene = await Scene.open(subject());
    const { flightKey } = scene.trip;
    const nextCheckAt = later(minute);
    await subject().store.commit(
      aTurn(aTripBooked(scene.trip), {
        agent: 'flight-tracker',
        actorId: flightKey,
        agencyId: null,
        records: [
          {
            kind: 'flight',
            flightKey,
            facts: null,
            status: null,
            nextCheckAt,
            raw: null,
            changed: false,
            alertId: null,
          },
        ],
      }),
    );
    const read = ({ agency, trip }: Scene) => subject().desk.trip(agency.id, trip.id);
    expect(await read(scene)).toMatchObject({ status: 'booked', nextCheckAt });
    const { flightNumber } = scene.trip;
    const another = await Scene.open(subject(), { trip: { flightNumber, flightKey } });
    expect(another.trip).toMatchObject({ status: 'booked', nextCheckAt });
    await subject().desk.cancel({
      agencyId: scene.agency.id,
      tripId: scene.trip.id,
      notify: false,
      now: later(minute),
    });
    expect(await read(scene)).toMatchObject({ nextCheckAt: null });
  });

  describe('a trip’s timeline', () => {
    it('tells flight, decisions, messages, tasks, words and documents in order', async () => {
      const scene = await Scene.open(subject());
      await subject().store.commit(
        aTurn(aTripBooked(scene.trip), {
          agent: 'flight-tracker',
          actorId: scene.trip.flightKey,
          agencyId: null,
          now: later(minute),
          records: [
            {
              kind: 'flight',
              flightKey: scene.trip.flightKey,
              facts: aFlightFacts({ gate: 'A1' }),
              status: 'scheduled',
              nextCheckAt: null,
              raw: null,
              changed: true,
              alertId: null,
            },
          ],
        }),
      );
      await scene.turn({
        now: later(2 * minute),
        effects: [scene.effect({ dueAt: later(2 * minute) })],
        reasons: [
          {
            tripId: scene.trip.id,
            decision: 'sent',
            subject: 'delayed',
            rule: 'threshold',
            detail: {},
          },
        ],
        tasks: [
          { op: 'open', kind: 'long_delay', tripId: scene.trip.id, reason: 'late', facts: {} },
        ],
      });
      await subject().desk.receiveInbound({
        sender: scene.agency.sender,
        phone: phoneOf(scene.trip),
        providerId: `SM${randomUUID()}`,
        text: 'gracias',
        media: [],
        now: later(3 * minute),
      });
      const document = {
        id: randomUUID(),
        tripId: scene.trip.id,
        type: 'insurance',
        path: `${scene.agency.id}/insurance`,
        fileName: null,
        contentType: 'application/pdf',
        bytes: 3,
        uploadedBy: 'Lucía',
        uploadedByType: 'agency_agent',
        uploadedAt: later(4 * minute),
        passengerId: null,
      } as const;
      const { conversations } = subject();
      await conversations.addDocument({ agencyId: scene.agency.id, document });
      const timeline = await subject().desk.timeline(scene.agency.id, scene.trip.id);
      expect(timeline?.at(-1)).toEqual({
        at: later(4 * minute),
        kind: 'document',
        summary: 'insurance filed',
        detail: { id: document.id, type: 'insurance', by: 'Lucía', byKind: 'agency_agent' },
      });
      expect(timeline?.slice(0, -1)).toEqual([
        {
          at: later(minute),
          kind: 'flight',
          summary: 'scheduled gate A1',
          detail: {
            status: 'scheduled',
            gate: 'A1',
            terminal: '5',
            belt: null,
            scheduledDeparture: '2027-03-03T16:20:00.000Z',
            departure: '2027-03-03T16:20:00.000Z',
            departed: null,
            arrival: '2027-03-03T18:15:00.000Z',
            landed: null,
            divertedTo: null,
            source: 'look',
          },
        },
        {
          at: later(2 * minute),
          kind: 'decision',
          summary: 'sent delayed: threshold',
          detail: {
            agent: 'notifications',
            event: 'FlightStatusChanged',
            decision: 'sent',
            subject: 'delayed',
            rule: 'threshold',
            detail: {},
          },
        },
        {
          at: later(2 * minute),
          kind: 'message',
          summary: 'delayed sending',
          detail: expect.objectContaining({ status: 'SENDING', createdAt: later(2 * minute) }),
        },
        {
          at: later(2 * minute),
          kind: 'task',
          summary: 'long_delay open',
          detail: expect.objectContaining({ state: 'open', openedAt: later(2 * minute) }),
        },
        {
          at: later(3 * minute),
          kind: 'inbound',
          summary: 'the traveller wrote',
          detail: { text: 'gracias', media: 0 },
        },
      ]);
    });

    it('and its messages are nobody else’s', async () => {
      const scene = await Scene.open(subject());
      const stranger = await Scene.open(subject());
      expect(await subject().desk.timeline(stranger.agency.id, scene.trip.id)).toBeNull();
      expect(await subject().desk.messages(stranger.agency.id, scene.trip.id)).toBeNull();
    });

    it('shows each message as it was written', async () => {
      const scene = await Scene.open(subject());
      const content = {
        kind: 'template',
        template: 'delayed',
        language: 'es',
        variables: { '1': 'x' },
        text: 'Hola Ana',
      } as const;
      const claimed = await scene.claimed({ content });
      await scene.sent(claimed, later(minute));
      expect(await subject().desk.messages(scene.agency.id, scene.trip.id)).toMatchObject([
        {
          id: claimed.id,
          tripId: scene.trip.id,
          type: 'delayed',
          status: 'SENT',
          template: 'delayed',
          text: 'Hola Ana',
          content,
          to: scene.trip.whatsapp,
          createdAt: aMoment,
          sentAt: later(minute),
          attempts: 0,
          errorCode: null,
          reason: null,
        },
      ]);
    });
  });
};

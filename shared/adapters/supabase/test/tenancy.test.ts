import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { passengerOf } from '#shared/domain/passenger.ts';
import { InvalidRequest, InvariantBroken, ServiceUnavailable } from '#shared/errors.ts';
import {
  aBooking,
  aMoment,
  anAgency,
  anEffect,
  aTripBooked,
  aTurn,
  phoneOf,
} from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

/** Everything that agency B may try with the ids of agency A's rows. */
describe('two agencies', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore();
  });
  afterAll(() => h.close());

  const rowsOf = async (agencyId: string) => {
    const client = new pg.Client({ connectionString: h.url });
    await client.connect();
    try {
      const tables = await client.query<{ name: string }>(`
        select c.relname as name
          from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'agency_id'
         where c.relnamespace = 'bauhaus'::regnamespace and c.relkind = 'r'
           and c.relname <> 'rate_limits'
         order by 1`);
      const contents = [];
      for (const { name } of tables.rows) {
        const { rows } = await client.query(
          `select to_jsonb(t) as row from bauhaus.${name} t
            where agency_id = $1 order by to_jsonb(t)::text`,
          [agencyId],
        );
        contents.push({ name, rows: rows.map(({ row }) => row) });
      }
      return contents;
    } finally {
      await client.end();
    }
  };

  it('cannot read or change each other’s rows through any function', async () => {
    const a = await Scene.open(h, { settings: { quiet_hours: { start: '22:00', end: '07:00' } } });
    const inbound = await h.desk.receiveInbound({
      sender: a.agency.sender,
      phone: phoneOf(a.trip),
      providerId: `SM${randomUUID()}`,
      text: 'a secret',
      media: [],
      now: aMoment,
    });
    const claimed = await a.claimed({ critical: true });
    await a.turn({
      timers: [{ kind: 'BoardingDue', due: aMoment }],
      tasks: [{ op: 'open', kind: 'cancelled', tripId: a.trip.id, reason: 'x', facts: {} }],
      reasons: [{ tripId: a.trip.id, decision: 'noted', subject: 'trip', rule: 'x', detail: {} }],
      effects: [a.effect({ dueAt: '2027-03-02T12:00:00.000Z' })],
    });
    const [task] = await h.desk.tasks(a.agency.id, { limit: 1 });
    const waiting = (await a.context()).ledger[1];
    const made = await h.desk.writeGroup({
      agencyId: a.agency.id,
      groupId: null,
      name: 'School',
      now: aMoment,
    });
    const groupId = made.kind === 'written' ? made.group.id : '';
    const before = await rowsOf(a.agency.id);

    const b = anAgency();
    await h.addAgency(b);
    const { store, desk } = h;
    const ids = [claimed.id, waiting?.id ?? ''];
    const now = '2027-03-03T00:00:00.000Z';
    const request = {
      agent: 'notifications' as const,
      actorId: a.trip.id,
      eventId: randomUUID(),
      agencyId: b.id,
      tripId: a.trip.id,
      flightKey: a.trip.flightKey,
      timerKind: 'BoardingDue' as const,
      conversation: { id: inbound?.conversationId ?? '', messageId: null },
    };
    expect(await store.load(request)).toEqual({
      taken: false,
      version: 0,
      schemaVersion: 0,
      state: null,
      timerGeneration: null,
      trip: null,
      journey: null,
      flight: { followers: [], agencies: {} },
      conversation: null,
      duty: null,
    });
    expect(await store.claim({ ids, agencyId: b.id, now })).toEqual([]);
    expect(
      await store.settle({
        settlements: [
          {
            id: claimed.id,
            fence: claimed.fence,
            at: now,
            kind: 'failed',
            code: 'x',
            permanent: true,
            announce: true,
          },
        ],
        agencyId: b.id,
        now,
      }),
    ).toEqual([]);
    const event = { ...aTripBooked(a.trip), agencyId: b.id };
    const turn = aTurn(event, {
      agencyId: b.id,
      actorId: a.trip.id,
      now,
      voids: [{ key: waiting?.key ?? '', reason: 'x' }],
    });
    expect(await store.commit(turn)).toEqual({ kind: 'conflict' });
    expect(await store.commit({ ...turn, voids: [] })).toEqual({ kind: 'conflict' });
    expect(await store.commit({ ...turn, voids: [], expectedVersion: 2 })).toEqual({
      kind: 'conflict',
    });
    // A task or suppression for something b cannot see changes nothing; a timer or event in a's
    // name is refused whole.
    const own = (over: object) =>
      store.commit(
        aTurn(
          { ...event, id: randomUUID() },
          { agencyId: b.id, actorId: randomUUID(), now, ...over },
        ),
      );
    expect(
      await own({
        tasks: [
          { op: 'close', kind: 'cancelled', tripId: a.trip.id, reason: 'trip_edited' },
          { op: 'open', kind: 'handoff', tripId: a.trip.id, reason: 'x', facts: {} },
        ],
      }),
    ).toMatchObject({ kind: 'committed' });
    expect(
      await own({
        records: [
          {
            kind: 'suppression',
            conversationId: inbound?.conversationId ?? '',
            optedOut: true,
            at: now,
            by: 'b',
          },
        ],
      }),
    ).toMatchObject({ kind: 'committed' });
    await expect(own({ events: [aTripBooked(a.trip)] })).rejects.toThrow(InvariantBroken);
    // A privilege that is missing is the operator's to mend, and the turn is repeated.
    await expect(
      own({
        records: [
          {
            kind: 'flight',
            flightKey: a.trip.flightKey,
            facts: null,
            status: 'cancelled',
            nextCheckAt: null,
            raw: null,
            changed: true,
            alertId: null,
          },
        ],
      }),
    ).rejects.toThrow(ServiceUnavailable);
    await expect(
      store.quarantine({ agent: 'notifications', actorId: a.trip.id, event, error: 'x', now }),
    ).resolves.toBeUndefined();
    expect(await desk.trip(b.id, a.trip.id)).toBeNull();
    expect(await desk.trips(b.id, { limit: 100 })).toEqual([]);
    expect(await desk.timeline(b.id, a.trip.id)).toBeNull();
    expect(await desk.messages(b.id, a.trip.id)).toBeNull();
    expect(await desk.tasks(b.id, { tripId: a.trip.id, limit: 100 })).toEqual([]);
    expect(
      await desk.updateTask({
        agencyId: b.id,
        taskId: task?.id ?? '',
        state: 'done',
        by: 'b',
        now,
      }),
    ).toBeNull();
    expect(
      await desk.edit({
        agencyId: b.id,
        tripId: a.trip.id,
        revision: 1,
        set: { stay: 'x' },
        notify: true,
        now,
      }),
    ).toEqual({
      kind: 'not-found',
    });
    expect(await desk.cancel({ agencyId: b.id, tripId: a.trip.id, notify: false, now })).toEqual({
      kind: 'not-found',
    });
    const act = { agencyId: b.id, journeyId: a.trip.journeyId, revision: 1, now };
    const notify = false;
    const nothing = { kind: 'not-found' };
    expect(
      await desk.addToJourney({ ...act, passengers: [passengerOf('Eva')], trips: [], notify }),
    ).toEqual(nothing);
    const { legId, contactId } = a.trip;
    expect(await desk.editLeg({ ...act, legId, set: { stay: 'x' }, notify })).toEqual(nothing);
    expect(await desk.withdrawLeg({ ...act, legId, notify })).toEqual(nothing);
    const passengerId = a.trip.passengers[0]?.id ?? '';
    expect(await desk.editPassenger({ ...act, passengerId, set: passengerOf('Eva') })).toEqual(
      nothing,
    );
    expect(await desk.contact(b.id, contactId)).toBeNull();
    expect(await desk.contacts(b.id, { limit: 100 })).toEqual([]);
    const set = {
      name: 'Eva',
      callName: 'Eva',
      phone: null,
      email: null,
      language: 'es' as const,
    };
    expect(await desk.editContact({ ...act, contactId, set, consent: null, notify })).toEqual(
      nothing,
    );
    expect(await desk.groups(b.id)).toEqual([]);
    expect(await desk.group(b.id, groupId)).toBeNull();
    expect(await desk.writeGroup({ ...act, groupId, name: 'Choir' })).toEqual(nothing);
    expect(
      await desk.writeGroup({ ...act, groupId: null, name: 'Choir', leaderId: contactId }),
    ).toEqual({ kind: 'unknown-leader' });
    expect(await desk.settings(b.id)).toEqual({});
    await desk.putSetting(b.id, 'quiet_hours', { start: '01:00', end: '02:00' }, now);

    expect(await rowsOf(a.agency.id)).toEqual(before);
  });

  it('may book the same person, flight, reference and key, each for itself', async () => {
    const [a, b] = [anAgency(), anAgency()];
    await Promise.all([h.addAgency(a), h.addAgency(b)]);
    const request = aBooking(a.id, { idempotencyKey: 'k', trip: { reference: 'R' } });
    expect((await h.desk.book(request)).kind).toBe('booked');
    expect((await h.desk.book({ ...request, agencyId: b.id })).kind).toBe('booked');
  });

  it('that share a number get no words until the traveller says whose they are', async () => {
    const agencies = [anAgency({ name: 'Viajes Uno' }), anAgency({ name: 'Viajes Dos' })] as const;
    for (const agency of agencies) await h.addAgency({ ...agency, sender: agencies[0].sender });
    const [first, second] = await Promise.all(agencies.map((agency) => Scene.open(h, { agency })));
    if (!first || !second) throw new Error('the scenes could not be set');
    const write = async (phone: string, text: string) => {
      const received = await h.desk.receiveInbound({
        sender: agencies[0].sender,
        phone,
        providerId: `SM${randomUUID()}`,
        text,
        media: [],
        now: aMoment,
      });
      const conversation = { id: received?.conversationId ?? '', messageId: null };
      const load = (agencyId: string) =>
        h.store.load({
          agent: 'concierge',
          actorId: conversation.id,
          eventId: randomUUID(),
          agencyId,
          tripId: null,
          flightKey: null,
          timerKind: null,
          conversation,
        });
      return [
        (await load(first.agency.id)).conversation !== null,
        (await load(second.agency.id)).conversation !== null,
      ];
    };
    expect(await write(phoneOf(first.trip), 'hola')).toEqual([false, false]);
    expect(await write(phoneOf(first.trip), 'viajes uno')).toEqual([true, false]);
    expect(await write(phoneOf(second.trip), 'hola')).toEqual([false, false]);
    expect(await write(phoneOf(second.trip), 'Viajes Dos.')).toEqual([false, true]);
  });

  it('cannot enter a message for another’s trip', async () => {
    const a = await Scene.open(h);
    const b = await Scene.open(h);
    const effect = anEffect(a.trip, b.agency);
    await expect(
      h.store.commit(aTurn({ ...aTripBooked(b.trip), id: randomUUID() }, { effects: [effect] })),
    ).rejects.toThrow(InvalidRequest);
    expect((await a.context()).ledger).toEqual([]);
  });
});

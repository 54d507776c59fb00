import { between, hour, minute, plus } from '#shared/domain/instant.ts';
import { definitionOf } from '#shared/events/catalogue.ts';
import type { FlightAlerts, FlightLookup } from '#shared/ports/flight-data.ts';
import { createFlightTracker } from '../agent.ts';
import { afterLook } from '../domain/interpret.ts';
import { type TrackerState, unknownFlight } from '../domain/state.ts';
import type { TrackerTurn } from '../domain/turn.ts';
import {
  airports,
  ana,
  aRecord,
  at,
  booked,
  type Change,
  changing,
  departure,
  flown,
  key,
} from './records.ts';
import { always, liveThrough, of, type ScriptedFlight, turnOf } from './world.ts';

const [agencyId, otherAgency] = [
  '00000000-0000-4000-8000-000000000001',
  '00000000-0000-4000-8000-000000000002',
];
const tripId = '10000000-0000-4000-8000-000000000001';

describe('following a flight', () => {
  it('matches it, looks for reminder and boarding exactly when they are due, and stops when it has landed', async () => {
    const { said, looks, records } = await liveThrough(
      key,
      [ana],
      { recordsAt: changing(...flown) },
      at(24 * 60),
    );
    expect(of(said, 'FlightMatched')).toHaveLength(1);
    expect(looks).toContain(at(-24 * 60));
    expect(looks).toContain(at(-35));
    expect(
      of(said, 'FlightStatusChanged').filter((s) => s.at === at(-35) || s.at === at(-24 * 60)),
    ).toHaveLength(2);
    expect(records.at(-1)).toMatchObject({ status: 'landed', nextCheckAt: null });
    expect(looks.length).toBeLessThanOrEqual(16);
  });

  it('says what the catalogue says it may', async () => {
    const { said } = await liveThrough(key, [ana], { recordsAt: changing(...flown) }, at(24 * 60));
    for (const { type, data } of said)
      expect(definitionOf(type)?.data.safeParse(data).success).toBe(true);
  });

  it('lets two trips of two agencies share every look', async () => {
    const beto = { ...ana, bookedAt: plus(ana.bookedAt, 1 * minute) };
    const [alone, together] = [
      await liveThrough(key, [ana], { recordsAt: changing(...flown) }, at(24 * 60)),
      await liveThrough(key, [ana, beto], { recordsAt: changing(...flown) }, at(24 * 60)),
    ];
    expect(together.looks).toHaveLength(alone.looks.length);
    expect(
      of(together.said, 'FlightMatched')
        .map((s) => s.agencyId)
        .sort(),
    ).toEqual([agencyId, otherAgency]);
  });

  it('makes the boarding look of each agency at its own lead', async () => {
    const early = { ...ana, settings: { notification_preferences: { boarding_lead_minutes: 60 } } };
    const { said, looks } = await liveThrough(key, [ana, early], always(aRecord()), at(-20));
    expect(looks).toEqual(expect.arrayContaining([at(-60), at(-35)]));
    expect(
      of(said, 'FlightStatusChanged')
        .filter((s) => s.at === at(-60))
        .map((s) => s.agencyId),
    ).toEqual([otherAgency]);
  });

  it('waits with the reminder look for the end of quiet hours at the origin', async () => {
    const night = '2027-03-03T02:30:00.000Z';
    const record = aRecord({}, -(13 * 60 + 50));
    const { looks } = await liveThrough(
      key,
      [{ ...ana, departure: night }],
      always(record),
      '2027-03-02T12:00:00.000Z',
    );
    expect(looks).toContain('2027-03-02T09:00:00.000Z');
    expect(looks).not.toContain('2027-03-02T02:30:00.000Z');
  });

  it('goes by the zone of the matched record for that, not by that of the airport table', async () => {
    const record = aRecord({ origin: { ...airports.LHR, timezone: 'Asia/Dubai' } });
    const { looks } = await liveThrough(key, [ana], always(record), at(-8 * 60));
    expect(looks).toContain('2027-03-03T05:00:00.000Z');
    expect(looks).not.toContain(at(-24 * 60));
  });

  describe('booked within quiet hours, with a reminder that falls into them', () => {
    const [evening, quietEnd] = ['2027-03-03T18:10:00.000Z', '2027-03-03T09:00:00.000Z'];
    const record = aRecord({}, 110);
    const bookedAt = (time: string) => ({
      ...ana,
      departure: evening,
      bookedAt: `2027-03-03T${time}:00.000Z`,
    });

    it('looks when the quiet hours end', async () => {
      expect(
        (await liveThrough(key, [bookedAt('06:13')], always(record), '2027-03-03T12:00:00.000Z'))
          .looks,
      ).toContain(quietEnd);
    });
    it('does not look again where the booking itself was a look five minutes ago', async () => {
      expect(
        (await liveThrough(key, [bookedAt('08:55')], always(record), '2027-03-03T12:00:00.000Z'))
          .looks,
      ).not.toContain(quietEnd);
    });
    it('looks again for who books a minute before a reminder, where what is known is older than five minutes', async () => {
      const { looks } = await liveThrough(
        key,
        [bookedAt('09:40'), bookedAt('10:00')],
        always(record),
        '2027-03-03T10:30:00.000Z',
      );
      expect(looks).toEqual(['2027-03-03T09:40:00.000Z', '2027-03-03T10:01:00.000Z']);
    });
  });

  it('looks for a reminder just before quiet hours whose end would be too late for it', async () => {
    const longNight = { ...ana, settings: { quiet_hours: { start: '16:00', end: '15:00' } } };
    const { looks } = await liveThrough(key, [longNight], always(aRecord()), at(-20 * 60));
    expect(looks).toContain('2027-03-02T15:58:00.000Z');
  });

  it('gives a later traveller what is known without another call', async () => {
    const later = { ...ana, bookedAt: at(-45 * 60) };
    const { said, looks } = await liveThrough(
      key,
      [{ ...ana, bookedAt: at(-46 * 60) }, later],
      always(aRecord()),
      at(-44 * 60),
    );
    expect(looks).toHaveLength(1);
    expect(of(said, 'FlightMatched').map((s) => s.at)).toEqual([at(-46 * 60), at(-45 * 60)]);
  });

  it('announces the confirming look of an earlier departure even where nothing changed', async () => {
    const { said } = await liveThrough(
      key,
      [ana],
      { recordsAt: changing([-400, { estimated_out: at(-25) }]) },
      at(-180),
    );
    const changed = of(said, 'FlightStatusChanged').filter((s) => s.at > at(-400));
    expect(changed.map((s) => s.data)).toMatchObject([{ cause: 'change' }, { cause: 'look' }]);
    const [first, second] = changed;
    expect(
      first && second && second.at >= plus(first.at, 60_000) && second.at <= plus(first.at, 75_000),
    ).toBe(true);
  });
});

describe('while AeroAPI’s circuit is open', () => {
  const until = at(-30);
  const fault: ScriptedFlight['fault'] = (now) =>
    now >= at(-40) && now < until ? { kind: 'circuit-open', until, at: now } : null;

  it('it is looked at once more when AeroAPI may be asked again, nothing is counted as failed, and nothing is announced', async () => {
    const { said, records, looks } = await liveThrough(
      key,
      [ana],
      { recordsAt: () => [aRecord()], fault },
      at(-20),
    );
    const during = records.filter((r) => r.at >= at(-40) && r.at < until);
    expect(during).toHaveLength(1);
    expect(during[0]?.nextCheckAt ?? '').toMatch(/^2027/);
    expect(between(until, during[0]?.nextCheckAt ?? '')).toBeGreaterThanOrEqual(0);
    expect(between(until, during[0]?.nextCheckAt ?? '')).toBeLessThanOrEqual(10_000);
    expect(looks.filter((l) => l >= at(-40))).toHaveLength(2);
    expect(said.filter((s) => s.at >= at(-40) && s.at < until)).toEqual([]);
    const { state } = await liveThrough(
      key,
      [ana],
      { recordsAt: () => [aRecord()], fault },
      at(-33),
    );
    expect(state).toMatchObject({ failures: 0, notFound: 0 });
  });

  it('no alert is asked for, so that none of its tries is wasted', async () => {
    const create = jest.fn(async () => null);
    const alerts: FlightAlerts = { create, delete: async () => {} };
    const flights = {
      look: async (): Promise<FlightLookup> => ({
        kind: 'circuit-open',
        until: at(-46 * 60),
        at: at(-41.2 * 60),
      }),
    };
    const tracker = createFlightTracker({ flights, alerts });
    const known = (await liveThrough(key, [ana], always(aRecord()), at(-41.2 * 60))).state;
    const follower = { ...ana, tripId, agencyId, journeyId: tripId, status: 'booked' as const };
    const turn: TrackerTurn = {
      actorId: key,
      now: at(-41 * 60),
      state: known,
      trip: null,
      journey: null,
      conversation: null,
      flight: {
        followers: [follower],
        agencies: { [agencyId]: { feature_flags: { flight_alerts: true } } },
      },
      event: {
        id: '20000000-0000-4000-8000-000000000001',
        type: 'FlightCheckDue',
        version: 1,
        time: at(-41 * 60),
        agencyId: null,
        tripId: null,
        correlationId: '20000000-0000-4000-8000-000000000001',
        causationId: null,
        data: { actorId: key, generation: 1, due: at(-41 * 60) },
      },
    };
    const { state, events } = await turnOf(tracker, turn);
    expect(state).toMatchObject({ alert: { kind: 'none', refusals: 0 } });
    expect(events).toEqual([]);
    expect(create).not.toHaveBeenCalled();
  });
});

describe('trouble at the wrong moment', () => {
  it('a look that fails at boarding announces nothing and is made again soon', async () => {
    const fault: ScriptedFlight['fault'] = (now) =>
      now >= at(-40) && now < at(-30) ? { kind: 'failed', reason: 'server', at: now } : null;
    const { said, looks } = await liveThrough(
      key,
      [ana],
      { recordsAt: () => [aRecord()], fault },
      at(-20),
    );
    expect(said.filter((s) => s.at >= at(-40) && s.at < at(-30))).toEqual([]);
    expect(looks.filter((l) => l >= at(-35) && l < at(-30)).length).toBeGreaterThanOrEqual(2);
    expect(said.some((s) => s.at >= at(-30))).toBe(true);
  });

  it('a cancellation is watched until six hours after departure, then never looked at again', async () => {
    const { said, records, looks } = await liveThrough(
      key,
      [ana],
      { recordsAt: changing([-300, { cancelled: true, status: 'Cancelled' }]) },
      at(30 * 60),
    );
    expect(
      of(said, 'FlightStatusChanged').filter((s) => JSON.stringify(s.data).includes('"cancelled"')),
    ).toHaveLength(1);
    expect(looks.at(-1)).toBe(at(360));
    expect(records.at(-1)).toMatchObject({ status: 'cancelled', nextCheckAt: null });
  });
});

describe('with pushes', () => {
  const live = (changes: readonly Change[]) =>
    liveThrough(
      key,
      [ana],
      {
        recordsAt: changing(...changes),
        changes: changes.map(([m]) => at(m)),
        pushLatencyMs: 1000,
      },
      at(24 * 60),
    );

  it('hears of everything at once for at most six looks', async () => {
    const { said, looks, records } = await live([
      [-240, { estimated_out: at(45) }],
      [-90, { gate_origin: 'D31' }],
      ...flown,
    ]);
    const changed = of(said, 'FlightStatusChanged').map((s) => s.at);
    for (const m of [-240, -90, 107]) expect(changed).toContain(plus(at(m), 1000));
    expect(looks.length).toBeLessThanOrEqual(6);
    expect(records.at(-1)).toMatchObject({ status: 'landed', nextCheckAt: null, alertId: null });
  });

  it('falls back on looking where a push never comes', async () => {
    const { records } = await liveThrough(
      key,
      [ana],
      { recordsAt: changing(...flown), changes: [] },
      at(24 * 60),
    );
    expect(records.at(-1)).toMatchObject({ status: 'landed', nextCheckAt: null });
  });
});

describe('who follows', () => {
  const envelope = {
    id: '20000000-0000-4000-8000-000000000001',
    version: 1,
    time: at(-600),
    agencyId,
    tripId,
    correlationId: '20000000-0000-4000-8000-000000000001',
    causationId: null,
  };
  const deleted: string[] = [];
  const alerts: FlightAlerts = {
    create: async () => 'alert-9',
    delete: async (id) => {
      deleted.push(id);
    },
  };
  const tracker = createFlightTracker({
    flights: { look: async () => ({ kind: 'not-found', at: at(-600) }) },
    alerts,
  });

  it('is nobody once the last trip is withdrawn: no timer, no alert', async () => {
    const matched = afterLook(unknownFlight, [aRecord()], at(-700), booked);
    if (matched?.kind !== 'live') throw new Error('the flight was not matched');
    const watch = { servedUntil: at(-700), nextCheckAt: at(-500) };
    const state: TrackerState = { ...matched, alert: { kind: 'created', id: 'alert-9' }, watch };
    const turn: TrackerTurn = {
      actorId: key,
      event: { ...envelope, type: 'TripCancelled', data: { flightKey: key, notify: false } },
      now: at(-600),
      state,
      trip: null,
      journey: null,
      flight: { followers: [], agencies: {} },
      conversation: null,
    };
    const decision = await turnOf(tracker, turn);
    expect(decision.timers).toEqual([{ kind: 'FlightCheckDue', due: null }]);
    expect(decision.records).toMatchObject([{ alertId: null }]);
    expect(decision.state).toMatchObject({ watch: null });
    expect(deleted).toEqual([]);
    const [removal] = decision.events ?? [];
    if (removal?.type !== 'FlightAlertRemovalRequested') throw new Error('the alert stays');
    const removed = await turnOf(tracker, {
      ...turn,
      event: { ...envelope, ...removal },
      state: decision.state,
    });
    expect(deleted).toEqual(['alert-9']);
    expect(removed.state).toMatchObject({ alert: { kind: 'none' } });
  });

  it('is decided for both flights where a trip changes from one to another', () => {
    const other = 'BA822/LHR-CPH/2027-03-03';
    const change = {
      revision: 2,
      before: { flightKey: key, departure },
      after: { flightKey: other, departure: plus(departure, 4 * hour) },
      fields: ['flightNumber'],
      notify: true,
    };
    expect(
      tracker.address({ ...envelope, type: 'TripChanged', data: change }).map((a) => a.actorId),
    ).toEqual([other, key]);
    expect(
      tracker
        .address({ ...envelope, type: 'TripChanged', data: { ...change, after: change.before } })
        .map((a) => a.actorId),
    ).toEqual([key]);
  });

  it('a trip that was edited in something else costs no look', async () => {
    const looks: string[] = [];
    const watching = createFlightTracker({
      flights: {
        look: async (q) => {
          looks.push(q.designator);
          return { kind: 'not-found', at: at(-600) };
        },
      },
    });
    const same = { flightKey: key, departure };
    const turn: TrackerTurn = {
      actorId: key,
      event: {
        ...envelope,
        type: 'TripChanged',
        data: { revision: 2, before: same, after: same, fields: ['stay'], notify: true },
      },
      now: at(-600),
      state: { ...unknownFlight, watch: { servedUntil: at(-610), nextCheckAt: at(-590) } },
      trip: null,
      journey: null,
      flight: {
        followers: [
          {
            tripId,
            agencyId,
            journeyId: tripId,
            departure,
            bookedAt: ana.bookedAt,
            status: 'booked',
            originZone: 'Europe/London',
            destinationZone: 'Europe/Copenhagen',
          },
        ],
        agencies: {},
      },
      conversation: null,
    };
    expect((await turnOf(watching, turn)).state.watch?.nextCheckAt).toBe(at(-590));
    expect(looks).toEqual([]);
  });
});

import fc from 'fast-check';
import pg from 'pg';
import { z } from 'zod';
import { type Api, anApi } from '#services/api/test/harness.ts';
import { replayTrips } from '#services/notifications/domain/replay/replay-trips.ts';
import { day, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { settingKeys } from '#shared/domain/settings.ts';
import { aFlightFacts, aMoment } from '#shared/testing/builders.ts';

jest.setTimeout(120_000);

const Preview = z.looseObject({
  trips: z.int(),
  messages: z.object({ before: z.int(), after: z.int() }),
  counts: z.record(z.string(), z.int()),
  changes: z.array(z.looseObject({ kind: z.string(), type: z.string(), wakes: z.boolean() })),
  isCovered: z.boolean(),
  notReplayed: z.array(z.looseObject({ code: z.string() })),
});

interface Reading {
  readonly at: Instant;
  readonly departure: Instant;
  readonly gate?: string;
  readonly phase?: string;
}

/** What the tracker records of a flight, reading by reading. */
const recorded = async (
  api: Api,
  flightKey: string,
  departure: Instant,
  readings: readonly Reading[],
) => {
  const client = new pg.Client({ connectionString: api.databaseUrl });
  await client.connect();
  try {
    const [number = '', , date = ''] = flightKey.split('/');
    const airport = (iata: string) => ({
      iata,
      zone: 'America/Argentina/Buenos_Aires',
      city: null,
      name: null,
    });
    const facts = aFlightFacts({
      scheduledDeparture: departure,
      departure,
      origin: airport('AEP'),
      destination: airport('BRC'),
    });
    await client.query(
      `insert into bauhaus.flights (flight_key, flight_number, flight_date, facts, status,
         updated_at)
       values ($1, $2, $3, $4, 'scheduled', $5) on conflict do nothing`,
      [flightKey, number, date, JSON.stringify(facts), departure],
    );
    for (const reading of readings)
      await client.query(
        `insert into bauhaus.flight_status_history (flight_key, flight_number, flight_date, status,
           gate_origin, scheduled_out, estimated_out, estimated_in, source, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'look', $9)`,
        [
          flightKey,
          number,
          date,
          reading.phase ?? 'scheduled',
          reading.gate ?? null,
          departure,
          reading.departure,
          plus(reading.departure, 2 * hour),
          reading.at,
        ],
      );
  } finally {
    await client.end();
  }
};

const Booked = z.looseObject({ flightKey: z.string(), departure: z.string() });
/** Travellers of flights that were an hour late, of which the agency learned in the morning. */
const lateFlights = async (api: Api, count: number): Promise<void> => {
  for (let nth = 0; nth < count; nth += 1) {
    const { json } = await api.south.ask('POST', '/trips', {
      clientName: `PAZ/EVA${nth} MRS`,
      whatsapp: `+54 9 11 5555 01${String(nth).padStart(2, '0')}`,
      flightNumber: `AR${1000 + nth}`,
      originIata: 'AEP',
      destinationIata: 'BRC',
      departure: `${plus(aMoment, 3 * day).slice(0, 10)}T20:15`,
    });
    const { flightKey, departure } = Booked.parse(json);
    await recorded(api, flightKey, departure, [
      { at: plus(aMoment, hour), departure, gate: 'A1' },
      { at: plus(departure, -5 * hour), departure: plus(departure, hour), gate: 'A1' },
      { at: plus(departure, -2 * hour), departure: plus(departure, hour), gate: 'B7' },
      {
        at: plus(departure, hour + 5 * minute),
        departure: plus(departure, hour),
        phase: 'departed',
      },
    ]);
  }
  api.advance(6 * day);
};
const preview = async (api: Api, key: string, value: unknown) =>
  Preview.parse((await api.south.ask('POST', '/settings/preview', { key, value, days: 30 })).json);

describe('the preview of a setting', () => {
  it('decides the last days again, and says which messages would be gone or later', async () => {
    const api = await anApi({ replayTrips });
    await lateFlights(api, 2);
    const without = await preview(api, 'notification_preferences', { reminder_enabled: false });
    expect(without).toMatchObject({ trips: 2, isCovered: true, counts: { gone: 2, later: 0 } });
    expect(without.changes).toMatchObject([
      { kind: 'gone', type: '24h_reminder', after: null },
      { kind: 'gone', type: '24h_reminder', after: null },
    ]);
    const later = await preview(api, 'notification_preferences', { boarding_lead_minutes: 20 });
    expect(later.changes).toMatchObject([
      { kind: 'later', type: 'boarding' },
      { kind: 'later', type: 'boarding' },
    ]);
    const calm = await preview(api, 'notification_preferences', { delay_threshold_minutes: 120 });
    expect(calm.changes.filter(({ type }) => type === 'delayed')).toMatchObject([
      { kind: 'gone' },
      { kind: 'gone' },
    ]);
  });

  it('says who would be woken', async () => {
    const api = await anApi({ replayTrips });
    await lateFlights(api, 1);
    await api.south.ask('PUT', '/settings/quiet_hours', { start: '19:00', end: '23:30' });
    const woken = await preview(api, 'quiet_hours', { start: '03:00', end: '03:00' });
    expect(woken.counts['wakes']).toBeGreaterThan(0);
    expect(woken.changes.some(({ wakes }) => wakes)).toBe(true);
  });

  it('of the present value changes nothing, whatever it is', async () => {
    const api = await anApi({ replayTrips });
    await lateFlights(api, 2);
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
      .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${minutes}`);
    const value = fc.record({
      quiet: fc.record({ start: clock, end: clock }),
      preferences: fc.record({
        reminder_enabled: fc.boolean(),
        boarding_lead_minutes: fc.integer({ min: 20, max: 60 }),
        delay_threshold_minutes: fc.integer({ min: 10, max: 60 }),
      }),
    });
    await fc.assert(
      fc.asyncProperty(value, async ({ quiet, preferences }) => {
        for (const [key, present] of [
          ['quiet_hours', quiet],
          ['notification_preferences', preferences],
        ] as const) {
          await api.south.ask('PUT', `/settings/${key}`, present);
          const same = await preview(api, key, present);
          expect(same.changes).toEqual([]);
          expect(same.messages.after).toBe(same.messages.before);
          expect(same.messages.before).toBeGreaterThan(0);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('sends and changes nothing, and says what it cannot show', async () => {
    const api = await anApi({ replayTrips });
    await lateFlights(api, 1);
    const before = (await api.emitted()).length;
    for (const key of settingKeys) {
      const { isCovered, notReplayed } = await preview(api, key, {});
      expect(isCovered).toBe(['quiet_hours', 'notification_preferences'].includes(key));
      expect(notReplayed.map(({ code }) => code)).toContain('edits');
    }
    expect(await api.emitted()).toHaveLength(before);
    expect((await api.south.ask('GET', '/settings')).json['stored']).toEqual({});
    expect(
      (await api.north.ask('POST', '/settings/preview', { key: 'quiet_hours', value: {} })).json,
    ).toMatchObject({ trips: 0 });
    const wrong = await api.south.ask('POST', '/settings/preview', {
      key: 'quiet_hours',
      value: { start: 'soon' },
    });
    expect(wrong.json).toMatchObject({ errors: [{ pointer: '#/value/start' }] });
  });
});

// cspell:ignore celular destino fecha pasajero vuelo
import { z } from 'zod';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { ImportedJourney } from '#shared/domain/booking-import.ts';
import type { FlightData, FlightLookup, FlightQuery } from '#shared/ports/flight-data.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { lookFlights } from '../import/look-flights.ts';
import { anApi } from './harness.ts';

/** What a provider that knows these flights was asked. */
const aProvider = (answers: Readonly<Record<string, FlightLookup>> = {}) => {
  const asked: FlightQuery[] = [];
  const flights: FlightData = {
    look: async (query) => {
      asked.push(query);
      return answers[query.designator] ?? { kind: 'not-found', at: aMoment };
    },
  };
  return { flights, asked };
};
const flying = (from: string, to: string, departure: string): FlightLookup => ({
  kind: 'found',
  at: aMoment,
  records: [
    AeroFlight.parse({
      ident: 'ARG1684',
      fa_flight_id: `${from}-${to}`,
      origin: { code_iata: from },
      destination: { code_iata: to },
      scheduled_out: departure,
    }),
  ],
});
/** The clock shows 2027-03-01 09:00 in Buenos Aires. */
const row = (flight: string, moment = '2027-03-02;07:15', pnr = 'QW100'): string =>
  `${pnr};RUIZ/ANA MRS;+54 9 11 5555 0100;${flight};AEP;BRC;${moment}`;
const header = 'pnr;pasajero;celular;vuelo;origen;destino;fecha;hora';

const read = async (flights: FlightData, ...rows: readonly string[]) => {
  const { south, send } = await anApi({ flights });
  const made = await send('POST', '/imports', {
    headers: { authorization: `Bearer ${south.key}`, 'content-type': 'text/csv' },
    body: [header, ...rows].join('\n'),
  });
  const { json } = await south.ask('GET', `/imports/${made.json['id']}/journeys`);
  return z.array(ImportedJourney).parse(json['items']);
};
const warned = async (lookup: FlightLookup, moment?: string) => {
  const [journey] = await read(aProvider({ AR1684: lookup }).flights, row('AR1684', moment));
  const [warning] = journey?.rows[0]?.warnings ?? [];
  return {
    verdict: journey?.verdict,
    found: journey?.flights[0]?.found,
    scheduled: journey?.flights[0]?.scheduled,
    ...(warning && { code: warning.code, field: warning.field, suggestion: warning.suggestion }),
    ...(warning && { message: warning.message }),
  };
};

describe('a flight of a file, where it can be seen', () => {
  it('is found where the file says so, within some minutes', async () => {
    expect(await warned(flying('AEP', 'BRC', '2027-03-02T10:18:00.000Z'))).toEqual({
      verdict: 'new',
      found: 'found',
      scheduled: '2027-03-02T07:18',
    });
  });

  it('is a warning, and no refusal, where it leaves at another time', async () => {
    expect(await warned(flying('AEP', 'BRC', '2027-03-02T10:40:00.000Z'))).toEqual({
      verdict: 'new',
      found: 'found',
      scheduled: '2027-03-02T07:40',
      code: 'leaves_at',
      field: 'time',
      message: 'is 07:15, and AR1684 leaves 07:40',
      suggestion: '07:40',
    });
    const nextDay = await warned(
      flying('AEP', 'BRC', '2027-03-03T03:10:00.000Z'),
      '2027-03-02;23:50',
    );
    expect(nextDay).toMatchObject({ field: 'date', suggestion: '2027-03-03 00:10' });
  });

  it('is a warning with the airport that was meant, where the number flies elsewhere', async () => {
    expect(await warned(flying('EZE', 'BRC', '2027-03-02T10:15:00.000Z'))).toMatchObject({
      verdict: 'new',
      found: 'not_found',
      code: 'flies_elsewhere',
      field: 'origin',
      message: 'AR1684 flies EZE-BRC that day',
      suggestion: 'EZE',
    });
    const other = await warned(flying('AEP', 'MDZ', '2027-03-02T10:15:00.000Z'));
    expect(other).toMatchObject({ field: 'destination', suggestion: 'MDZ' });
  });

  it('is a warning where nobody knows it, and none where it could not be seen yet', async () => {
    const nobody = { kind: 'not-found', at: aMoment } as const;
    expect(await warned(nobody)).toMatchObject({
      found: 'not_found',
      code: 'flight_not_found',
      field: 'flight',
      message: 'AR1684 is not found on 2027-03-02',
    });
    expect(await warned(nobody, '2027-03-03;07:15')).toMatchObject({ found: 'not_looked_up' });
    expect(await warned({ kind: 'failed', reason: 'timeout', at: aMoment })).toEqual({
      verdict: 'new',
      found: 'not_looked_up',
      scheduled: null,
    });
  });

  it('is asked for once, whoever is on it, and not where it is too far ahead', async () => {
    const { flights, asked } = aProvider();
    await read(
      flights,
      row('AR1684'),
      row('AR1684', '2027-03-02;07:15', 'QW101'),
      row('AR1685', '2027-03-10;07:15', 'QW102'),
      row('AR1686', '2027-03-02;05:00', 'QW103'),
    );
    expect(asked.map(({ designator }) => designator)).toEqual(['AR1686', 'AR1684']);
  });
});

describe('looking up the flights of a file', () => {
  const looks = Array.from({ length: 100 }, (_, nth) => ({
    key: `AR${nth}`,
    query: { designator: `AR${nth}`, from: aMoment, to: aMoment },
  }));
  const forEver = (): Promise<never> => new Promise(() => undefined);

  it('ends after sixty, and with the first that the provider refuses', async () => {
    const calm = aProvider();
    expect((await lookFlights(calm.flights, looks, forEver)).size).toBe(60);
    const busy = { kind: 'rate-limited', retryAfterMs: null, at: aMoment } as const;
    const refusing = aProvider({ AR0: busy });
    await lookFlights(refusing.flights, looks, forEver);
    expect(refusing.asked.length).toBeLessThan(10);
  });

  it('waits for no slow provider: what it did not answer was not looked up', async () => {
    const { flights } = aProvider();
    const slow: FlightData = {
      look: (query, options) =>
        query.designator === 'AR1' ? forEver() : flights.look(query, options),
    };
    const seen = await lookFlights(slow, looks.slice(0, 3), async () => undefined);
    expect(seen.has('AR1')).toBe(false);
  });
});

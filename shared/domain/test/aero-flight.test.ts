import { AeroFlight } from '../aero-flight.ts';

describe('an airport of a flight record', () => {
  const zoneOf = (timezone: unknown) =>
    AeroFlight.parse({
      ident: 'BAW820',
      fa_flight_id: 'BAW820-1',
      origin: { code_iata: 'LHR', timezone },
    }).origin?.timezone;

  it('has the zone that it names', () => expect(zoneOf('Europe/London')).toBe('Europe/London'));
  it.each(['', 'Europe/Nowhere', ':Europe/London', null])(
    'has none where there is no zone %j',
    (timezone) => expect(zoneOf(timezone)).toBeNull(),
  );
});

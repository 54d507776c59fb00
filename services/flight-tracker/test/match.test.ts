import { findElsewhere, liveSibling, matchRecord } from '../domain/match.ts';
import { airports, aRecord, at, booked } from './records.ts';

describe('matching a record', () => {
  it('takes the record of the route and local date, not the one of the day before', () => {
    const yesterday = aRecord({ fa_flight_id: 'yesterday' }, -24 * 60);
    expect(matchRecord([yesterday, aRecord()], booked, null)?.fa_flight_id).toBe(
      'BAW820-1-schedule-1p',
    );
  });

  it('goes by the date at the origin where UTC has another one', () => {
    const late = {
      ...booked,
      origin: 'EZE',
      originZone: 'America/Argentina/Buenos_Aires',
      departure: '2027-03-04T01:30:00.000Z',
    };
    const record = aRecord({
      origin: { ...airports.LHR, code_iata: 'EZE', timezone: 'America/Argentina/Buenos_Aires' },
      scheduled_out: late.departure,
    });
    expect(matchRecord([record], late, null)).toBe(record);
  });

  it('accepts another designator of the airline’s group on the route and date booked alone', () => {
    const ticket = { ...booked, designator: 'U21015' };
    const flown = { ident: 'EJU1015', ident_icao: 'EJU1015', ident_iata: 'EC1015' };
    const record = aRecord(flown);
    expect(matchRecord([record], ticket, null)).toBe(record);
    expect(matchRecord([aRecord(flown, 24 * 60)], ticket, null)).toBeNull();
    expect(findElsewhere([aRecord({ ...flown, origin: airports.LGW })], ticket)).toBeNull();
    expect(
      matchRecord(
        [aRecord({ ...flown, ident: 'EJU1016', ident_icao: null, ident_iata: null })],
        ticket,
        null,
      ),
    ).toBeNull();
  });

  it('takes each of the codes of an airport for the airport', () => {
    const toBasel = { ...booked, destination: 'BSL' };
    const record = aRecord({ destination: { ...airports.CPH, code_iata: 'MLH' } });
    expect(matchRecord([record], toBasel, null)).toBe(record);
    expect(matchRecord([record], toBasel, record.fa_flight_id)).toBe(record);
    expect(matchRecord([record], { ...booked, destination: 'ZRH' }, null)).toBeNull();
  });

  it('goes by the record’s zone where the airport table has another one', () => {
    const ticket = {
      ...booked,
      date: '2027-07-20',
      originZone: 'America/Santiago',
      // Twenty to midnight on the ticket.
      departure: '2027-07-21T03:40:00.000Z',
    };
    const origin = { ...airports.LHR, timezone: 'America/Punta_Arenas' };
    const record = aRecord({ origin, scheduled_out: '2027-07-21T02:40:00.000Z' });
    expect(matchRecord([record], ticket, null)).toBe(record);
  });

  it('goes by the gate’s date where the record has a runway time after midnight alone', () => {
    const ticket = { ...booked, departure: '2027-03-03T23:50:00.000Z' };
    const off = (scheduled_off: string) => aRecord({ scheduled_out: null, scheduled_off });
    expect(matchRecord([off('2027-03-04T00:10:00.000Z')], ticket, null)).not.toBeNull();
    expect(matchRecord([off('2027-03-04T01:10:00.000Z')], ticket, null)).toBeNull();
  });

  it('accepts the booked number as a codeshare of the operating one', () => {
    expect(matchRecord([aRecord()], { ...booked, designator: 'AA6945' }, null)).not.toBeNull();
  });

  it('accepts the number in its ICAO form', () => {
    expect(matchRecord([aRecord()], { ...booked, designator: 'BAW820' }, null)).not.toBeNull();
  });

  it('passes over another route flown under the same number', () => {
    expect(matchRecord([aRecord({ destination: airports.GOT })], booked, null)).toBeNull();
  });

  it('takes the nearest departure where the number flies twice that day, whatever their order', () => {
    const morning = aRecord({ fa_flight_id: 'morning' }, -8 * 60);
    const afternoon = aRecord({ fa_flight_id: 'afternoon' }, 20);
    for (const records of [
      [morning, afternoon],
      [afternoon, morning],
    ])
      expect(matchRecord(records, booked, null)?.fa_flight_id).toBe('afternoon');
  });

  it('keeps to the pinned record while it is there', () => {
    const pinned = aRecord({ fa_flight_id: 'pinned' }, 90);
    expect(matchRecord([aRecord(), pinned], booked, 'pinned')).toBe(pinned);
    expect(matchRecord([aRecord()], booked, 'pinned')?.fa_flight_id).toBe('BAW820-1-schedule-1p');
  });

  it('tells the flight as planned from the leg to the diversion airport, which has the same id', () => {
    const planned = aRecord({ diverted: true });
    const leg = aRecord({ destination: airports.GOT });
    expect(matchRecord([leg, planned], booked, planned.fa_flight_id)).toBe(planned);
  });

  it('prefers a live record to a cancelled one', () => {
    const live = aRecord({ fa_flight_id: 'live' }, 200);
    expect(matchRecord([aRecord({ cancelled: true }), live], booked, null)).toBe(live);
  });
});

describe('a live sibling of a cancelled record', () => {
  const cancelled = aRecord({ cancelled: true, status: 'Cancelled' });
  it('is a record of the same number, route and date that has not left', () => {
    const live = aRecord({ fa_flight_id: 'new' }, 100);
    expect(liveSibling([cancelled, live], booked, cancelled)).toBe(live);
  });
  it.each([
    ['is cancelled too', { cancelled: true }],
    ['has left already', { actual_out: at(-10) }],
    ['flies elsewhere', { destination: airports.GOT }],
  ])('is not one that %s', (_, over) => {
    expect(
      liveSibling([cancelled, aRecord({ fa_flight_id: 'new', ...over }, 100)], booked, cancelled),
    ).toBeNull();
  });
});

describe('a flight found elsewhere', () => {
  it('is one past midnight, within 18 hours of the booked time', () => {
    expect(findElsewhere([aRecord({}, 17 * 60)], booked)).not.toBeNull();
    expect(findElsewhere([aRecord({}, 19 * 60)], booked)).toBeNull();
  });
  it('is one at another airport of the same city', () => {
    expect(findElsewhere([aRecord({ origin: airports.LGW })], booked)).not.toBeNull();
    expect(findElsewhere([aRecord({ origin: airports.GOT })], booked)).toBeNull();
  });
});

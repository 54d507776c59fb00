import fc from 'fast-check';
import { airportCodes } from '#shared/domain/airports.ts';
import { BookingInput } from '#shared/events/trips.ts';
import { aTrip } from '#shared/testing/builders.ts';
import { normaliseBooking } from '../domain/booking.ts';
import { findStorageFault, storableText } from '../domain/storable.ts';
import { applyEdit, TripEdit } from '../domain/trip-edit.ts';
import { booking } from './requests.ts';

const now = '2027-03-01T12:00:00.000Z';
const tryNormalise = (overrides: Parameters<typeof booking>[0] = {}, at: string | null = now) =>
  normaliseBooking(BookingInput.parse(booking(overrides)), at);
const normalise = (overrides: Parameters<typeof booking>[0] = {}) => {
  const result = tryNormalise(overrides);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const problems = (overrides: Parameters<typeof booking>[0] = {}) => {
  const result = tryNormalise(overrides);
  return result.ok ? [] : result.problems.map(({ field, code }) => `${field} ${code}`);
};

describe('a booking in normal form', () => {
  it('takes metadata of any kind, and says which documented names nothing is answered from', () => {
    const { trip, warnings } = normalise({
      metadata: { hotel_phone: '555', seat: '14C', ours: { a: 1 } },
    });
    expect(trip.metadata).toEqual({ hotel_phone: '555', seat: '14C', ours: { a: 1 } });
    expect(warnings).toMatchObject([{ field: 'metadata', code: 'metadata_unread' }]);
    expect(warnings[0]?.message).toContain('hotel_phone should be a telephone number');
  });

  it('says where a number in the metadata can be none of its country', () => {
    const { warnings } = normalise({
      metadata: { hotel_phone: '+54 123 456', transfer_phone: '+54 11 5555-0100' },
    });
    expect(warnings).toMatchObject([{ field: 'metadata', code: 'metadata_doubtful' }]);
    expect(warnings[0]?.message).toContain('hotel_phone');
  });

  it('has names without characters that show nothing, by which it would be no duplicate', () => {
    const { trip, passengers } = normalise({
      clientName: 'Ana\u200b R\u2060uiz',
      passengers: ['Jose\u0301\u00ad Paz'],
    });
    expect([trip.clientName, passengers[0]?.name]).toEqual(['Ana Ruiz', 'José Paz']);
    expect(problems({ clientName: '\u200b\u2060' })).toContain('clientName bad_name');
  });

  it('has a phone as E.164, codes in capitals, a departure in UTC, and a flight key', () => {
    expect(
      normalise({
        flightNumber: 'ba 0820',
        originIata: 'lhr',
        destinationIata: 'cph',
        departure: '2027-03-03T16:20',
      }).trip,
    ).toEqual({
      clientName: 'Ana Ruiz',
      callName: 'Ana',
      whatsapp: '+5491155550100',
      language: 'es',
      flightNumber: 'BA820',
      originIata: 'LHR',
      destinationIata: 'CPH',
      originZone: 'Europe/London',
      destinationZone: 'Europe/Copenhagen',
      departure: '2027-03-03T16:20:00.000Z',
      flightKey: 'BA820/LHR-CPH/2027-03-03/16',
      stay: null,
      returnDate: null,
      clientDescription: null,
      metadata: {},
      reference: null,
    });
  });

  it('reads a time without an offset at the origin, and one with an offset as that instant', () => {
    const local = normalise({
      originIata: 'EZE',
      destinationIata: 'MIA',
      departure: '2027-03-03T23:30',
    }).trip;
    const instant = normalise({
      originIata: 'EZE',
      destinationIata: 'MIA',
      departure: '2027-03-04T02:30:00Z',
    }).trip;
    expect(local.departure).toBe('2027-03-04T02:30:00.000Z');
    expect(instant).toEqual(local);
    expect(local.flightKey).toBe('BA820/EZE-MIA/2027-03-03/23');
  });

  it('takes the first of a local time that happens twice, and says so', () => {
    const { trip: ambiguous, warnings } = normalise({ departure: '2027-10-31T01:30' });
    expect(ambiguous.departure).toBe('2027-10-31T00:30:00.000Z');
    expect(warnings).toMatchObject([{ field: 'departure', code: 'ambiguous_local_time' }]);
    expect(normalise({ departure: '2027-10-31T01:30Z' }).warnings).toEqual([]);
  });

  it.each(['+54 11 5555-0100', '+44 20 7123 4567'])(
    'takes %s with a warning, since WhatsApp does not reach landlines',
    (whatsapp) =>
      expect(normalise({ whatsapp }).warnings).toMatchObject([
        { field: 'whatsapp', code: 'phone_may_be_landline' },
      ]),
  );

  it('stores an Argentine number with its 9, however it was typed', () => {
    expect(normalise({ whatsapp: '\u2068+54 11 5555-0100\u2069' }).trip.whatsapp).toBe(
      '+5491155550100',
    );
  });

  it('needs a time, and says so where there is a date alone', () => {
    expect(problems({ departure: '2027-03-03' })).toEqual(['departure time_missing']);
    expect(problems({ departure: '2027-13-03' })).toEqual(['departure bad_departure']);
  });

  it('keeps a name and a stay in one line', () => {
    const { clientName, stay } = normalise({
      clientName: 'Ana\n\tRuiz',
      stay: 'Nyhavn 71,\r\n Copenhagen',
    }).trip;
    expect([clientName, stay]).toEqual(['Ana Ruiz', 'Nyhavn 71, Copenhagen']);
  });

  it.each([
    ['originIata unknown_airport', { originIata: 'QQQ' }],
    ['destinationIata same_airports', { destinationIata: 'lhr' }],
    ['whatsapp bad_phone', { whatsapp: '11 5555 0100' }],
    ['flightNumber bad_flight_number', { flightNumber: '820' }],
    ['clientName bad_name', { clientName: '\u200b' }],
    ['departure nonexistent_local_time', { departure: '2027-03-28T01:30' }],
    ['departure bad_departure', { departure: 'tomorrow at nine' }],
    ['departure bad_departure', { departure: '2027-02-30T10:00' }],
    ['departure departure_past', { departure: '2027-03-01T05:59' }],
    ['departure departure_too_far', { departure: '2029-06-01T05:59' }],
    ['returnDate return_before_departure', { returnDate: '2027-03-02' }],
    ['returnDate return_too_far', { returnDate: '2028-06-02' }],
    ['reference bad_reference', { reference: 'A\u0007B' }],
    ['metadata metadata_too_large', { metadata: { note: 'x'.repeat(17_000) } }],
  ])('is refused: %s', (problem, overrides) => {
    expect(problems(overrides)).toEqual([problem]);
  });

  it('may still be made within six hours after the departure, since flights are late', () => {
    expect(problems({ departure: '2027-03-01T06:00' })).toEqual([]);
  });

  it('says everything that is wrong at once', () => {
    expect(problems({ originIata: 'QQQ', whatsapp: '12345678', flightNumber: 'nope' })).toEqual([
      'whatsapp bad_phone',
      'flightNumber bad_flight_number',
      'originIata unknown_airport',
    ]);
  });

  it('brought into normal form again is the same, for any two airports and any time', () => {
    const code = fc.constantFrom(...airportCodes());
    const departure = fc.date({
      min: new Date('2027-03-02T00:00:00Z'),
      max: new Date('2028-03-02T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(code, code, departure, (originIata, destinationIata, at) => {
        fc.pre(originIata !== destinationIata);
        const once = normalise({ originIata, destinationIata, departure: at.toISOString() }).trip;
        const { flightKey: _, originZone: __, destinationZone: ___, ...rest } = once;
        const again = normalise({
          ...rest,
          stay: undefined,
          returnDate: undefined,
          clientDescription: undefined,
          reference: undefined,
        }).trip;
        expect(again).toEqual(once);
      }),
    );
  });
});

describe('an edit', () => {
  const before = aTrip({
    flightNumber: 'BA820',
    flightKey: 'BA820/LHR-CPH/2027-03-03/16',
    stay: 'Nyhavn 71',
    metadata: { agent: 'Lu', seats: { a: 1, b: 2 } },
  });
  const edit = (change: unknown, at = now) => {
    const result = applyEdit(before, TripEdit.parse(change), at);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return result.value;
  };

  it('of nothing leaves the trip as it is', () => {
    const { trip: after } = edit({});
    expect(before).toMatchObject(after);
  });

  it('warns of a landline where it gives the number, and not at every edit after', () => {
    const given = applyEdit(before, TripEdit.parse({ whatsapp: '+44 20 7123 4567' }), now);
    if (!given.ok) throw new Error('refused');
    expect(given.value.warnings).toMatchObject([{ code: 'phone_may_be_landline' }]);
    const landline = aTrip({ ...before, whatsapp: given.value.trip.whatsapp });
    expect(applyEdit(landline, TripEdit.parse({ stay: 'Hotel' }), now)).toMatchObject({
      ok: true,
      value: { warnings: [] },
    });
  });

  it('to another time of the day is another flight, since the number may fly twice', () => {
    expect(edit({ departure: '2027-03-03T20:20' }).trip.flightKey).toBe(
      'BA820/LHR-CPH/2027-03-03/20',
    );
  });

  it('keeps a flight key without an hour until the trip is on another flight', () => {
    const oldTrip = { ...before, flightKey: 'BA820/LHR-CPH/2027-03-03' };
    const flightKey = (change: unknown) => {
      const result = applyEdit(oldTrip, TripEdit.parse(change), now);
      return result.ok ? result.value.trip.flightKey : result.problems;
    };
    expect(flightKey({ stay: 'Hotel' })).toBe(oldTrip.flightKey);
    expect(flightKey({ departure: '2027-03-03T16:30' })).toBe('BA820/LHR-CPH/2027-03-03/16');
    expect(flightKey({ flightNumber: 'BA822' })).toBe('BA822/LHR-CPH/2027-03-03/16');
  });

  it('changes what it names, clears what it sets to null, and leaves the rest', () => {
    expect(edit({ stay: null, metadata: { agent: null, seats: { b: 3 } } }).trip).toMatchObject({
      stay: null,
      metadata: { seats: { a: 1, b: 3 } },
      clientName: before.clientName,
      departure: before.departure,
    });
  });

  it('keeps the time on the ticket when the origin moves to another time zone, and says so', () => {
    const { trip: after, warnings } = edit({ originIata: 'MAD' });
    expect(after).toMatchObject({
      departure: '2027-03-03T15:20:00.000Z',
      flightKey: 'BA820/MAD-CPH/2027-03-03/16',
    });
    expect(warnings).toMatchObject([{ code: 'local_time_kept' }]);
    expect(edit({ originIata: 'LGW' })).toMatchObject({
      trip: { departure: before.departure },
      warnings: [],
    });
  });

  it('of a trip that has long departed may change words, but not move it into the past', () => {
    const later = '2027-03-20T00:00:00.000Z';
    expect(edit({ stay: 'Hotel' }, later).trip.stay).toBe('Hotel');
    const moved = applyEdit(before, TripEdit.parse({ departure: '2027-03-05T10:00' }), later);
    expect(moved).toMatchObject({
      ok: false,
      problems: [{ field: 'departure', code: 'departure_past' }],
    });
  });
});

describe('what can be stored', () => {
  it.each([
    [{ a: ['x\0'] }, ['a', 0], 'null_character'],
    [{ a: { b: '\ud800' } }, ['a', 'b'], 'broken_unicode'],
    [{ 'a\0': 1 }, [], 'null_character'],
    [{ a: Number.POSITIVE_INFINITY }, ['a'], 'not_finite'],
    [JSON.parse('{"a":{"__proto__":{"admin":true}}}'), ['a', '__proto__'], 'reserved_name'],
  ])('is not %#: %j', (document, path, code) => {
    expect(findStorageFault(document)).toMatchObject({ path, code });
  });

  it('is anything else, emoji included', () => {
    expect(findStorageFault({ a: ['😀', 1, null, true, { constructor: 'x' }] })).toBeNull();
  });

  it('is not nested without end, and finding out does not overflow', () => {
    expect(
      findStorageFault(JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)),
    ).toMatchObject({
      code: 'too_deep',
    });
  });

  it('can be made of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        expect(findStorageFault(storableText(text))).toBeNull(),
      ),
    );
    expect(storableText('a\0b\ud800c😀')).toBe('a\uFFFDb\uFFFDc😀');
  });
});

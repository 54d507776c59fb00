import { readingOf, spotOf } from '../domain/reading.ts';
import { airports, aRecord, at, booked } from './records.ts';

const read = (...[matched, ...legs]: readonly [object, ...object[]]) =>
  readingOf(
    aRecord({ ...matched }),
    legs.map((leg) => aRecord({ ...leg })),
    at(0),
    booked.destination,
    booked,
  );

describe('a gate, terminal or belt', () => {
  it.each(['-', '--', '---', 'TBD', 'TBA', 'tbd', ' Tba ', '', ' ', 'N/A'])(
    'is none where the record has "%s"',
    (text) => {
      expect(spotOf(text)).toBeNull();
    },
  );
  it.each(['A12', '4', 'B-7', 'TBD1', '2F'])('is one where it is "%s"', (text) => {
    expect(spotOf(text)).toBe(text);
  });
  it('is the same with and without spaces around it', () => {
    expect(spotOf(' C7 ')).toBe('C7');
  });
  it('is read so in each place of a record', () => {
    expect(read({ gate_origin: '--', terminal_origin: 'TBD', baggage_claim: '-' })).toMatchObject({
      gate: null,
      terminal: null,
      belt: null,
    });
  });
});

describe('a diverted flight', () => {
  const flagged = { diverted: true, status: 'Diverted' };
  it('is read from the other record of its id, which moves on', () => {
    const other = {
      destination: airports.GOT,
      estimated_in: at(140),
      actual_on: at(130),
      actual_off: at(15),
      baggage_claim: '3',
    };
    expect(read(flagged, other)).toMatchObject({
      diverted: true,
      divertedTo: { iata: 'GOT' },
      times: { actualOn: at(130), estimatedIn: at(140) },
      belt: '3',
    });
  });
  it('is read from the other record also where the flagged one names the new airport', () => {
    const moving = { actual_off: at(15), estimated_in: at(150) };
    expect(read(moving, { ...flagged, destination: airports.GOT })).toMatchObject({
      diverted: true,
      divertedTo: { iata: 'GOT' },
      times: { estimatedIn: at(150) },
    });
  });
  it('goes nowhere else where the record has another code of the airport booked', () => {
    const toBasel = { ...booked, destination: 'BSL' };
    const record = aRecord({
      ...flagged,
      destination: { ...airports.CPH, code_iata: 'MLH' },
    });
    expect(readingOf(record, [], at(0), 'BSL', toBasel).divertedTo).toBeNull();
  });
});

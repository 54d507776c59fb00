import { airportTime } from '../airport-time.ts';

const leadHours = { domestic: 2, international: 3 };
const ticket = '2027-03-03T16:20:00.000Z';
const abroad = { originIata: 'LHR', destinationIata: 'CPH' };

describe('when to be at the airport', () => {
  it('is longer before a flight abroad, and before one from nowhere that is known', () => {
    const hoursOf = (originIata: string, destinationIata: string) =>
      airportTime({ originIata, destinationIata }, { departure: ticket, ticket }, leadHours).hours;
    expect(hoursOf('AEP', 'COR')).toBe(2);
    expect(hoursOf('LHR', 'CPH')).toBe(3);
    expect(hoursOf('XQX', 'XQZ')).toBe(3);
  });

  it('is by the ticket where the flight is late, and by the flight where it is early', () => {
    const atOf = (departure: string) => airportTime(abroad, { departure, ticket }, leadHours).at;
    expect(atOf('2027-03-03T18:20:00.000Z')).toBe('2027-03-03T13:20:00.000Z');
    expect(atOf('2027-03-03T15:50:00.000Z')).toBe('2027-03-03T12:50:00.000Z');
  });
});

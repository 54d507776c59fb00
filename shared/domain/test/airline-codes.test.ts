import { codesOf, iataDesignator, icaoDesignator } from '../airline-codes.ts';

describe('airline codes', () => {
  it.each([
    ['BA820', 'BAW820'],
    ['AR1662', 'ARG1662'],
    ['LA0780', 'LAN780'],
    ['3U8633', 'CSC8633'],
    ['U21234', 'EZY1234'],
    ['BAW820', 'BAW820'],
    ['QQ12', 'QQ12'],
  ])('turn %s into %s', (iata, icao) => expect(icaoDesignator(iata)).toBe(icao));
  it('turn an ICAO designator back', () => {
    expect(iataDesignator('BAW820')).toBe('BA820');
    expect(iataDesignator('ZZZ1')).toBeNull();
  });
  it('name one flight in all its forms', () =>
    expect(codesOf('BA0820')).toEqual(['BA820', 'BAW820']));
});

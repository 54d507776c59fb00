import { minute, plus } from '#shared/domain/instant.ts';
import { at, Traveller } from './traveller.ts';

describe('boarding', () => {
  it('moves with the delay', () => {
    const t = Traveller.booked()
      .readFlight(at('13:00'), { departure: at('17:20') })
      .readFlight(at('16:45'));
    expect(t.messages.at(-1)).toMatchObject({ at: at('16:45'), type: 'boarding' });
  });
  it.each([
    ['forty minutes told after it', '17:00', ['boarding', 'delayed', 'boarding']],
    ['fifteen minutes told after it', '16:35', ['boarding', 'delayed']],
    ['ten minutes, not told', '16:30', ['boarding']],
  ])('is called again, or not, after %s', (_, departure, types) => {
    const t = Traveller.booked()
      .readFlight(at('15:45'), { gate: 'A10' })
      .readFlight(at('15:50'), { departure: at(departure) })
      .readFlight(plus(at(departure), -35 * minute))
      .waitUntil(at('16:50'));
    expect(t.news().map(({ type }) => type)).toEqual(types);
  });
});

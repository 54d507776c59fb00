import { minute, plus, second } from '#shared/domain/instant.ts';
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

describe('a delay that comes when the call is due', () => {
  it('is said by the call that it arms, which counts as a delay', () => {
    const t = Traveller.booked().readFlight(at('15:45'), { gate: 'B2' });
    t.readFlight(at('16:19'), { departure: at('16:50') });
    expect(t.news().map((message) => [message.at, message.type])).toEqual([
      [at('15:45'), 'boarding'],
      [at('16:19'), 'boarding'],
    ]);
    expect(t.textOf('boarding')).toContain('16:50');
    t.readFlight(at('16:25'), { departure: at('17:10') });
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ decision: 'held', subject: 'delayed', rule: 'pause_after_delay' }),
    );
    t.readFlight(at('16:34'));
    expect(t.news().at(-1)).toMatchObject({ at: at('16:34'), type: 'delayed' });
  });

  it('waits for the look of that call, and is not said before it', () => {
    const t = Traveller.booked()
      .readFlight(at('15:45'), { gate: 'B2' })
      .readFlight(at('16:00'), { departure: at('16:35') });
    expect(t.news().map(({ type }) => type)).toEqual(['boarding', 'delayed']);
    // Held until 16:15, when the call for 16:50 is due and its look has not been made yet.
    t.readFlight(at('16:05'), { departure: at('16:50') }).waitUntil(at('16:15'));
    expect(t.news()).toHaveLength(2);
    t.readFlight(plus(at('16:15'), 10 * second));
    expect(t.news().map(({ type }) => type)).toEqual(['boarding', 'delayed', 'boarding']);
    expect(t.entryOf('boarding').told.delay).toBe(true);
  });

  it('of less than half an hour after the call is one delay, and no second call', () => {
    const t = Traveller.booked().readFlight(at('15:45'), { gate: 'B2' });
    t.readFlight(at('16:19'), { departure: at('16:40') }).waitUntil(at('16:39'));
    expect(t.news().map(({ type }) => type)).toEqual(['boarding', 'delayed']);
  });
});

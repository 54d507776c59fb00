import { hour, plus } from '#shared/domain/instant.ts';
import { at, Traveller } from './traveller.ts';

describe('landing', () => {
  it('waits for the morning at the destination, then without the belt', () => {
    const t = Traveller.booked()
      .readFlight(at('16:30'), { phase: 'departed' })
      .readFlight(at('22:30'), { phase: 'landed', landedAt: at('22:20'), belt: '4' });
    expect(t.messageTypes()).not.toContain('landing');
    t.waitUntil(at('10:00', '2027-03-04'));
    expect(t.messages.at(-1)).toMatchObject({ at: at('08:00', '2027-03-04'), type: 'landing' });
    expect(t.textOf('landing')).not.toContain('*4*');
  });
  it('is dropped when it is stale or the next leg is boarding', () => {
    const stale = Traveller.booked().readFlight(at('12:00', '2027-03-04'), {
      phase: 'landed',
      landedAt: at('18:15'),
    });
    expect(stale.messageTypes()).not.toContain('landing');
    const connecting = Traveller.booked({
      nextLeg: {
        tripId: 'b3f4a1de-2f8e-4f3a-9b55-2d1f6f9d2b10',
        departure: plus(at('18:20'), hour / 2),
      },
    });
    connecting.readFlight(at('18:20'), { phase: 'landed', landedAt: at('18:15') });
    expect(connecting.messageTypes()).not.toContain('landing');
    expect(connecting.reasons).toContainEqual(
      expect.objectContaining({ subject: 'landing', rule: 'next_leg_boarding' }),
    );
  });
});

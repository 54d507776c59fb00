import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { aTrip } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

const wrote = (t: Traveller, clock: string): Traveller => {
  t.waitUntil(at(clock));
  t.context = { ...t.context, lastInboundAt: at(clock) } satisfies TripContext;
  t.receive({
    ...t.envelope(at(clock)),
    type: 'TravellerWrote',
    data: { conversationId: '30000000-0000-4000-8000-000000000001' },
  });
  return t;
};
const heldAtNight = (): Traveller =>
  Traveller.booked()
    .readFlight(at('09:00', '2027-03-02'))
    .waitUntil(at('18:00', '2027-03-02'))
    .readFlight(at('03:00'), { departure: at('18:20') });

describe('who writes at night', () => {
  it('hears at once of what was held for the night, after a look', () => {
    const t = wrote(heldAtNight(), '04:00');
    expect(t.looksAskedFor).toEqual([at('04:00')]);
    t.readFlight(at('04:01'), { departure: at('18:00') });
    expect(t.news().map((message) => [message.at, message.type])).toEqual([
      [at('04:01'), 'delayed'],
    ]);
  });

  it('hears for a quarter of an hour of what comes up, and then sleeps', () => {
    const t = wrote(heldAtNight(), '04:00').answerLook(at('04:01'));
    t.readFlight(at('04:20'), { departure: at('19:20') });
    expect(t.news()).toHaveLength(1);
    const awake = wrote(Traveller.booked().readFlight(at('09:00', '2027-03-02')), '04:00');
    awake.readFlight(at('04:15'), { departure: at('18:20') });
    expect(awake.news()).toHaveLength(1);
  });

  it('hears nothing where opted out', () => {
    const t = heldAtNight();
    t.context = { ...t.context, optedOut: true };
    expect(wrote(t, '04:00').looksAskedFor).toEqual([]);
    expect(t.news()).toEqual([]);
  });

  it('is welcomed with the belt', () => {
    const t = Traveller.booked().readFlight(at('22:00'), {
      phase: 'landed',
      landedAt: at('22:00'),
      belt: '5',
    });
    expect(t.messageTypes()).not.toContain('landing');
    expect(wrote(t, '22:10').textOf('landing')).toContain('5');
  });

  it('is welcomed without the belt where the wait for it would last until they sleep', () => {
    const t = wrote(Traveller.booked().readFlight(at('09:00', '2027-03-02')), '22:00');
    t.readFlight(at('22:10'), { phase: 'landed', landedAt: at('22:09') });
    expect(t.messages.at(-1)).toMatchObject({ at: at('22:10'), type: 'landing' });
  });
});

describe('a delay at night', () => {
  it('within one country waits until two and a half hours before the told departure', () => {
    const trip = aTrip({
      departure: at('08:00'),
      destinationIata: 'EDI',
      flightKey: 'BA820/LHR-EDI/2027-03-03',
    });
    const t = Traveller.booked({ trip });
    t.readFlight(at('22:00', '2027-03-02'), {
      scheduledDeparture: at('08:00'),
      departure: at('08:40'),
    }).answerLook(at('05:30'));
    expect(t.news().map((message) => message.at)).toEqual([at('05:30')]);
  });
});

describe('the welcome', () => {
  const landed = { phase: 'landed' as const, landedAt: at('17:20') };

  it('waits twelve minutes for the belt, and names it as soon as it is known', () => {
    const t = Traveller.booked().readFlight(at('17:21'), landed);
    expect(t.messageTypes()).not.toContain('landing');
    t.readFlight(at('17:30'), { ...landed, belt: '4' });
    expect(t.textOf('landing')).toContain('4');
    const without = Traveller.booked().readFlight(at('17:21'), landed).waitUntil(at('17:40'));
    expect(without.messages.at(-1)).toMatchObject({ at: at('17:33'), type: 'landing' });
  });

  it('goes without the belt where the wait would reach into quiet hours', () => {
    const late = { phase: 'landed' as const, landedAt: at('18:50') };
    const t = Traveller.booked().readFlight(at('18:52'), late);
    expect(t.messages.at(-1)).toMatchObject({ at: at('18:52'), type: 'landing' });
  });
});

import { plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { GroupTrip } from '#shared/ports/turn-contexts.ts';
import { aMoment, aTrip, aTripContext } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

const minute = 60_000;
const passenger = (id: number, name: string, kind: 'adult' | 'child' | 'infant' = 'adult') => ({
  id: `00000000-0000-4000-8000-00000000000${id}`,
  name,
  callName: name,
  kind,
  reference: null,
  joinedAt: aMoment,
});
const children = [passenger(1, 'Tomás', 'child'), passenger(2, 'Lola', 'child')];
const explicit = { how: 'explicit', at: aMoment, by: 'a form' } as const;

/** Norma, who does not fly herself. */
const norma = (over: Partial<Trip>): Trip =>
  aTrip({ clientName: 'Norma', callName: 'Norma', passengers: children, language: 'es', ...over });
const booked = (over: Partial<Trip>, context: Partial<Traveller['context']> = {}): Traveller =>
  Traveller.booked({ ...aTripContext({ trip: norma(over) }), ...context });

const follower = (over: Partial<Trip> = {}) =>
  booked({ role: 'follower', consent: explicit, ...over });
const textOf = (t: Traveller) => t.messages.map(({ text }) => text).join('\n');

describe('a guardian', () => {
  it('hears what a traveller hears, in the third person', () => {
    const t = booked({ role: 'guardian' });
    t.readFlight(at('10:00'), { departure: at('16:50') });
    t.readFlight(at('16:55'), { phase: 'departed' });
    t.readFlight(at('18:30'), { phase: 'landed', landedAt: at('18:30'), belt: '4' });
    expect(t.messageTypes()).toEqual(
      expect.arrayContaining(['reservation_confirmation', 'delayed', 'boarding', 'landing']),
    );
    expect(t.messageTypes()).not.toContain('departed');
    expect(t.textOf('reservation_confirmation')).toContain('el viaje de Tomás y Lola');
    expect(t.textOf('delayed')).toMatch(/el vuelo \w+ de Tomás y Lola/);
    expect(t.textOf('landing')).toContain('el vuelo de Tomás y Lola llegó a Copenhague');
    expect(textOf(t)).not.toMatch(/ tu (vuelo|equipaje)/);
  });

  it('hears a fact once for two children, and never of an infant', () => {
    const t = booked({
      role: 'guardian',
      passengers: [...children, passenger(3, 'Mila', 'infant')],
    });
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    expect(t.messageTypes().filter((type) => type === 'cancelled')).toHaveLength(1);
    expect(textOf(t)).not.toContain('Mila');
  });

  it('without a number is called, as who flies would be', () => {
    const t = booked({ role: 'guardian', whatsapp: null });
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    expect(JSON.stringify(t.tasks.filter(({ kind }) => kind === 'call'))).toContain('Lola');
  });
});

describe('a follower', () => {
  it('hears that the flight left and landed, and nothing before it', () => {
    const t = follower();
    t.readFlight(at('10:00'), { gate: 'A1' });
    t.readFlight(at('15:50'), { gate: 'B7' });
    t.readFlight(at('16:25'), { phase: 'departed', departure: at('16:22') });
    t.readFlight(at('17:00'), { phase: 'departed' });
    expect(t.messageTypes()).toEqual(['departed']);
    expect(t.textOf('departed')).toMatch(/BA\d+ de Tomás y Lola salió de Londres \(LHR\)/);
    t.readFlight(at('18:10'), { phase: 'landed', landedAt: at('18:08'), belt: '4' });
    expect(t.messageTypes()).toEqual(['departed', 'landing']);
    expect(t.textOf('landing')).not.toMatch(/cinta|alojamiento/);
  });

  it('hears of a delay from an hour on, compared with what they were told', () => {
    const t = follower();
    t.readFlight(at('10:00'), { departure: at('17:19') });
    expect(t.messageTypes()).toEqual([]);
    t.readFlight(at('10:30'), { departure: at('17:25') });
    expect(t.messageTypes()).toEqual(['delayed']);
    expect(t.textOf('delayed')).toContain('17:25');
    t.readFlight(at('11:00'), { departure: at('18:20') });
    t.readFlight(at('11:30'), { departure: at('16:30') });
    expect(t.messageTypes()).toEqual(['delayed']);
    t.readFlight(at('12:00'), { departure: at('18:30') });
    expect(t.messageTypes()).toEqual(['delayed', 'delayed']);
  });

  it.each(['cancelled', 'diverted'] as const)('hears that it is %s, once', (phase) => {
    const t = follower();
    t.readFlight(at('12:00'), { phase });
    t.readFlight(at('12:10'), { phase });
    expect(t.messageTypes()).toEqual([phase]);
  });

  it('hears of a flight that left after a told cancellation', () => {
    const t = follower();
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    t.readFlight(at('13:00'), { phase: 'scheduled', departure: at('16:40') });
    t.readFlight(at('16:45'), { phase: 'departed', departure: at('16:41') });
    expect(t.messageTypes()).toEqual(['cancelled', 'departed']);
  });

  it('is not told that it landed after a diversion', () => {
    const t = follower();
    t.readFlight(at('17:00'), { phase: 'diverted' });
    t.readFlight(at('18:00'), { phase: 'landed', landedAt: at('18:00') });
    expect(t.messageTypes()).toEqual(['diverted']);
  });

  it('who did not agree in person hears nothing, with the reason', () => {
    const t = follower({ consent: { ...explicit, how: 'attested' } });
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    expect(t.messages).toEqual([]);
    expect(t.reasons.map(({ rule }) => rule)).toContain('no_consent');
    expect(t.looksAskedFor).toEqual([]);
  });

  it('is not woken by a departure at night, and hears then what is true in the morning', () => {
    const t = follower({ departure: at('23:00') });
    t.readFlight(at('23:05'), {
      phase: 'departed',
      departure: at('23:02'),
      arrival: at('11:00', '2027-03-04'),
      scheduledDeparture: at('23:00'),
    });
    expect(t.messages).toEqual([]);
    t.readFlight(at('09:00', '2027-03-04'), {});
    expect(t.messageTypes()).toEqual(['departed']);
  });

  it('is not told of an edit or of the end of the trip, and opens no task about the flight', () => {
    const t = follower();
    t.readFlight(at('10:00'), { departure: at('19:30') });
    t.editTrip(at('11:00'), { flightNumber: 'BA816' });
    t.waitUntil(at('12:00'));
    t.receive({
      ...t.envelope(),
      type: 'TripCancelled',
      data: { flightKey: t.context.trip.flightKey, notify: true },
    });
    expect(t.messageTypes()).toEqual(['delayed']);
    expect(t.tasks).toEqual([]);
  });

  it('without a number is not called', () => {
    const t = follower({ whatsapp: null });
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    expect(t.tasks).toEqual([]);
  });

  it('is told of a flight that came back to its gate when it has left anew', () => {
    const t = follower();
    t.readFlight(at('16:25'), { phase: 'departed', departure: at('16:22') });
    t.readFlight(at('16:50'), { phase: 'scheduled', departure: at('16:40') });
    t.readFlight(at('18:05'), { phase: 'departed', departure: at('18:00') });
    expect(t.messageTypes()).toEqual(['departed', 'departed']);
  });
});

/** A traveller of a group, by what is known of the message to them. */
const member = (nth: number, over: Partial<GroupTrip> = {}): GroupTrip => ({
  tripId: `00000000-0000-4000-8000-0000000001${String(nth).padStart(2, '0')}`,
  passengers: [`00000000-0000-4000-8000-0000000002${String(nth).padStart(2, '0')}`],
  isWrittenTo: true,
  last: null,
  call: null,
  ...over,
});
const told = (over: Partial<NonNullable<GroupTrip['last']>> = {}): Pick<GroupTrip, 'last'> => ({
  last: {
    type: 'cancelled',
    status: 'SENT',
    permanent: false,
    departure: null,
    phase: 'cancelled',
    ...over,
  },
});
const refused = told({ status: 'FAILED', permanent: true });

describe('the guide of a group', () => {
  const guide = (group: readonly GroupTrip[]) =>
    booked({ role: 'guide', clientName: 'Greta', callName: 'Greta' }, { group: [...group] });
  const nowKnown = (t: Traveller, group: readonly GroupTrip[]) => {
    t.context = { ...t.context, group: [...group] };
  };

  it('hears in one message how many know of it and how many are to be called', () => {
    const t = guide([member(1), member(2), member(3, { isWrittenTo: false }), member(4)]);
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    nowKnown(t, [
      member(1, told()),
      member(2, told()),
      member(3, { isWrittenTo: false }),
      member(4, refused),
    ]);
    t.waitUntil(at('12:30'));
    expect(t.messageTypes()).toEqual(['cancelled']);
    expect(t.textOf('cancelled')).toContain('2 con aviso, 2 por llamar');
    expect(textOf(t)).not.toMatch(/Tomás|Lola/);
  });

  it('waits for those who are still being told, ten minutes at most', () => {
    const t = guide([member(1, told()), member(2)]);
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    t.waitUntil(at('12:09'));
    expect(t.messages).toEqual([]);
    t.waitUntil(at('12:11'));
    expect(t.messages).toMatchObject([{ at: at('12:10') }]);
    expect(t.textOf('cancelled')).toContain('1 con aviso, 1 sin aviso todavía');
  });

  it('hears again only where more are to be called than was said', () => {
    const t = guide([member(1, told()), member(2, told())]);
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    t.waitUntil(at('12:20'));
    expect(t.textOf('cancelled')).toContain('2 con aviso');
    nowKnown(t, [member(1, told()), member(2, refused)]);
    t.waitUntil(at('12:30'));
    expect(t.messageTypes()).toEqual(['cancelled', 'cancelled']);
    expect(t.textOf('cancelled')).toContain('1 con aviso, 1 por llamar');
    nowKnown(t, [member(1, told()), member(2, { call: { state: 'done', message: 'cancelled' } })]);
    t.waitUntil(at('15:00'));
    expect(t.messages).toHaveLength(2);
  });

  it('hears of each delay once, when the group has it', () => {
    const t = guide([member(1)]);
    t.readFlight(at('10:00'), { departure: at('17:00') });
    nowKnown(t, [member(1, told({ type: 'delayed', phase: null, departure: at('17:00') }))]);
    t.waitUntil(at('10:05'));
    expect(t.messageTypes()).toEqual(['delayed']);
    t.readFlight(at('10:30'), { departure: at('17:02') });
    t.readFlight(at('11:00'), { departure: at('17:02'), gate: 'A1' });
    t.readFlight(at('16:00'), { departure: at('17:02'), gate: 'B1' });
    expect(t.messageTypes()).toEqual(['delayed']);
  });

  it('hears nothing of news that nobody of the group was told, until somebody is', () => {
    const t = guide([member(1)]);
    t.readFlight(at('10:00'), { departure: at('16:40') });
    t.waitUntil(at('10:20'));
    expect(t.messages).toEqual([]);
    expect(t.reasons.map(({ rule }) => rule)).toContain('nobody_was_told');
    // A provider that was down tells them after all.
    nowKnown(t, [member(1, told({ type: 'delayed', phase: null, departure: at('16:40') }))]);
    t.waitUntil(at('10:40'));
    expect(t.messageTypes()).toEqual(['delayed']);
  });

  it('counts each traveller once, told by whichever contact', () => {
    const both = [passenger(1, 'Tomás').id];
    const t = guide([
      member(1, { passengers: both, ...refused }),
      member(2, { passengers: both, ...told() }),
    ]);
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    t.waitUntil(at('12:20'));
    expect(t.textOf('cancelled')).toContain('*1 con aviso*');
  });

  it('has no confirmation, reminder, boarding or landing, and no task', () => {
    const t = guide([member(1)]);
    t.readFlight(at('10:00'), { gate: 'A1' });
    t.readFlight(at('16:25'), { phase: 'departed' });
    t.readFlight(at('18:10'), { phase: 'landed', landedAt: at('18:08') });
    t.waitUntil(plus(at('18:10'), 60 * minute));
    expect(t.messages).toEqual([]);
    expect(t.tasks).toEqual([]);
  });
});

import { plus } from '#shared/domain/instant.ts';
import { aMoment, aTrip, aTripBooked, aTripContext } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

const minute = 60_000;
/** A passenger as a trip has it. */
const passenger = (id: number, name: string, over: object = {}) => ({
  id: `00000000-0000-4000-8000-00000000000${id}`,
  name,
  callName: name,
  kind: 'adult' as const,
  reference: null,
  joinedAt: aMoment,
  ...over,
});

describe('a booking that the agency confirms itself', () => {
  const quiet = (t: Traveller) => {
    const event = aTripBooked(t.context.trip);
    return { ...event, data: { ...event.data, notify: false } };
  };

  it('is not confirmed, whichever event comes first', () => {
    const bookedFirst = new Traveller();
    bookedFirst.receive(quiet(bookedFirst));
    const flightFirst = new Traveller().readFlight(aMoment, {});
    flightFirst.receive(quiet(flightFirst));
    for (const t of [bookedFirst, flightFirst])
      expect(t.waitUntil(plus(aMoment, 30 * minute)).messageTypes()).toEqual([]);
  });

  it('is told of the flight all the same', () => {
    const t = new Traveller();
    t.receive(quiet(t));
    t.readFlight(at('12:00'), { departure: at('18:00') });
    expect(t.messageTypes()).toContain('delayed');
  });
});

describe('a booking whose event does not come', () => {
  it('is confirmed after two minutes by what else woke the agent', () => {
    const t = new Traveller().readFlight(aMoment, {});
    expect(t.messageTypes()).toEqual([]);
    expect(t.waitUntil(plus(aMoment, 3 * minute)).messageTypes()).toEqual([
      'reservation_confirmation',
    ]);
  });
});

describe('several passengers of one contact', () => {
  const family = aTrip({
    clientName: 'Ana',
    callName: 'Ana',
    passengers: [
      passenger(1, 'Ana'),
      passenger(2, 'Beto'),
      passenger(3, 'Mila', { kind: 'infant' }),
    ],
  });

  it('are named in one message, infants never', () => {
    const t = Traveller.booked({ ...aTripContext({ trip: family }) });
    expect(t.messageTypes()).toEqual(['reservation_confirmation']);
    expect(t.textOf('reservation_confirmation')).toContain('Ana y Beto');
    expect(t.textOf('reservation_confirmation')).not.toContain('Mila');
  });

  it('who join later are confirmed alone, a minute after the first of them', () => {
    const t = Traveller.booked({ ...aTripContext({ trip: family }) });
    t.now = plus(aMoment, 10 * minute);
    const trip = {
      ...family,
      passengers: [...family.passengers, passenger(4, 'Carla', { joinedAt: t.now })],
    };
    t.context = { ...t.context, trip };
    t.receive({
      ...t.envelope(t.now),
      type: 'TripChanged',
      data: {
        revision: 2,
        fields: ['passengers'],
        notify: true,
        before: { flightKey: trip.flightKey, departure: trip.departure },
        after: { flightKey: trip.flightKey, departure: trip.departure },
      },
    });
    expect(t.messageTypes()).toHaveLength(1);
    t.waitUntil(plus(aMoment, 12 * minute));
    const [, joined] = t.messages;
    expect(joined).toMatchObject({ at: plus(aMoment, 11 * minute) });
    expect(joined?.text).toContain('Ana (por Carla)');
    expect(joined?.text).not.toContain('Beto');
  });
});

describe('a number that is another’s than the one that agreed', () => {
  const required = { notification_preferences: { require_explicit_consent: true } };
  const edited = (t: Traveller, over: Partial<Traveller['context']>, fields: readonly string[]) => {
    const { trip } = t.context;
    const revision = trip.revision + 1;
    t.context = { ...t.context, ...over, trip: { ...trip, ...over.trip, revision } };
    const flight = { flightKey: trip.flightKey, departure: trip.departure };
    t.receive({
      ...t.envelope(t.now),
      type: 'TripChanged',
      data: { revision, fields: [...fields], notify: true, before: flight, after: flight },
    });
  };
  const withNewNumber = (settings: object) => {
    const t = Traveller.booked({ ...aTripContext(), settings: { ...settings } });
    const trip = { ...t.context.trip, whatsapp: '+5491155550103' };
    edited(t, { trip, consent: null }, ['whatsapp']);
    return t;
  };

  it('hears nothing where consents are required, not even a withdrawal', () => {
    const t = withNewNumber(required);
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    t.context = { ...t.context, trip: { ...t.context.trip, status: 'withdrawn' } };
    const { flightKey, journeyId } = t.context.trip;
    t.receive({
      ...t.envelope(t.now),
      type: 'TripCancelled',
      data: { flightKey, notify: true, journeyId },
    });
    expect(t.messageTypes()).toEqual(['reservation_confirmation']);
    expect(t.reasons.map(({ rule }) => rule)).toContain('no_consent');
  });

  it('hears how things stand once it has agreed', () => {
    const t = withNewNumber(required);
    t.now = plus(t.now, 10 * minute);
    const consent = { how: 'explicit' as const, at: t.now, by: 'a form' };
    edited(t, { consent }, ['consent']);
    expect(t.messageTypes()).toEqual(['reservation_confirmation', 'reservation_confirmation']);
    expect(t.effects.at(-1)?.to).toBe('+5491155550103');
  });

  it('hears it at once where the agency’s word is enough', () => {
    expect(withNewNumber({}).effects.at(-1)?.to).toBe('+5491155550103');
  });
});

describe('a contact without a number', () => {
  it('is called by the agency with what is critical, once, and written to never', () => {
    const t = Traveller.booked({ ...aTripContext({ trip: aTrip({ whatsapp: null }) }) });
    t.readFlight(at('12:00'), { phase: 'cancelled' }).readFlight(at('12:10'), {
      phase: 'cancelled',
    });
    expect(t.messages).toEqual([]);
    const calls = t.tasks.filter(({ kind }) => kind === 'call');
    expect(calls).toHaveLength(1);
    expect(JSON.stringify(calls)).toContain('cancel');
  });
});

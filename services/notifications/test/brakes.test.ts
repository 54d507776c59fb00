import type { BrakeInForce } from '#shared/domain/sending.ts';
import { at, Traveller } from './traveller.ts';

const brake = (over: Partial<BrakeInForce> = {}): BrakeInForce => ({
  scope: 'agency',
  subject: null,
  state: 'paused',
  until: null,
  ...over,
});
const callsOf = (t: Traveller) => t.tasks.filter(({ kind }) => kind === 'call');
const withBrakes = (t: Traveller, ...brakes: readonly BrakeInForce[]): Traveller => {
  t.context = { ...t.context, brakes: [...brakes] };
  t.fate = brakes.length > 0 ? 'PENDING' : 'SENT';
  return t;
};
/** A traveller whose messages are braked since the evening before, after the reminder. */
const pausedTraveller = (...brakes: readonly BrakeInForce[]) =>
  withBrakes(
    Traveller.booked().readFlight(at('08:00', '2027-03-02')).waitUntil(at('18:00', '2027-03-02')),
    ...brakes,
  );
/** What the ledger does with what was held, once the pause is over. */
const lift = (t: Traveller): Traveller => {
  withBrakes(t);
  for (const entry of t.context.ledger.filter(({ status }) => status === 'PENDING')) {
    t.changeEntry(entry.type, { status: 'DROPPED', reason: 'sending_resumed' });
    t.receiveFailure(entry.type, { state: 'needs_redecision' });
  }
  return t;
};
const cancelled = { phase: 'cancelled', cancelBelieved: true } as const;

describe('while sending is paused', () => {
  it('what is critical becomes a call for a person to make, once, and the rest waits', () => {
    const t = pausedTraveller(brake()).readFlight(at('10:00'), { gate: 'B22' });
    t.readFlight(at('12:00'), { departure: at('17:30') });
    expect(callsOf(t)).toEqual([]);
    t.readFlight(at('13:00'), cancelled).readFlight(at('13:05'), cancelled);
    expect(callsOf(t)).toMatchObject([
      { op: 'open', reason: 'cancelled', facts: { because: 'sending_paused' } },
    ]);
    expect(JSON.stringify(callsOf(t))).toContain('cancel');
    expect(t.news()).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ subject: 'cancelled', rule: 'sending_paused' }),
    );
  });

  it('a call that the facts have overtaken is no longer to be made', () => {
    const t = pausedTraveller(brake()).readFlight(at('13:00'), cancelled);
    t.readFlight(at('13:20'), { phase: 'scheduled' });
    expect(callsOf(t).at(-1)).toMatchObject({ op: 'close', reason: 'message_overtaken' });
    t.readFlight(at('13:40'), cancelled);
    expect(callsOf(t).at(-1)).toMatchObject({ op: 'open', reason: 'cancelled' });
  });

  it.each([
    ['type', { scope: 'type', subject: 'cancelled' }],
    ['an hour that is over', { until: at('09:00') }],
  ] as const)('by a brake of a %s', (what, over) => {
    const t = pausedTraveller(brake(over)).readFlight(at('13:00'), cancelled);
    expect(callsOf(t)).toHaveLength(what === 'type' ? 1 : 0);
  });
});

describe('a pause that is over', () => {
  it('has what is still true said once, as it is now, and the call closed', () => {
    const t = pausedTraveller(brake()).readFlight(at('10:00'), { departure: at('17:00') });
    t.readFlight(at('11:00'), { departure: at('18:00') });
    t.readFlight(at('12:00'), { departure: at('18:30'), gate: 'B22' });
    t.now = at('12:30');
    lift(t);
    expect(t.news()).toHaveLength(1);
    expect(t.textOf('delayed')).toContain('18:30');
  });

  it('has what is overtaken said by nobody, with a reason', () => {
    const t = pausedTraveller(brake()).readFlight(at('10:00'), { departure: at('18:00') });
    t.readFlight(at('10:30'), { departure: at('16:20') });
    lift(t);
    expect(t.news()).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ decision: 'dropped', subject: 'delayed' }),
    );
  });

  it('has a cancellation said that nobody called about, and its call closed', () => {
    const t = pausedTraveller(brake()).readFlight(at('13:00'), cancelled);
    t.now = at('13:30');
    lift(t);
    expect(t.news().map(({ type }) => type)).toEqual(['cancelled']);
    expect(callsOf(t).at(-1)).toMatchObject({ op: 'close', reason: 'message_sent' });
  });

  it('does not say again what a person has called about', () => {
    const t = pausedTraveller(brake()).readFlight(at('13:00'), cancelled);
    t.context = {
      ...t.context,
      tasks: t.context.tasks.filter(({ kind }) => kind !== 'call'),
      callsMade: [{ openedAt: at('13:00'), closedAt: at('13:10') }],
    };
    t.now = at('13:30');
    lift(t);
    expect(t.news()).toEqual([]);
    t.readFlight(at('14:00'), { phase: 'scheduled', departure: at('18:00') });
    expect(t.news().map(({ type }) => type)).toEqual(['reinstated']);
  });
});

describe('in a shadow', () => {
  it('what is decided counts as said, while it lasts and after it', () => {
    const t = pausedTraveller(brake({ state: 'shadow' })).readFlight(at('10:00'), {
      departure: at('18:00'),
    });
    t.changeEntry('delayed', { status: 'DROPPED', reason: 'shadow', tryOrder: t.nextTry() });
    const entered = t.effects.length;
    t.readFlight(at('10:30'), { departure: at('18:00') });
    expect(t.effects).toHaveLength(entered);
    withBrakes(t).readFlight(at('11:00'), { departure: at('18:00') });
    expect(t.news()).toEqual([]);
    t.readFlight(at('12:00'), { departure: at('19:00') });
    expect(t.textOf('delayed')).toContain('19:00');
  });
});

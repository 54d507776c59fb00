import { epoch, plus, second } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import { at, Traveller } from './traveller.ts';

describe('a message that the provider took and could not deliver for the moment', () => {
  /** The provider could not deliver a message that it had taken, for the nth time. */
  const fail = (t: Traveller, type: MessageType, attempts: number): void => {
    t.changeEntry(type, { status: 'FAILED', errorCode: '30008', attempts });
    t.receiveFailure(type);
  };
  const effectsOf = (t: Traveller, type: MessageType) =>
    t.effects.filter((effect) => effect.type === type);
  const delayedAtNoon = (): Traveller => {
    const t = Traveller.booked()
      .readFlight(at('10:00'))
      .readFlight(at('12:00'), { departure: at('17:00') });
    expect(t.entryOf('delayed').status).toBe('SENT');
    return t;
  };

  it('is not told, however often it was tried before it was taken', () => {
    const t = delayedAtNoon();
    fail(t, 'delayed', 3);
    expect(effectsOf(t, 'delayed')).toHaveLength(2);
    expect(new Set(effectsOf(t, 'delayed').map(({ key }) => key)).size).toBe(1);
  });

  it('is tried again after pauses that grow to five minutes', () => {
    const t = delayedAtNoon();
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => {
      fail(t, 'delayed', attempts);
      return (epoch(effectsOf(t, 'delayed').at(-1)?.dueAt ?? t.now) - epoch(t.now)) / 1000;
    });
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('is not entered again at the looks that come while it waits', () => {
    const t = delayedAtNoon();
    t.fate = 'PENDING';
    fail(t, 'delayed', 4);
    t.readFlight(at('12:01')).readFlight(at('12:02'));
    expect(effectsOf(t, 'delayed')).toHaveLength(2);
  });

  it('gives way to what holds when its turn comes again', () => {
    const t = delayedAtNoon();
    t.fate = 'PENDING';
    fail(t, 'delayed', 4);
    t.readFlight(at('12:01'), { departure: at('16:20') });
    expect(t.entryOf('delayed')).toMatchObject({ status: 'DROPPED', reason: 'no_longer_true' });
  });

  it('stays failed where another try would come too late for it', () => {
    const t = delayedAtNoon();
    t.now = plus(at('17:00'), -10 * second);
    fail(t, 'delayed', 2);
    expect(effectsOf(t, 'delayed')).toHaveLength(1);
    expect(t.entryOf('delayed').status).toBe('FAILED');
  });

  it('is given up after the third failure where it is word of an itinerary', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.receive({
      ...t.envelope(),
      type: 'ItineraryReady',
      data: { version: 1, origin: 'model' },
    });
    fail(t, 'itinerary_ready', 2);
    expect(effectsOf(t, 'itinerary_ready')).toHaveLength(2);
    fail(t, 'itinerary_ready', 3);
    expect(effectsOf(t, 'itinerary_ready')).toHaveLength(2);
  });
});

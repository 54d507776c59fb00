import { epoch, plus, second } from '#shared/domain/instant.ts';
import type { LedgerEntry, MessageType } from '#shared/domain/message.ts';
import { aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

describe('a message that the provider took and could not deliver for the moment', () => {
  const entryOf = (t: Traveller, type: MessageType): LedgerEntry => {
    const entry = t.context.ledger.findLast((e) => e.type === type);
    if (!entry) throw new Error(`expected a ${type}`);
    return entry;
  };
  /** The provider's word about a message that it had taken, after so many failures in all. */
  const fails = (t: Traveller, type: MessageType, attempts: number): void => {
    const failed = { ...entryOf(t, type), status: 'FAILED', errorCode: '30008', attempts } as const;
    t.context = {
      ...t.context,
      ledger: t.context.ledger.map((e) => (e.id === failed.id ? failed : e)),
    };
    t.take({
      ...aTripBooked(t.context.trip, { id: `30000000-0000-4000-8000-0000000000${10 + attempts}` }),
      type: 'MessageFailed',
      data: {
        messageId: failed.id,
        type,
        state: 'failed',
        permanent: false,
        code: '30008',
        attempts,
      },
    });
  };
  const entered = (t: Traveller, type: MessageType) => t.effects.filter((e) => e.type === type);
  const delayedAtNoon = (): Traveller => {
    const t = Traveller.booked()
      .reads(at('10:00'))
      .reads(at('12:00'), { departure: at('17:00') });
    expect(entryOf(t, 'delayed').status).toBe('SENT');
    return t;
  };

  it('is not told, however often it was tried before it was taken', () => {
    const t = delayedAtNoon();
    fails(t, 'delayed', 3);
    expect(entered(t, 'delayed')).toHaveLength(2);
    expect(new Set(entered(t, 'delayed').map((e) => e.key)).size).toBe(1);
  });

  it('is tried again after pauses that grow to five minutes', () => {
    const t = delayedAtNoon();
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => {
      fails(t, 'delayed', attempts);
      return (epoch(entered(t, 'delayed').at(-1)?.dueAt ?? t.now) - epoch(t.now)) / 1000;
    });
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('is not entered again at the looks that come while it waits', () => {
    const t = delayedAtNoon();
    t.fate = 'PENDING';
    fails(t, 'delayed', 4);
    t.reads(at('12:01')).reads(at('12:02'));
    expect(entered(t, 'delayed')).toHaveLength(2);
  });

  it('gives way to what holds when its turn comes again', () => {
    const t = delayedAtNoon();
    t.fate = 'PENDING';
    fails(t, 'delayed', 4);
    t.reads(at('12:01'), { departure: at('16:20') });
    expect(entryOf(t, 'delayed')).toMatchObject({ status: 'DROPPED', reason: 'no_longer_true' });
  });

  it('stays failed where another try would come too late for it', () => {
    const t = delayedAtNoon();
    t.now = plus(at('17:00'), -10 * second);
    fails(t, 'delayed', 2);
    expect(entered(t, 'delayed')).toHaveLength(1);
    expect(entryOf(t, 'delayed').status).toBe('FAILED');
  });

  it('is left after the third failure where it says that an itinerary can be looked at', () => {
    const t = Traveller.booked().reads(at('10:00'));
    t.take({
      ...aTripBooked(t.context.trip, { id: '30000000-0000-4000-8000-000000000001' }),
      type: 'ItineraryReady',
      data: { version: 1, origin: 'model' },
    });
    fails(t, 'itinerary_ready', 2);
    expect(entered(t, 'itinerary_ready')).toHaveLength(2);
    fails(t, 'itinerary_ready', 3);
    expect(entered(t, 'itinerary_ready')).toHaveLength(2);
  });
});

import type { LedgerEntry, MessageType } from '#shared/domain/message.ts';
import { aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

describe('a message that does not get through, of a trip that its agency has withdrawn', () => {
  const idOf = (n: number): string => `30000000-0000-4000-8000-00000000000${n}`;
  /** Told of a delay at noon; at one the agency withdraws the trip and has us say so. */
  const withdrawn = (): Traveller => {
    const t = Traveller.booked()
      .reads(at('10:00'))
      .reads(at('12:00'), { departure: at('17:00') })
      .until(at('13:00'));
    t.context = { ...t.context, trip: { ...t.context.trip, status: 'withdrawn' }, tasks: [] };
    t.take({
      ...aTripBooked(t.context.trip, { id: idOf(1) }),
      type: 'TripCancelled',
      data: { flightKey: t.context.trip.flightKey, notify: true },
    });
    expect(t.types().at(-1)).toBe('trip_cancelled');
    return t;
  };
  const becomes = (t: Traveller, type: MessageType, over: Partial<LedgerEntry>): LedgerEntry => {
    const entry = t.context.ledger.findLast((e) => e.type === type);
    if (!entry) throw new Error(`expected a ${type}`);
    const next = { ...entry, ...over };
    t.context = {
      ...t.context,
      ledger: t.context.ledger.map((e) => (e.id === next.id ? next : e)),
    };
    return next;
  };
  const fails = (
    t: Traveller,
    type: MessageType,
    nth: number,
    code: string,
    permanent: boolean,
  ): void => {
    const { id, attempts } = becomes(t, type, {
      status: 'FAILED',
      permanent,
      errorCode: code,
      attempts: nth,
    });
    t.take({
      ...aTripBooked(t.context.trip, { id: idOf(1 + nth) }),
      type: 'MessageFailed',
      data: { messageId: id, type, state: 'failed', permanent, code, attempts },
    });
  };
  const open = (t: Traveller): string[] => t.context.tasks.map(({ kind }) => kind).sort();

  it('is the agency’s to say where it is word of the withdrawal', () => {
    const t = withdrawn();
    fails(t, 'trip_cancelled', 1, '63024', true);
    expect(open(t)).toEqual(['critical_unsent', 'unreachable']);
  });

  it('opens nothing but that it is unsent where it was refused for what it says', () => {
    const t = withdrawn();
    fails(t, 'trip_cancelled', 1, '63027', true);
    expect(open(t)).toEqual(['critical_unsent']);
  });

  it('is tried again where the failure was of the moment, and stays open until it is through', () => {
    const t = withdrawn();
    t.fate = 'PENDING';
    fails(t, 'trip_cancelled', 3, '30008', false);
    expect(t.effects.filter((e) => e.type === 'trip_cancelled')).toHaveLength(2);
    expect(open(t)).toEqual(['critical_unsent']);
    becomes(t, 'trip_cancelled', { status: 'SENT', sentAt: at('13:05'), arrived: true });
    t.reads(at('13:10'));
    expect(open(t)).toEqual([]);
  });

  it('is nobody’s business where it is of the flight', () => {
    const t = withdrawn();
    fails(t, 'delayed', 1, '63024', true);
    t.reads(at('13:10'), { phase: 'cancelled' });
    expect(open(t)).toEqual([]);
  });

  it('nor is the flight, where word of the withdrawal itself is still on its way', () => {
    const t = Traveller.booked().reads(at('10:00'));
    t.context = { ...t.context, trip: { ...t.context.trip, status: 'withdrawn' } };
    t.reads(at('12:00'), { phase: 'cancelled' });
    expect(open(t)).toEqual([]);
  });
});

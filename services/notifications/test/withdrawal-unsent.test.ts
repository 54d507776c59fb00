import type { LedgerEntry, MessageType } from '#shared/domain/message.ts';
import { at, Traveller } from './traveller.ts';

describe('a message that does not get through, of a trip that its agency has withdrawn', () => {
  /** Told of a delay at noon; at one the agency withdraws the trip and has us say so. */
  const withdrawn = (): Traveller => {
    const t = Traveller.booked()
      .readFlight(at('10:00'))
      .readFlight(at('12:00'), { departure: at('17:00') })
      .waitUntil(at('13:00'));
    t.context = { ...t.context, trip: { ...t.context.trip, status: 'withdrawn' }, tasks: [] };
    t.receive({
      ...t.envelope(),
      type: 'TripCancelled',
      data: { flightKey: t.context.trip.flightKey, notify: true },
    });
    expect(t.messageTypes().at(-1)).toBe('trip_cancelled');
    return t;
  };
  const fail = (
    t: Traveller,
    type: MessageType,
    failure: Pick<LedgerEntry, 'attempts' | 'permanent' | 'errorCode'>,
  ): void => {
    t.changeEntry(type, { status: 'FAILED', ...failure });
    t.receiveFailure(type);
  };
  const openKinds = (t: Traveller): string[] => t.context.tasks.map(({ kind }) => kind).sort();

  it('is the agency’s to say where it is word of the withdrawal', () => {
    const t = withdrawn();
    fail(t, 'trip_cancelled', { attempts: 1, errorCode: '63024', permanent: true });
    expect(openKinds(t)).toEqual(['critical_unsent', 'unreachable']);
  });

  it('opens nothing but that it is unsent where it was refused for what it says', () => {
    const t = withdrawn();
    fail(t, 'trip_cancelled', { attempts: 1, errorCode: '63027', permanent: true });
    expect(openKinds(t)).toEqual(['critical_unsent']);
  });

  it('is tried again after a failure for the moment, and its task stays open until then', () => {
    const t = withdrawn();
    t.fate = 'PENDING';
    fail(t, 'trip_cancelled', { attempts: 3, errorCode: '30008', permanent: false });
    expect(t.effects.filter(({ type }) => type === 'trip_cancelled')).toHaveLength(2);
    expect(openKinds(t)).toEqual(['critical_unsent']);
    t.changeEntry('trip_cancelled', { status: 'SENT', sentAt: at('13:05'), arrived: true });
    t.readFlight(at('13:10'));
    expect(openKinds(t)).toEqual([]);
  });

  it('is nobody’s business where it is of the flight', () => {
    const t = withdrawn();
    fail(t, 'delayed', { attempts: 1, errorCode: '63024', permanent: true });
    t.readFlight(at('13:10'), { phase: 'cancelled' });
    expect(openKinds(t)).toEqual([]);
  });

  it('nor is the flight, where word of the withdrawal itself is still on its way', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    t.context = { ...t.context, trip: { ...t.context.trip, status: 'withdrawn' } };
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    expect(openKinds(t)).toEqual([]);
  });
});

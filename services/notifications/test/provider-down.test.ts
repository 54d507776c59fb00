import { providerDownCode } from '#shared/domain/message.ts';
import { at, Traveller } from './traveller.ts';

describe('a critical message that waits for its provider', () => {
  /** Cancelled at noon, and WhatsApp was down by then. */
  const waiting = (): Traveller => {
    const t = Traveller.booked().readFlight(at('11:00'));
    t.fate = 'PENDING';
    t.readFlight(at('12:00'), { phase: 'cancelled' });
    t.changeEntry('cancelled', { errorCode: providerDownCode });
    t.now = at('12:10');
    t.receiveFailure('cancelled', { state: 'retrying' });
    return t;
  };

  const isOpen = (t: Traveller): boolean =>
    t.context.tasks.some(({ kind }) => kind === 'critical_unsent');

  it('opens a task for its agency when it has waited for long', () => {
    expect(isOpen(waiting())).toBe(true);
  });

  it('keeps it open as long as it waits, although it has never been tried', () => {
    const t = waiting();
    t.readFlight(at('12:20'), { phase: 'cancelled' });
    expect(isOpen(t)).toBe(true);
    t.changeEntry('cancelled', { status: 'SENT', errorCode: null });
    t.readFlight(at('12:30'), { phase: 'cancelled' });
    expect(isOpen(t)).toBe(false);
  });
});

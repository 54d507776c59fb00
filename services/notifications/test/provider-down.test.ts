import { providerDownCode } from '#shared/domain/message.ts';
import { aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

describe('a critical message that waits for its provider', () => {
  /** Cancelled at noon, and WhatsApp was down by then. */
  const waiting = () => {
    const t = Traveller.booked().reads(at('11:00'));
    t.fate = 'PENDING';
    t.reads(at('12:00'), { phase: 'cancelled' });
    const message = t.context.ledger.find((entry) => entry.type === 'cancelled');
    if (!message) throw new Error('expected word of the cancellation');
    const sets = (status: 'PENDING' | 'SENT', errorCode: string | null) => {
      t.context = {
        ...t.context,
        ledger: t.context.ledger.map((e) =>
          e.id === message.id ? { ...e, status, errorCode } : e,
        ),
      };
    };
    sets('PENDING', providerDownCode);
    t.now = at('12:10');
    t.take({
      ...aTripBooked(t.context.trip, { id: '30000000-0000-4000-8000-000000000001' }),
      type: 'MessageFailed',
      data: {
        messageId: message.id,
        type: 'cancelled',
        state: 'retrying',
        permanent: false,
        code: providerDownCode,
        attempts: 0,
      },
    });
    return { t, sets, open: () => t.context.tasks.some((task) => task.kind === 'critical_unsent') };
  };

  it('opens a task for its agency when it has waited for long', () => {
    expect(waiting().open()).toBe(true);
  });

  it('keeps it open as long as it waits, although it has never been tried', () => {
    const { t, sets, open } = waiting();
    t.reads(at('12:20'), { phase: 'cancelled' });
    expect(open()).toBe(true);
    sets('SENT', null);
    t.reads(at('12:30'), { phase: 'cancelled' });
    expect(open()).toBe(false);
  });
});

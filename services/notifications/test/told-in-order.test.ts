import type { LedgerEntry } from '#shared/domain/message.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

describe('a message under way, decided before the one before it was known to be accepted', () => {
  it('is what the traveller heard last: a flight that is cancelled again is told again', () => {
    const t = Traveller.booked().reads(at('10:00'), {});
    const become = (type: string, over: Partial<LedgerEntry>) => {
      t.context = { ...t.context, ledger: t.context.ledger.map((e) => (e.type === type ? { ...e, ...over } : e)) };
    };
    t.fate = 'UNKNOWN';
    t.reads(at('11:00'), { phase: 'cancelled' });
    // It waits until the fate of the cancellation is known.
    t.fate = 'PENDING';
    t.reads(at('11:01'), { phase: 'scheduled' });
    become('cancelled', { status: 'SENT', sentAt: at('11:04') });
    become('reinstated', { status: 'UNKNOWN' });
    t.fate = 'SENT';
    t.reads(at('11:06'), { phase: 'cancelled' });
    expect(t.effects.slice(-3).map(({ type }) => type)).toEqual(['cancelled', 'reinstated', 'cancelled']);
    expect(new Set(t.effects.map(({ key }) => key)).size).toBe(t.effects.length);
  });
});

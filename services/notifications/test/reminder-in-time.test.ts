import type { Instant } from '#shared/domain/instant.ts';
import type { LedgerEntry } from '#shared/domain/message.ts';
import { aTrip, aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

/** Departure is at 16:20, so that three hours are left at 13:20. */
const at = (clock: string) => `2027-03-03T${clock}${':00.000'.slice(clock.length - 5)}Z`;

describe('a reminder is tried until three hours before departure', () => {
  const bookedAt = (instant: Instant): Traveller => {
    const t = new Traveller({ trip: aTrip({ insertedAt: instant }) });
    t.now = instant;
    t.take(aTripBooked(t.context.trip));
    return t;
  };
  const entered = (t: Traveller) => t.effects.filter((e) => e.type === '24h_reminder');
  const becomes = (t: Traveller, over: Partial<LedgerEntry>): void => {
    t.context = {
      ...t.context,
      ledger: t.context.ledger.map((e) => (e.type === '24h_reminder' ? { ...e, ...over } : e)),
    };
  };

  it('and has no shelf life beyond', () => {
    const t = bookedAt(at('12:00')).reads(at('12:00:05')).until(at('12:01'));
    expect(entered(t)).toMatchObject([{ expiresAt: at('13:20') }]);
  });

  it('and not after, where the provider takes it back then', () => {
    const t = bookedAt(at('13:00')).reads(at('13:00:05')).until(at('13:01'));
    becomes(t, { status: 'FAILED', attempts: 1 });
    t.reads(at('13:20:30'));
    expect(entered(t)).toHaveLength(1);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({
        decision: 'suppressed',
        subject: '24h_reminder',
        rule: 'too_late',
      }),
    );
  });

  it('and taken back after, so that news goes on its own', () => {
    const t = bookedAt(at('13:00')).reads(at('13:00:05'), { gate: 'A1' });
    t.fate = 'PENDING';
    t.until(at('13:01'));
    t.fate = 'SENT';
    t.reads(at('13:20:30'), { gate: 'B7' });
    expect(t.context.ledger.find((e) => e.type === '24h_reminder')?.status).toBe('DROPPED');
    expect(t.types().at(-1)).toBe('gate_change');
  });

  it('and not begun after, where it was due long before', () => {
    const t = bookedAt(at('12:00'))
      .reads(at('12:00:05'), { phase: 'cancelled' })
      .until(at('13:00'));
    t.reads(at('13:21'), { phase: 'scheduled' });
    expect(t.types()).toContain('reinstated');
    expect(entered(t)).toEqual([]);
  });

  it('but goes out after them where its minute after the booking, or its wait for a look, ends there', () => {
    const fresh = bookedAt(at('13:19:30')).reads(at('13:19:35')).until(at('13:30'));
    expect(fresh.said.filter((s) => s.type === '24h_reminder').map((s) => s.at)).toEqual([
      at('13:20:30'),
    ]);
    const unseen = bookedAt(at('13:19:30')).until(at('13:30'));
    expect(unseen.said.filter((s) => s.type === '24h_reminder').map((s) => s.at)).toEqual([
      at('13:22:00'),
    ]);
  });

  it('but goes out at the end of the quiet hours that it was held over, where three hours are left then', () => {
    const settings = { quiet_hours: { start: '10:00', end: '13:20' } };
    const t = new Traveller({ trip: aTrip({ insertedAt: at('09:57:45') }), settings });
    t.now = at('09:57:45');
    t.take(aTripBooked(t.context.trip));
    t.until(at('13:19'));
    expect(t.types()).not.toContain('24h_reminder');
    // The timer may fire a little late.
    t.reads(at('13:20:00.200'));
    expect(t.types()).toContain('24h_reminder');
  });
});

import { type Instant, plus, second } from '#shared/domain/instant.ts';
import { aTrip, aTripBooked } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

// Departure is at 16:20, so that three hours are left at 13:20.

describe('a reminder is tried until three hours before departure', () => {
  const bookedAt = (instant: Instant): Traveller => {
    const t = new Traveller({ trip: aTrip({ insertedAt: instant }) });
    t.now = instant;
    t.receive(aTripBooked(t.context.trip));
    return t;
  };
  const reminders = (t: Traveller) => t.effects.filter(({ type }) => type === '24h_reminder');

  it('and has no shelf life beyond', () => {
    const t = bookedAt(at('12:00'))
      .readFlight(plus(at('12:00'), 5 * second))
      .waitUntil(at('12:01'));
    expect(reminders(t)).toMatchObject([{ expiresAt: at('13:20') }]);
  });

  it('and not after, where the provider takes it back then', () => {
    const t = bookedAt(at('13:00'))
      .readFlight(plus(at('13:00'), 5 * second))
      .waitUntil(at('13:01'));
    t.changeEntry('24h_reminder', { status: 'FAILED', attempts: 1 });
    t.readFlight(plus(at('13:20'), 30 * second));
    expect(reminders(t)).toHaveLength(1);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({
        decision: 'suppressed',
        subject: '24h_reminder',
        rule: 'too_late',
      }),
    );
  });

  it('and taken back after, so that news goes on its own', () => {
    const t = bookedAt(at('13:00')).readFlight(plus(at('13:00'), 5 * second), { gate: 'A1' });
    t.fate = 'PENDING';
    t.waitUntil(at('13:01'));
    t.fate = 'SENT';
    t.readFlight(plus(at('13:20'), 30 * second), { gate: 'B7' });
    expect(t.context.ledger.find(({ type }) => type === '24h_reminder')?.status).toBe('DROPPED');
    expect(t.messageTypes().at(-1)).toBe('gate_change');
  });

  it('and not begun after, where it was due long before', () => {
    const t = bookedAt(at('12:00'))
      .readFlight(plus(at('12:00'), 5 * second), { phase: 'cancelled' })
      .waitUntil(at('13:00'));
    t.readFlight(at('13:21'), { phase: 'scheduled' });
    expect(t.messageTypes()).toContain('reinstated');
    expect(reminders(t)).toEqual([]);
  });

  it('but goes out later where the minute after the booking, or the wait for a look, ends', () => {
    const fresh = bookedAt(plus(at('13:18'), 59 * second))
      .readFlight(plus(at('13:19'), 5 * second))
      .waitUntil(at('13:30'));
    expect(
      fresh.messages.filter(({ type }) => type === '24h_reminder').map((message) => message.at),
    ).toEqual([plus(at('13:19'), 59 * second)]);
    const unseen = bookedAt(plus(at('13:18'), 59 * second)).waitUntil(at('13:30'));
    expect(
      unseen.messages.filter(({ type }) => type === '24h_reminder').map((message) => message.at),
    ).toEqual([plus(at('13:21'), 29 * second)]);
  });

  it('and not begun where no more than three hours are left a minute after the booking', () => {
    const t = bookedAt(at('13:19')).readFlight(plus(at('13:19'), 5 * second));
    expect(t.waitUntil(at('13:30')).messageTypes()).not.toContain('24h_reminder');
  });

  it('where the first look shows that a flight that seemed too near leaves later', () => {
    const t = bookedAt(at('13:30'));
    t.readFlight(plus(at('13:30'), 20 * second), { departure: at('17:20') }).waitUntil(at('13:40'));
    expect(t.messageTypes()).toEqual(['reservation_confirmation', 'delayed', '24h_reminder']);
    const before = bookedAt(at('13:30'));
    const seen = { departure: at('17:20'), observedAt: at('13:30') };
    before.readFlight(at('13:30'), seen).waitUntil(at('13:40'));
    expect(before.messageTypes()).toContain('24h_reminder');
  });

  it('and given up where no look comes and it is too near as booked', () => {
    const t = bookedAt(at('13:30')).waitUntil(at('13:40'));
    expect(t.messageTypes()).toEqual(['reservation_confirmation']);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({ subject: '24h_reminder', rule: 'too_late' }),
    );
  });

  it('but goes out at the end of quiet hours that held it, with three hours left', () => {
    const settings = { quiet_hours: { start: '10:00', end: '13:20' } };
    const t = new Traveller({
      trip: aTrip({ insertedAt: plus(at('09:57'), 45 * second) }),
      settings,
    });
    t.now = plus(at('09:57'), 45 * second);
    t.receive(aTripBooked(t.context.trip));
    t.waitUntil(at('13:19'));
    expect(t.messageTypes()).not.toContain('24h_reminder');
    // The timer may fire a little late.
    t.readFlight(plus(at('13:20'), 200));
    expect(t.messageTypes()).toContain('24h_reminder');
  });
});

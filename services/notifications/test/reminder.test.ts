import { aTrip } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

describe('a reminder', () => {
  it('carries one line of the agency, cut at 120 characters, and no other metadata', () => {
    const long = `Bring your\n visa ${'x'.repeat(200)}`;
    const trip = aTrip({ metadata: { custom_message: long, internal_note: 'VIP, difficult' } });
    const t = Traveller.booked({ trip }).waitUntil(at('17:00', '2027-03-02'));
    expect(t.textOf('24h_reminder')).toContain(`Bring your visa ${'x'.repeat(104)}`);
    expect(t.textOf('24h_reminder')).not.toContain('x'.repeat(105));
    expect(t.textOf('24h_reminder')).not.toContain('VIP');
  });
  it('that a cancellation held back goes out on reinstatement more than three hours ahead', () => {
    const flown = (clock: string) =>
      Traveller.booked()
        .readFlight(at('12:00', '2027-03-02'), { phase: 'cancelled' })
        .readFlight(at(clock), { phase: 'scheduled' });
    expect(flown('13:00').messageTypes()).toContain('24h_reminder');
    expect(flown('13:25').messageTypes()).not.toContain('24h_reminder');
  });
  it('is not sent where the agency wants none', () => {
    const t = Traveller.booked({
      settings: { notification_preferences: { reminder_enabled: false } },
    }).waitUntil(at('16:00'));
    expect(t.messageTypes()).not.toContain('24h_reminder');
  });
});

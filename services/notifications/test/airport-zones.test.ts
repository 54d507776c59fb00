import type { Airport } from '#shared/domain/flight.ts';
import { aTripBooked } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

const dayBefore = (clock: string) => at(clock, '2027-03-02');
const airport = (iata: string, zone: string): Airport => ({ iata, zone, city: null, name: null });

describe('the zones of the matched record come before those of the airport table', () => {
  /** The table has LHR on London time, the record eleven hours ahead: 03:20 at 16:20Z. */
  const origin = airport('LHR', 'Asia/Magadan');

  it('in messages about the departure', () => {
    const t = Traveller.booked()
      .readFlight(at('00:10'), { origin })
      .readFlight(at('00:20'), { departure: at('19:00') });
    expect(t.textOf('delayed')).toContain('jueves 4 mar 06:00 (LHR)');
    expect(t.textOf('delayed')).toContain('jueves 4 mar 03:20 (LHR)');
  });

  it('make no news of the hour that the ticket was read with', () => {
    const record = { origin: airport('LHR', 'Europe/Lisbon'), scheduledDeparture: at('16:20') };
    const early = { ...record, origin: airport('LHR', 'Europe/Paris') };
    // In Paris the ticket's 16:20 is 15:20Z; in London, where the table has it, 16:20Z.
    const moved = { ...early, scheduledDeparture: at('15:20'), departure: at('15:20') };
    const t = Traveller.booked().readFlight(at('00:10'), moved);
    expect(t.messageTypes()).toEqual(['reservation_confirmation', '24h_reminder']);
    expect(t.textOf('24h_reminder')).toContain('16:20');
    expect(t.tasks).toEqual([]);
    t.readFlight(at('09:10'), { ...moved, departure: at('16:20') });
    expect(t.textOf('delayed')).toContain('17:20');
    expect(t.textOf('delayed')).toContain('16:20');
    t.readFlight(at('10:10'), { ...moved, departure: at('16:20') });
    expect(t.messageTypes().filter((type) => type === 'delayed')).toHaveLength(1);
    const same = Traveller.booked().readFlight(at('00:10'), record);
    expect(same.messageTypes()).toEqual(['reservation_confirmation', '24h_reminder']);
  });

  it('for quiet hours before departure', () => {
    const t = Traveller.booked().readFlight(at('08:00'), { origin });
    t.readFlight(at('10:00'), { departure: at('22:30') });
    expect(t.messageTypes()).not.toContain('delayed');
    t.readFlight(at('12:19')).readFlight(at('12:20'));
    expect(t.messages.find(({ type }) => type === 'delayed')?.at).toBe(at('12:20'));
  });

  it('for the reminder', () => {
    const t = new Traveller();
    t.context = { ...t.context, trip: { ...t.context.trip, insertedAt: dayBefore('06:00') } };
    t.now = dayBefore('06:00');
    t.receive(aTripBooked(t.context.trip));
    t.readFlight(dayBefore('06:10'), { origin });
    // 24 h before departure it is 03:20 there; at nine the quiet hours end.
    expect(t.timers()['ReminderDue']).toBe(dayBefore('22:00'));
  });

  it('for the booking that an edit replaces', () => {
    const t = Traveller.booked().readFlight(at('00:10'), { origin });
    t.editTrip(at('00:20'), { departure: at('17:00') });
    expect(t.textOf('trip_changed')).toContain('jueves 4 mar 03:20 (LHR)');
    expect(t.textOf('trip_changed')).toContain('jueves 4 mar 04:00 (LHR)');
  });

  it('for what waits until the traveller has landed', () => {
    const t = Traveller.booked().readFlight(at('10:00'), {
      destination: airport('CPH', 'Asia/Tokyo'),
    });
    t.readFlight(at('16:20'), { phase: 'departed' }).readFlight(at('18:20'), {
      phase: 'landed',
      landedAt: at('18:15'),
    });
    expect(t.messageTypes()).not.toContain('landing');
    t.waitUntil('2027-03-04T00:00:00.000Z');
    expect(t.messageTypes()).toContain('landing');
  });
});

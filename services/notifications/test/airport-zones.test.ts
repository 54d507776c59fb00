import type { Airport } from '#shared/domain/flight.ts';
import { aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

const on = (day: string) => (clock: string) => `2027-03-${day}T${clock}:00.000Z`;
const [eve, at] = [on('02'), on('03')];
const airport = (iata: string, zone: string): Airport => ({ iata, zone, city: null, name: null });

describe('the zones of the matched record come before those of the airport table', () => {
  /** By the table LHR is on London time; the record has it eleven hours ahead: three in the night at 16:20Z. */
  const origin = airport('LHR', 'Asia/Magadan');

  it('in messages about the departure', () => {
    const t = Traveller.booked()
      .reads(at('00:10'), { origin })
      .reads(at('00:20'), { departure: at('19:00') });
    expect(t.text('delayed')).toContain('Jue 4 Mar 06:00 hs (LHR)');
    expect(t.text('delayed')).toContain('Jue 4 Mar 03:20 hs (LHR)');
  });

  it('for quiet hours before departure', () => {
    const t = Traveller.booked().reads(at('08:00'), { origin });
    t.reads(at('10:00'), { departure: at('22:30') });
    expect(t.types()).not.toContain('delayed');
    t.reads(at('12:19')).reads(at('12:20'));
    expect(t.said.find((s) => s.type === 'delayed')?.at).toBe(at('12:20'));
  });

  it('for the reminder', () => {
    const t = new Traveller();
    t.context = { ...t.context, trip: { ...t.context.trip, insertedAt: eve('06:00') } };
    t.now = eve('06:00');
    t.take(aTripBooked(t.context.trip));
    t.reads(eve('06:10'), { origin });
    // 24 h before departure it is 03:20 there; at nine the quiet hours end.
    expect(t.timers()['ReminderDue']).toBe(eve('22:00'));
  });

  it('for the booking that an edit replaces', () => {
    const t = Traveller.booked().reads(at('00:10'), { origin });
    t.edited(at('00:20'), { departure: at('17:00') });
    expect(t.text('trip_changed')).toContain('Jue 4 Mar 03:20 hs (LHR)');
    expect(t.text('trip_changed')).toContain('Jue 4 Mar 04:00 hs (LHR)');
  });

  it('for what waits until the traveller has landed', () => {
    const t = Traveller.booked().reads(at('10:00'), { destination: airport('CPH', 'Asia/Tokyo') });
    t.reads(at('16:20'), { phase: 'departed' }).reads(at('18:20'), {
      phase: 'landed',
      landedAt: at('18:15'),
    });
    expect(t.types()).not.toContain('landing');
    t.until('2027-03-04T00:00:00.000Z');
    expect(t.types()).toContain('landing');
  });
});

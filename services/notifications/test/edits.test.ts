import type { Trip } from '#shared/domain/trip.ts';
import { aFlightFacts, aTrip, aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

// BA820 LHR–CPH leaves at 16:20 on 3 March 2027 (London is on UTC), booked on 1 March at noon.
const at = (clock: string, date = '2027-03-03') => `${date}T${clock}:00.000Z`;
const day = '2027-03-02';
const told = (traveller: Traveller) =>
  traveller.said
    .filter((s) => s.type !== 'reservation_confirmation' && s.type !== '24h_reminder')
    .map((s) => [s.at, s.type]);
const withdrawn = (traveller: Traveller, instant: string, notify: boolean): Traveller => {
  traveller.until(instant);
  const { trip } = traveller.context;
  traveller.context = { ...traveller.context, trip: { ...trip, status: 'withdrawn' } };
  const { type: _, data: __, ...envelope } = aTripBooked(trip);
  traveller.take({
    ...envelope,
    type: 'TripCancelled',
    data: { flightKey: trip.flightKey, notify },
  });
  return traveller;
};

describe('an edit of flight, date, time or airport', () => {
  it('is told at once by day, with the old and the new, and without a second confirmation', () => {
    const trip = aTrip({ flightNumber: 'BA820' });
    const t = Traveller.booked({ trip }).edited(at('12:00', day), {
      flightNumber: 'BA822',
      departure: at('18:00'),
    });
    expect(told(t)).toEqual([[at('12:00', day), 'trip_changed']]);
    for (const words of ['BA820', '16:20', 'BA822', '18:00'])
      expect(t.text('trip_changed')).toContain(words);
    expect(t.types().filter((type) => type === 'reservation_confirmation')).toHaveLength(1);
  });

  it('is not told where the agency tells it itself, and the next one is compared with what it told', () => {
    const t = Traveller.booked().edited(
      at('12:00', day),
      { departure: at('18:00') },
      { notify: false },
    );
    expect(told(t)).toEqual([]);
    t.edited(at('14:00', day), { departure: at('19:00') });
    expect(t.text('trip_changed')).toMatch(/19:00.*18:00/s);
    expect(t.text('trip_changed')).not.toContain('16:20');
  });

  it('of the night waits for the morning; several are told once, old as told and new as it is', () => {
    const t = Traveller.booked()
      .edited(at('22:00', day), { departure: at('19:00') })
      .edited(at('23:00', day), { departure: at('20:00') })
      .until(at('09:00'));
    expect(told(t)).toEqual([[at('09:00'), 'trip_changed']]);
    expect(t.text('trip_changed')).toMatch(/20:00.*16:20/s);
  });

  it('that is taken back in the same night says nothing', () => {
    const t = Traveller.booked()
      .edited(at('22:00', day), { departure: at('19:00') })
      .edited(at('23:00', day), { departure: at('16:20') })
      .until(at('10:00'));
    expect(told(t)).toEqual([]);
  });

  it('starts with nothing told: a delay of the old flight says nothing about the new one', () => {
    const t = Traveller.booked().reads(at('10:00'), { departure: at('17:20') });
    t.edited(at('11:00'), { flightNumber: 'BA822', departure: at('18:00') }, { flight: null });
    t.reads(at('11:01'), {
      ...aFlightFacts(),
      scheduledDeparture: at('18:00'),
      departure: at('18:20'),
    });
    expect(told(t).map(([, type]) => type)).toEqual(['delayed', 'trip_changed', 'delayed']);
    expect(t.text('delayed')).toMatch(/18:20.*18:00/s);
  });
});

describe('a trip that the agency withdraws', () => {
  it('hears nothing more, neither of that nor of its flight', () => {
    const t = withdrawn(Traveller.booked().reads(at('10:00')), at('11:00'), false);
    t.reads(at('12:00'), { departure: at('17:20') }).until(at('18:00'));
    expect(told(t)).toEqual([]);
  });

  it('is told so where the agency leaves it to us, once', () => {
    const t = withdrawn(Traveller.booked().reads(at('10:00')), at('11:00'), true);
    t.reads(at('12:00'), { phase: 'cancelled' }).until(at('18:00'));
    expect(told(t)).toEqual([[at('11:00'), 'trip_cancelled']]);
  });
});

describe('an edit whose event is still on its way', () => {
  const editedInTheRow = (t: Traveller, set: Partial<Trip>): void => {
    const { trip } = t.context;
    t.context = { ...t.context, trip: { ...trip, ...set, revision: trip.revision + 1 } };
  };

  it('of the stay keeps no news of the flight from the traveller', () => {
    const t = Traveller.booked().reads(at('10:00'));
    editedInTheRow(t, { stay: 'Posada' });
    expect(
      t
        .reads(at('13:00'), { departure: at('17:20') })
        .types()
        .at(-1),
    ).toBe('delayed');
  });

  it('of the departure lets nothing be said: its event says whether the traveller is to hear of it', () => {
    const t = Traveller.booked().reads(at('10:00'));
    editedInTheRow(t, { departure: at('18:20') });
    const said = t.said.length;
    t.reads(at('13:00'), { departure: at('18:20') });
    expect(t.said).toHaveLength(said);
    expect(t.reasons.at(-1)).toMatchObject({ decision: 'noted', rule: 'edit_on_its_way' });
  });
});

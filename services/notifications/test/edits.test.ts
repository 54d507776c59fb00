import type { Trip } from '#shared/domain/trip.ts';
import { aFlightFacts, aTrip } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

const day = '2027-03-02';
const newsOf = (traveller: Traveller) =>
  traveller.news().map((message) => [message.at, message.type]);
/** The same traveller, whose trip the agency withdraws at an instant. */
const withdrawn = (traveller: Traveller, instant: string, notify: boolean): Traveller => {
  traveller.waitUntil(instant);
  const { trip } = traveller.context;
  traveller.context = { ...traveller.context, trip: { ...trip, status: 'withdrawn' } };
  traveller.receive({
    ...traveller.envelope(),
    type: 'TripCancelled',
    data: { flightKey: trip.flightKey, notify },
  });
  return traveller;
};

describe('an edit of flight, date, time or airport', () => {
  it('is told at once by day, with the old and the new, and without a second confirmation', () => {
    const trip = aTrip({ flightNumber: 'BA820' });
    const t = Traveller.booked({ trip }).editTrip(at('12:00', day), {
      flightNumber: 'BA822',
      departure: at('18:00'),
    });
    expect(newsOf(t)).toEqual([[at('12:00', day), 'trip_changed']]);
    for (const words of ['BA820', '16:20', 'BA822', '18:00'])
      expect(t.textOf('trip_changed')).toContain(words);
    expect(t.messageTypes().filter((type) => type === 'reservation_confirmation')).toHaveLength(1);
  });

  it('is not told where the agency tells it itself, and the next is compared with that one', () => {
    const t = Traveller.booked().editTrip(
      at('12:00', day),
      { departure: at('18:00') },
      { notify: false },
    );
    expect(newsOf(t)).toEqual([]);
    t.editTrip(at('14:00', day), { departure: at('19:00') });
    expect(t.textOf('trip_changed')).toMatch(/19:00.*18:00/s);
    expect(t.textOf('trip_changed')).not.toContain('16:20');
  });

  it('of the night waits for the morning; several are told as one, from the booking told', () => {
    const t = Traveller.booked()
      .editTrip(at('22:00', day), { departure: at('19:00') })
      .editTrip(at('23:00', day), { departure: at('20:00') })
      .waitUntil(at('09:00'));
    expect(newsOf(t)).toEqual([[at('09:00'), 'trip_changed']]);
    expect(t.textOf('trip_changed')).toMatch(/20:00.*16:20/s);
  });

  it('that is taken back in the same night says nothing', () => {
    const t = Traveller.booked()
      .editTrip(at('22:00', day), { departure: at('19:00') })
      .editTrip(at('23:00', day), { departure: at('16:20') })
      .waitUntil(at('10:00'));
    expect(newsOf(t)).toEqual([]);
  });

  it('starts with nothing told: a delay of the old flight says nothing about the new one', () => {
    const t = Traveller.booked().readFlight(at('10:00'), { departure: at('17:20') });
    t.editTrip(at('11:00'), { flightNumber: 'BA822', departure: at('18:00') }, { flight: null });
    t.readFlight(at('11:01'), {
      ...aFlightFacts(),
      scheduledDeparture: at('18:00'),
      departure: at('18:20'),
    });
    expect(newsOf(t).map(([, type]) => type)).toEqual(['delayed', 'trip_changed', 'delayed']);
    expect(t.textOf('delayed')).toMatch(/18:20.*18:00/s);
  });
});

describe('a trip that the agency withdraws', () => {
  it('hears nothing more, neither of that nor of its flight', () => {
    const t = withdrawn(Traveller.booked().readFlight(at('10:00')), at('11:00'), false);
    t.readFlight(at('12:00'), { departure: at('17:20') }).waitUntil(at('18:00'));
    expect(newsOf(t)).toEqual([]);
  });

  it('is told so where the agency leaves it to us, once', () => {
    const t = withdrawn(Traveller.booked().readFlight(at('10:00')), at('11:00'), true);
    t.readFlight(at('12:00'), { phase: 'cancelled' }).waitUntil(at('18:00'));
    expect(newsOf(t)).toEqual([[at('11:00'), 'trip_cancelled']]);
  });
});

describe('an edit whose event is still on its way', () => {
  const editRow = (t: Traveller, set: Partial<Trip>): void => {
    const { trip } = t.context;
    t.context = { ...t.context, trip: { ...trip, ...set, revision: trip.revision + 1 } };
  };

  it('of the stay keeps no news of the flight from the traveller', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    editRow(t, { stay: 'Posada' });
    expect(
      t
        .readFlight(at('13:00'), { departure: at('17:20') })
        .messageTypes()
        .at(-1),
    ).toBe('delayed');
  });

  it('of the departure holds everything back until its event says whether it is told', () => {
    const t = Traveller.booked().readFlight(at('10:00'));
    editRow(t, { departure: at('18:20') });
    const before = t.messages.length;
    t.readFlight(at('13:00'), { departure: at('18:20') });
    expect(t.messages).toHaveLength(before);
    expect(t.reasons.at(-1)).toMatchObject({ decision: 'noted', rule: 'edit_on_its_way' });
  });
});

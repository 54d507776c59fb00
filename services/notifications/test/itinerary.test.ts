import type { EventOf } from '#shared/events/catalogue.ts';
import { aFlightFacts, aTrip, aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

// BA820 LHR–CPH leaves at 16:20 on 3 March 2027 (London is on UTC), booked on 1 March at noon.
const at = (clock: string, date = '2027-03-03') => `${date}T${clock}:00.000Z`;
const envelopeOf = ({ context }: Traveller) => {
  const { type: _, data: __, ...envelope } = aTripBooked(context.trip);
  return envelope;
};
const ready = (t: Traveller, version = 1): EventOf<'ItineraryReady'> => ({
  ...envelopeOf(t),
  type: 'ItineraryReady',
  data: { version, origin: 'model' },
});
const failed = (t: Traveller): EventOf<'ItineraryFailed'> => ({
  ...envelopeOf(t),
  type: 'ItineraryFailed',
  data: { reason: 'refused' },
});
const told = (t: Traveller) =>
  t.said.filter(({ type }) => type === 'itinerary_ready').map((s) => s.at);
const hearsAt = (t: Traveller, instant: string, version = 1): Traveller => {
  t.until(instant).take(ready(t, version));
  return t;
};

describe('an itinerary that is ready', () => {
  it('is told at once by day, in the traveller’s language', () => {
    const t = hearsAt(Traveller.booked(), at('12:30', '2027-03-01'));
    expect(told(t)).toEqual([at('12:30', '2027-03-01')]);
    expect(t.text('itinerary_ready')).toContain('tu itinerario ya está listo');
  });

  it('is told once, however often it is said, and once for each version', () => {
    const t = hearsAt(Traveller.booked(), at('12:30', '2027-03-01'));
    t.take(ready(t));
    t.until(at('13:00', '2027-03-01')).take(ready(t, 2));
    t.take(ready(t, 1));
    expect(told(t)).toEqual([at('12:30', '2027-03-01'), at('13:00', '2027-03-01')]);
  });

  it('waits for the end of the quiet hours where the traveller is', () => {
    const t = hearsAt(Traveller.booked(), at('20:00', '2027-03-01')).until(
      at('08:59', '2027-03-02'),
    );
    expect(told(t)).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({
        decision: 'held',
        subject: 'itinerary_ready',
        rule: 'quiet_hours',
        detail: { until: at('09:00', '2027-03-02') },
      }),
    );
    expect(told(t.until(at('12:00', '2027-03-02')))).toEqual([at('09:00', '2027-03-02')]);
  });

  it('is told by the clock of the destination after the landing', () => {
    const landed = { phase: 'landed', landedAt: at('20:30'), departure: at('18:20') } as const;
    const t = Traveller.booked().reads(at('20:31'), landed);
    t.take(ready(t));
    // 21:31 in Copenhagen: quiet; over at nine there, eight in London.
    expect(told(t.until(at('12:00', '2027-03-04')))).toEqual([at('08:00', '2027-03-04')]);
  });

  it('is not told in the air, to nobody whose flight is cancelled or went elsewhere, and not for a trip that was withdrawn', () => {
    for (const phase of ['departed', 'cancelled', 'diverted'] as const) {
      const t = Traveller.booked().reads(at('15:00'), { phase });
      t.take(ready(t));
      expect([phase, told(t.until(at('15:30')))]).toEqual([phase, []]);
    }
    const t = Traveller.booked();
    t.context = { ...t.context, trip: { ...t.context.trip, status: 'withdrawn' } };
    t.take(ready(t));
    expect(told(t)).toEqual([]);
  });

  it('that was held over the night and is for other dates now is not told', () => {
    const t = hearsAt(Traveller.booked(), at('21:00', '2027-03-01'));
    t.edited(at('21:00', '2027-03-01'), { departure: at('16:20', '2027-03-08') });
    expect(told(t.until(at('12:00', '2027-03-02')))).toEqual([]);
    t.take(ready(t, 2));
    expect(told(t)).toHaveLength(1);
  });

  it('stays told when only the flight’s number changes', () => {
    const t = hearsAt(Traveller.booked(), at('12:30', '2027-03-01'));
    t.edited(at('12:30', '2027-03-01'), { flightNumber: 'BA822' });
    t.take(ready(t));
    expect(told(t.until(at('18:00', '2027-03-01')))).toHaveLength(1);
  });

  it('is not told to a traveller who has opted out', () => {
    const t = Traveller.booked();
    t.context = { ...t.context, optedOut: true };
    t.take(ready(t));
    expect(told(t)).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({
        decision: 'suppressed',
        subject: 'itinerary_ready',
        rule: 'opted_out',
      }),
    );
  });

  it('does not count as a message about the flight', () => {
    const t = hearsAt(
      Traveller.booked({ trip: aTrip(), flight: aFlightFacts() }),
      at('12:30', '2027-03-01'),
    );
    expect(t.effects.find(({ type }) => type === 'itinerary_ready')).toMatchObject({
      critical: false,
      told: { itinerary: 1 },
    });
    expect(
      t.effects.find(({ type }) => type === 'itinerary_ready')?.told.departure,
    ).toBeUndefined();
  });
});

describe('an itinerary that failed', () => {
  it('is a task for the agency and no word to the traveller, until one is ready', () => {
    const t = Traveller.booked();
    t.take(failed(t));
    expect(t.tasks).toMatchObject([
      { op: 'open', kind: 'itinerary_failed', facts: { reason: 'refused' } },
    ]);
    expect(t.types()).toEqual(['reservation_confirmation']);
    t.context = { ...t.context, tasks: [{ kind: 'itinerary_failed', state: 'open', facts: {} }] };
    t.take(ready(t));
    expect(t.tasks.at(-1)).toMatchObject({
      op: 'close',
      kind: 'itinerary_failed',
      reason: 'itinerary_ready',
    });
  });
});

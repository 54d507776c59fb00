import type { EventOf } from '#shared/events/catalogue.ts';
import { aFlightFacts, aTrip } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

const anItineraryReady = (t: Traveller, version = 1): EventOf<'ItineraryReady'> => ({
  ...t.envelope(),
  type: 'ItineraryReady',
  data: { version, origin: 'model' },
});
const anItineraryFailed = (t: Traveller): EventOf<'ItineraryFailed'> => ({
  ...t.envelope(),
  type: 'ItineraryFailed',
  data: { reason: 'refused' },
});
const toldAt = (t: Traveller) =>
  t.messages.filter(({ type }) => type === 'itinerary_ready').map((message) => message.at);
const readyAt = (t: Traveller, instant: string, version = 1): Traveller => {
  t.waitUntil(instant).receive(anItineraryReady(t, version));
  return t;
};

describe('an itinerary that is ready', () => {
  it('is told at once by day, in the traveller’s language', () => {
    const t = readyAt(Traveller.booked(), at('12:30', '2027-03-01'));
    expect(toldAt(t)).toEqual([at('12:30', '2027-03-01')]);
    expect(t.textOf('itinerary_ready')).toContain('tu itinerario ya está listo');
  });

  it('is told once, however often it is announced, and once for each version', () => {
    const t = readyAt(Traveller.booked(), at('12:30', '2027-03-01'));
    t.receive(anItineraryReady(t));
    t.waitUntil(at('13:00', '2027-03-01')).receive(anItineraryReady(t, 2));
    t.receive(anItineraryReady(t, 1));
    expect(toldAt(t)).toEqual([at('12:30', '2027-03-01'), at('13:00', '2027-03-01')]);
  });

  it('waits for the end of the quiet hours where the traveller is', () => {
    const t = readyAt(Traveller.booked(), at('20:00', '2027-03-01')).waitUntil(
      at('08:59', '2027-03-02'),
    );
    expect(toldAt(t)).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({
        decision: 'held',
        subject: 'itinerary_ready',
        rule: 'quiet_hours',
        detail: { until: at('09:00', '2027-03-02') },
      }),
    );
    expect(toldAt(t.waitUntil(at('12:00', '2027-03-02')))).toEqual([at('09:00', '2027-03-02')]);
  });

  it('is told by the clock of the destination after the landing', () => {
    const landed = { phase: 'landed', landedAt: at('20:30'), departure: at('18:20') } as const;
    const t = Traveller.booked().readFlight(at('20:31'), landed);
    t.receive(anItineraryReady(t));
    // 21:31 in Copenhagen: quiet; over at nine there, eight in London.
    expect(toldAt(t.waitUntil(at('12:00', '2027-03-04')))).toEqual([at('08:00', '2027-03-04')]);
  });

  it('is not told in the air, nor where the flight or the trip is cancelled or diverted', () => {
    for (const phase of ['departed', 'cancelled', 'diverted'] as const) {
      const t = Traveller.booked().readFlight(at('15:00'), { phase });
      t.receive(anItineraryReady(t));
      expect([phase, toldAt(t.waitUntil(at('15:30')))]).toEqual([phase, []]);
    }
    const t = Traveller.booked();
    t.context = { ...t.context, trip: { ...t.context.trip, status: 'withdrawn' } };
    t.receive(anItineraryReady(t));
    expect(toldAt(t)).toEqual([]);
  });

  it('that was held over the night and is for other dates now is not told', () => {
    const t = readyAt(Traveller.booked(), at('21:00', '2027-03-01'));
    t.editTrip(at('21:00', '2027-03-01'), { departure: at('16:20', '2027-03-08') });
    expect(toldAt(t.waitUntil(at('12:00', '2027-03-02')))).toEqual([]);
    t.receive(anItineraryReady(t, 2));
    expect(toldAt(t)).toHaveLength(1);
  });

  it('stays told when only the flight’s number changes', () => {
    const t = readyAt(Traveller.booked(), at('12:30', '2027-03-01'));
    t.editTrip(at('12:30', '2027-03-01'), { flightNumber: 'BA822' });
    t.receive(anItineraryReady(t));
    expect(toldAt(t.waitUntil(at('18:00', '2027-03-01')))).toHaveLength(1);
  });

  it('is not told to a traveller who has opted out', () => {
    const t = Traveller.booked();
    t.context = { ...t.context, optedOut: true };
    t.receive(anItineraryReady(t));
    expect(toldAt(t)).toEqual([]);
    expect(t.reasons).toContainEqual(
      expect.objectContaining({
        decision: 'suppressed',
        subject: 'itinerary_ready',
        rule: 'opted_out',
      }),
    );
  });

  it('does not count as a message about the flight', () => {
    const t = readyAt(
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
    t.receive(anItineraryFailed(t));
    expect(t.tasks).toMatchObject([
      { op: 'open', kind: 'itinerary_failed', facts: { reason: 'refused' } },
    ]);
    expect(t.messageTypes()).toEqual(['reservation_confirmation']);
    t.context = { ...t.context, tasks: [{ kind: 'itinerary_failed', state: 'open', facts: {} }] };
    t.receive(anItineraryReady(t));
    expect(t.tasks.at(-1)).toMatchObject({
      op: 'close',
      kind: 'itinerary_failed',
      reason: 'itinerary_ready',
    });
  });
});

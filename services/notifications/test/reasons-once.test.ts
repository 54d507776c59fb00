import fc from 'fast-check';
import { hour, minute, plus } from '#shared/domain/instant.ts';
import { aFlightFacts, aFlightStatusChanged, aMoment } from '#shared/testing/builders.ts';
import { at, Traveller } from './traveller.ts';

/** A look that shows what is known already. */
const lookAgain = (t: Traveller): void => {
  const facts = t.context.flight;
  if (facts) t.receive(aFlightStatusChanged(t.context.trip, facts));
};

const receiveItinerary = (t: Traveller, version: number): void => {
  t.receive({ ...t.envelope(), type: 'ItineraryReady', data: { version, origin: 'model' } });
};

/** The reasons that some turns add. */
const reasonsAddedBy = (t: Traveller, turns: () => void) => {
  const before = t.reasons.length;
  turns();
  return t.reasons.slice(before);
};

describe('the reason for a suppression', () => {
  const optedOut = () => {
    const t = Traveller.booked();
    t.context = { ...t.context, optedOut: true };
    return t;
  };

  it('is written once for each of two messages that an opt-out suppresses', () => {
    const t = optedOut();
    t.waitUntil(at('11:00'));
    receiveItinerary(t, 1);
    t.readFlight(at('11:10'), { departure: at('18:00') });
    expect(
      t.reasons.filter(({ rule }) => rule === 'opted_out').map(({ subject }) => subject),
    ).toEqual(['24h_reminder', 'itinerary_ready', 'delayed']);
    expect(reasonsAddedBy(t, () => lookAgain(t))).toEqual([]);
  });

  it('is written anew where there is something new to suppress', () => {
    const t = optedOut().readFlight(at('11:10'), { departure: at('18:00') });
    expect(
      reasonsAddedBy(t, () => t.readFlight(at('11:30'), { departure: at('19:00') })),
    ).toContainEqual(expect.objectContaining({ subject: 'delayed', rule: 'opted_out' }));
  });

  it('is written anew where the same is suppressed again after it was not', () => {
    const t = optedOut().readFlight(at('11:10'), { departure: at('18:00') });
    t.readFlight(at('11:30'), { departure: at('16:20') });
    expect(
      reasonsAddedBy(t, () => t.readFlight(at('11:50'), { departure: at('18:00') })),
    ).toContainEqual(expect.objectContaining({ subject: 'delayed', rule: 'opted_out' }));
  });
});

describe('a turn that brings nothing new', () => {
  it('waits for the event of an edit with one reason', () => {
    const t = Traveller.booked().readFlight(at('09:00'));
    t.context = { ...t.context, trip: { ...t.context.trip, revision: 2, departure: at('17:00') } };
    lookAgain(t);
    expect(t.reasons.at(-1)?.rule).toBe('edit_on_its_way');
    expect(reasonsAddedBy(t, () => lookAgain(t))).toEqual([]);
  });

  it('leaves two messages alone that wait and tell different departures', () => {
    const t = Traveller.booked().readFlight(at('09:00'));
    t.fate = 'PENDING';
    t.editTrip(at('09:10'), { departure: at('17:00') });
    const waiting = (): readonly string[] =>
      t.context.ledger.filter(({ status }) => status === 'PENDING').map(({ key }) => key);
    const before = waiting();
    expect(before).toHaveLength(2);
    expect(reasonsAddedBy(t, () => lookAgain(t))).toEqual([]);
    expect(waiting()).toEqual(before);
  });

  it('writes no reason, whatever came before it', () => {
    const facts = aFlightFacts();
    const reading = fc.record(
      {
        departure: fc
          .integer({ min: -40, max: 300 })
          .map((minutes) => plus(facts.departure, minutes * minute)),
        gate: fc.constantFrom(null, 'A13', 'B7'),
        terminal: fc.constantFrom(null, '2', '5'),
        phase: fc.constantFrom('scheduled', 'cancelled', 'diverted', 'landed'),
      },
      { requiredKeys: [] },
    );
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('reads' as const), reading }) },
      fc.record({ kind: fc.constant('opted' as const), out: fc.boolean() }),
      fc.record({
        kind: fc.constant('itinerary' as const),
        version: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({ kind: fc.constant('edited' as const), departure: fc.constantFrom(at('17:00')) }),
      fc.record({ kind: fc.constant('fate' as const), fate: fc.constantFrom('SENT', 'PENDING') }),
    );
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 * 60 }), step), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), steps, (firstHour, all) => {
        const t = Traveller.booked();
        let now = plus(aMoment, firstHour * hour);
        t.readFlight(now);
        for (const [minutes, change] of all) {
          now = plus(now, minutes * minute);
          t.waitUntil(now);
          if (change.kind === 'reads') t.readFlight(now, change.reading);
          if (change.kind === 'opted') t.context = { ...t.context, optedOut: change.out };
          if (change.kind === 'itinerary') receiveItinerary(t, change.version);
          if (change.kind === 'edited') t.editTrip(now, { departure: change.departure });
          if (change.kind === 'fate') t.fate = change.fate;
          // A suppressed reminder leaves the delay it carried to be suppressed by the next turn.
          lookAgain(t);
          lookAgain(t);
          expect(reasonsAddedBy(t, () => lookAgain(t))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

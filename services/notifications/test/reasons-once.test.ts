import fc from 'fast-check';
import { hour, minute, plus } from '#shared/domain/instant.ts';
import {
  aFlightFacts,
  aFlightStatusChanged,
  aMoment,
  aTripBooked,
} from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

/** A look that shows what is known already. */
const seesNothingNew = (t: Traveller): void => {
  const facts = t.context.flight;
  if (facts) t.take(aFlightStatusChanged(t.context.trip, facts));
};

const itineraryReady = (t: Traveller, version: number): void => {
  const { type: _, data: __, ...envelope } = aTripBooked(t.context.trip);
  t.take({ ...envelope, type: 'ItineraryReady', data: { version, origin: 'model' } });
};

/** The reasons that turns without news added. */
const reasonsOf = (t: Traveller, look: () => void) => {
  const before = t.reasons.length;
  look();
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
    t.until(at('11:00'));
    itineraryReady(t, 1);
    t.reads(at('11:10'), { departure: at('18:00') });
    expect(t.reasons.filter(({ rule }) => rule === 'opted_out').map((r) => r.subject)).toEqual([
      '24h_reminder',
      'itinerary_ready',
      'delayed',
    ]);
    expect(reasonsOf(t, () => seesNothingNew(t))).toEqual([]);
  });

  it('is written anew where there is something new to suppress', () => {
    const t = optedOut().reads(at('11:10'), { departure: at('18:00') });
    expect(reasonsOf(t, () => t.reads(at('11:30'), { departure: at('19:00') }))).toContainEqual(
      expect.objectContaining({ subject: 'delayed', rule: 'opted_out' }),
    );
  });

  it('is written anew where the same is suppressed again after it was not', () => {
    const t = optedOut().reads(at('11:10'), { departure: at('18:00') });
    t.reads(at('11:30'), { departure: at('16:20') });
    expect(reasonsOf(t, () => t.reads(at('11:50'), { departure: at('18:00') }))).toContainEqual(
      expect.objectContaining({ subject: 'delayed', rule: 'opted_out' }),
    );
  });
});

describe('a turn that brings nothing new', () => {
  it('waits for the event of an edit with one reason', () => {
    const t = Traveller.booked().reads(at('09:00'));
    t.context = { ...t.context, trip: { ...t.context.trip, revision: 2, departure: at('17:00') } };
    seesNothingNew(t);
    expect(t.reasons.at(-1)?.rule).toBe('edit_on_its_way');
    expect(reasonsOf(t, () => seesNothingNew(t))).toEqual([]);
  });

  it('leaves two messages alone that wait and tell different departures', () => {
    const t = Traveller.booked().reads(at('09:00'));
    t.fate = 'PENDING';
    t.edited(at('09:10'), { departure: at('17:00') });
    const waiting = (): readonly string[] =>
      t.context.ledger.filter(({ status }) => status === 'PENDING').map(({ key }) => key);
    const before = waiting();
    expect(before).toHaveLength(2);
    expect(reasonsOf(t, () => seesNothingNew(t))).toEqual([]);
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
        t.reads(now);
        for (const [minutes, one] of all) {
          now = plus(now, minutes * minute);
          t.until(now);
          if (one.kind === 'reads') t.reads(now, one.reading);
          if (one.kind === 'opted') t.context = { ...t.context, optedOut: one.out };
          if (one.kind === 'itinerary') itineraryReady(t, one.version);
          if (one.kind === 'edited') t.edited(now, { departure: one.departure });
          if (one.kind === 'fate') t.fate = one.fate;
          // A suppressed reminder leaves the delay it carried to be suppressed by the next turn.
          seesNothingNew(t);
          seesNothingNew(t);
          expect(reasonsOf(t, () => seesNothingNew(t))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

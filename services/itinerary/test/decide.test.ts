import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { aFlightFacts, aMoment, aTripBooked } from '#shared/testing/builders.ts';
import { decide, type Gathered, shouldPlan } from '../domain/decide.ts';
import { type ItineraryState, initialState } from '../domain/state.ts';
import type { ItineraryDecision, ItineraryTurn } from '../domain/turn.ts';
import {
  aDraft,
  anItem,
  anItineraryDue,
  anItineraryRequested,
  aPlace,
  aPlannable,
  aTripCancelled,
  aTripChanged,
} from './builders.ts';

const noma = aPlace({ name: 'Noma', type: 'restaurant' });
const withPlaces: Gathered = { places: [noma], anyPlaces: true, draft: null };
const withModel: Gathered = {
  ...withPlaces,
  draft: { ok: true, value: aDraft(anItem({ title: 'Noma' }), anItem({ title: 'Nyhavn' })) },
};
const withNothing: Gathered = { places: [], anyPlaces: false, draft: null };
const withFailedModel = (
  reason: 'unavailable' | 'refused' | 'invalid' | 'truncated' | 'budget',
  over: Partial<Gathered> = {},
): Gathered => ({
  ...withPlaces,
  ...over,
  draft: { ok: false, reason },
});

/** The agent of one trip, run by its decisions alone; it gets what it gathers. */
class Planner {
  context: TripContext;
  state: ItineraryState = initialState;
  now: Instant = aMoment;
  due: Instant | null = null;
  constructor(context: TripContext = aPlannable()) {
    this.context = context;
  }
  take(event: ItineraryTurn['event'], gathered: Gathered | 'busy' = withPlaces): ItineraryDecision {
    const turn = {
      actorId: this.context.trip.id,
      event,
      now: this.now,
      state: this.state,
      trip: this.context,
      flight: null,
      journey: null,
      conversation: null,
    };
    const decision = decide(turn, shouldPlan(turn) ? gathered : null);
    this.state = decision.state;
    for (const timer of decision.timers ?? []) this.due = timer.due;
    return decision;
  }
  /** Lets the timer fire. */
  fire(gathered: Gathered | 'busy' = withPlaces): ItineraryDecision {
    if (this.due === null) throw new Error('no timer is set');
    this.now = this.due;
    this.due = null;
    return this.take(anItineraryDue(this.context, this.now), gathered);
  }
  booked(): this {
    this.take(aTripBooked(this.context.trip));
    return this;
  }
}
const rules = ({ reasons = [] }: ItineraryDecision) => reasons.map(({ rule }) => rule);
const announcements = ({ events = [] }: ItineraryDecision) =>
  events.map(({ type, data }) => [type, data]);
const savedVersions = ({ records = [] }: ItineraryDecision) =>
  records.flatMap((record) => (record.kind === 'itinerary' ? [record.itinerary] : []));

describe('an itinerary', () => {
  it('falls due half an hour after a booking two days ahead, once', () => {
    const planner = new Planner().booked();
    expect(planner.due).toBe(plus(aMoment, 30 * minute));
    expect(planner.take(aTripBooked(planner.context.trip)).timers).toBeUndefined();
  });

  it('is saved and said to be ready', () => {
    const decision = new Planner().booked().fire(withModel);
    expect(savedVersions(decision)).toMatchObject([
      { version: 1, status: 'approved', origin: 'model', generatedAt: plus(aMoment, 30 * minute) },
    ]);
    expect(savedVersions(decision)[0]?.days[1]?.items).toMatchObject([
      { title: 'Noma', source: 'agency' },
      { title: 'Nyhavn', source: 'low_validation' },
    ]);
    expect(announcements(decision)).toEqual([['ItineraryReady', { version: 1, origin: 'model' }]]);
  });

  it('is a draft that nobody hears of where the agency wants to approve it', () => {
    const planner = new Planner(
      aPlannable({ settings: { feature_flags: { itinerary_approval: true } } }),
    ).booked();
    const decision = planner.fire(withModel);
    expect(savedVersions(decision)).toMatchObject([{ status: 'draft' }]);
    expect([announcements(decision), rules(decision)]).toEqual([[], ['awaits_approval']]);
  });

  it.each(['unavailable', 'refused', 'invalid', 'truncated', 'budget'] as const)(
    'is made of the agency’s places alone, and marked so, when the model is %s',
    (reason) => {
      const decision = new Planner().booked().fire(withFailedModel(reason));
      expect(savedVersions(decision)).toMatchObject([{ origin: 'agency_places' }]);
      expect(
        savedVersions(decision)[0]
          ?.days.flatMap(({ items }) => items)
          .every(({ source }) => source === 'agency'),
      ).toBe(true);
      expect(decision.reasons).toMatchObject([{ rule: 'planned', detail: { model: reason } }]);
    },
  );

  it('that cannot be made is a failure for the agency, and no word to the traveller', () => {
    const decision = new Planner().booked().fire(withFailedModel('refused', { places: [] }));
    expect([savedVersions(decision), announcements(decision)]).toEqual([
      [],
      [['ItineraryFailed', { reason: 'refused' }]],
    ]);
    const elsewhere = new Planner().booked().fire({ ...withNothing, anyPlaces: true });
    expect(announcements(elsewhere)).toEqual([['ItineraryFailed', { reason: 'no_places' }]]);
  });

  it('is nobody’s business where the agency has neither places nor a model, unless it asks', () => {
    const planner = new Planner().booked();
    const decision = planner.fire(withNothing);
    expect([announcements(decision), rules(decision)]).toEqual([[], ['nothing_to_plan_with']]);
    expect(
      announcements(planner.take(anItineraryRequested(planner.context, 'traveller'), withNothing)),
    ).toEqual([]);
    expect(
      announcements(planner.take(anItineraryRequested(planner.context, 'agency'), withNothing)),
    ).toEqual([['ItineraryFailed', { reason: 'no_places' }]]);
  });

  it('is made once for the same place and dates, whatever else is edited', () => {
    const planner = new Planner().booked();
    planner.fire();
    planner.context = aPlannable({
      trip: {
        ...planner.context.trip,
        stay: 'Hotel Norte',
        departure: '2027-03-03T18:20:00.000Z',
        revision: 2,
      },
    });
    expect(planner.take(aTripChanged(planner.context)).timers).toBeUndefined();
    expect(planner.due).toBeNull();
  });

  it.each([
    ['another destination', { destinationIata: 'OSL' }],
    ['another day', { departure: '2027-03-04T16:20:00.000Z' }],
    ['another return', { returnDate: '2027-03-09' }],
  ])('gets a new version for %s', (_, edit) => {
    const planner = new Planner().booked();
    planner.fire();
    planner.context = aPlannable({
      flight: null,
      trip: { ...planner.context.trip, ...edit, revision: 2 },
    });
    planner.take(aTripChanged(planner.context));
    expect(savedVersions(planner.fire())).toMatchObject([{ version: 2 }]);
  });

  it('that was to change and is as it was again stays', () => {
    const planner = new Planner().booked();
    planner.fire();
    const before = planner.context;
    planner.context = aPlannable({
      trip: { ...before.trip, returnDate: '2027-03-09', revision: 2 },
    });
    planner.take(aTripChanged(planner.context));
    expect(planner.due).not.toBeNull();
    planner.context = before;
    planner.take(aTripChanged(planner.context));
    expect(planner.due).toBeNull();
  });

  it('is made anew whenever somebody asks, at once', () => {
    const planner = new Planner().booked();
    expect(savedVersions(planner.take(anItineraryRequested(planner.context)))).toMatchObject([
      { version: 1 },
    ]);
    expect(planner.due).toBeNull();
    expect(savedVersions(planner.take(anItineraryRequested(planner.context)))).toMatchObject([
      { version: 2 },
    ]);
  });

  it.each([
    ['has departed', { flight: aFlightFacts({ phase: 'departed' }) }, 'departed'],
    ['has landed', { flight: aFlightFacts({ phase: 'landed' }) }, 'departed'],
    ['was diverted', { flight: aFlightFacts({ phase: 'diverted' }) }, 'flight_diverted'],
    ['left unseen', { flight: null, trip: { departure: plus(aMoment, -minute) } }, 'departed'],
  ] as const)('is not made for a trip that %s, even when somebody asks', (_, over, rule) => {
    const planner = new Planner(aPlannable(over));
    const decision = planner.take(anItineraryRequested(planner.context, 'agency'), withModel);
    expect([savedVersions(decision), rules(decision)]).toEqual([[], [rule]]);
  });

  it('waits while the flight is cancelled, and is made when it flies again', () => {
    const planner = new Planner().booked();
    planner.context = { ...planner.context, flight: aFlightFacts({ phase: 'cancelled' }) };
    expect(rules(planner.fire())).toEqual(['flight_cancelled']);
    expect(planner.due).toBe(plus(aMoment, 30 * minute + 2 * hour));
    planner.context = { ...planner.context, flight: aFlightFacts() };
    expect(savedVersions(planner.fire())).toHaveLength(1);
  });

  it('ends its waiting with a flight that stays cancelled', () => {
    const planner = new Planner().booked();
    planner.context = { ...planner.context, flight: aFlightFacts({ phase: 'cancelled' }) };
    for (let i = 0; i < 100 && planner.due !== null; i += 1) planner.fire();
    expect([planner.due, planner.now > planner.context.trip.departure]).toEqual([null, true]);
  });

  it('is given up with the trip', () => {
    const planner = new Planner().booked();
    planner.context = {
      ...planner.context,
      trip: { ...planner.context.trip, status: 'withdrawn' },
    };
    const decision = planner.take(aTripCancelled(planner.context));
    expect([rules(decision), planner.due]).toEqual([['trip_withdrawn'], null]);
    expect(savedVersions(planner.take(anItineraryRequested(planner.context)))).toEqual([]);
  });

  it('is not made at a connection', () => {
    const planner = new Planner(
      aPlannable({ nextLeg: { tripId: 'x', departure: '2027-03-03T22:00:00.000Z' } }),
    ).booked();
    expect(rules(planner.fire(withModel))).toEqual(['connection']);
  });

  it('comes back later when too many are being made, and does not forget what was asked', () => {
    const planner = new Planner().booked();
    planner.fire();
    expect(rules(planner.take(anItineraryRequested(planner.context), 'busy'))).toEqual(['busy']);
    expect(rules(planner.fire('busy'))).toEqual(['busy']);
    expect(savedVersions(planner.fire())).toMatchObject([{ version: 2 }]);
    expect(planner.due).toBeNull();
  });
});

import { hour, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import type { Itinerary } from '#shared/domain/itinerary.ts';
import { SoldPlan } from '#shared/domain/stay-plan.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import { aFlightFacts, aMoment, aTripBooked } from '#shared/testing/builders.ts';
import { decide, plannedStay } from '../domain/decide.ts';
import { type ItineraryState, initialState } from '../domain/state.ts';
import type { Gathered, Ingredients, ItineraryDecision, ItineraryTurn } from '../domain/turn.ts';
import {
  aDraft,
  anApproval,
  anItem,
  anItineraryDue,
  anItineraryRequested,
  aPlace,
  aPlannable,
  aPlanUploaded,
  aTripCancelled,
  aTripChanged,
  goingHome,
  goingOn,
  tripOf,
} from './builders.ts';

const noma = aPlace({ name: 'Noma', type: 'restaurant' });
/** What is gathered for whichever stay a turn plans. */
type Material = Omit<Ingredients, 'basis'>;
const withPlaces: Material = { places: [noma], anyPlaces: true, draft: null };
const withModel: Material = {
  ...withPlaces,
  draft: { ok: true, value: aDraft(anItem({ title: 'Noma' }), anItem({ title: 'Nyhavn' })) },
};
const withNothing: Material = { places: [], anyPlaces: false, draft: null };
const withFailedModel = (
  reason: 'unavailable' | 'refused' | 'invalid' | 'truncated' | 'budget',
  over: Partial<Material> = {},
): Material => ({
  ...withPlaces,
  ...over,
  draft: { ok: false, reason },
});

/** The agent of one journey, run by its decisions alone; it gets what it gathers. */
class Planner {
  journey: JourneyStays;
  state: ItineraryState = initialState;
  now: Instant = aMoment;
  due: Instant | null = null;
  constructor(journey: JourneyStays = aPlannable()) {
    this.journey = journey;
  }
  turn(event: ItineraryTurn['event']): ItineraryTurn {
    return {
      actorId: this.journey.journeyId,
      event,
      now: this.now,
      state: this.state,
      trip: null,
      flight: null,
      journey: null,
      conversation: null,
    };
  }
  gather(event: ItineraryTurn['event'], material: Material | 'busy' = withPlaces): Gathered {
    const { journey } = this;
    const stay = plannedStay(this.turn(event), journey);
    if (!stay) return { journey, ingredients: null };
    const ingredients = material === 'busy' ? material : { ...material, basis: stay.basis };
    return { journey, ingredients };
  }
  take(event: ItineraryTurn['event'], material?: Material | 'busy'): ItineraryDecision {
    return this.takeWith(event, this.gather(event, material));
  }
  /** Takes an event with what was gathered for it before other turns came between. */
  takeWith(event: ItineraryTurn['event'], gathered: Gathered): ItineraryDecision {
    const decision = decide(this.turn(event), gathered);
    this.state = decision.state;
    for (const timer of decision.timers ?? []) this.due = timer.due;
    for (const record of decision.records ?? [])
      if (record.kind === 'itinerary') this.save(record.stay, record.itinerary);
    return decision;
  }
  save(stay: string, itinerary: Itinerary): void {
    const shown = itinerary.status === 'approved' ? itinerary : null;
    this.journey = {
      ...this.journey,
      itineraries: [
        ...this.journey.itineraries.filter((one) => one.stay !== stay),
        { stay, newestVersion: itinerary.version, shown },
      ],
    };
  }
  edit(over: Partial<Trip>): void {
    const [first, ...others] = this.journey.trips;
    if (first) this.journey = { ...this.journey, trips: [{ ...first, ...over }, ...others] };
  }
  withFlight(over: Parameters<typeof aFlightFacts>[0]): void {
    const flights = { [tripOf(this.journey).flightKey]: aFlightFacts(over) };
    this.journey = { ...this.journey, flights };
  }
  /** Lets the timer fire. */
  fire(material: Material | 'busy' = withPlaces): ItineraryDecision {
    if (this.due === null) throw new Error('no timer is set');
    this.now = this.due;
    this.due = null;
    return this.take(anItineraryDue(this.journey, this.now), material);
  }
  booked(): this {
    for (const trip of this.journey.trips) this.take(aTripBooked(trip));
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
    expect(planner.take(aTripBooked(tripOf(planner.journey))).timers).toEqual([]);
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
    expect(announcements(decision)).toEqual([
      ['ItineraryReady', { version: 1, origin: 'model', stay: 'CPH' }],
    ]);
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
  });

  it('that lacks places is said of the city, and no failure, unless somebody asked', () => {
    const planner = new Planner().booked();
    const decision = planner.fire({ ...withNothing, anyPlaces: true });
    expect([announcements(decision), rules(decision)]).toEqual([[], ['no_places']]);
    expect(decision.records).toMatchObject([
      { kind: 'place_gap', city: 'Copenhagen', country: 'DK' },
    ]);
    expect(
      announcements(
        planner.take(anItineraryRequested(planner.journey), { ...withNothing, anyPlaces: true }),
      ),
    ).toEqual([['ItineraryFailed', { reason: 'no_places' }]]);
  });

  it('is nobody’s business where the agency has neither places nor a model, unless it asks', () => {
    const planner = new Planner().booked();
    const decision = planner.fire(withNothing);
    expect([announcements(decision), rules(decision)]).toEqual([[], ['no_places']]);
    expect(
      announcements(planner.take(anItineraryRequested(planner.journey, 'traveller'), withNothing)),
    ).toEqual([]);
    expect(
      announcements(planner.take(anItineraryRequested(planner.journey, 'agency'), withNothing)),
    ).toEqual([['ItineraryFailed', { reason: 'no_places' }]]);
  });

  it('is made once for the same place and dates, whatever else is edited', () => {
    const planner = new Planner().booked();
    planner.fire();
    planner.edit({ stay: 'Hotel Norte', departure: '2027-03-03T18:20:00.000Z', revision: 2 });
    expect(planner.take(aTripChanged(planner.journey)).timers).toEqual([]);
    expect(planner.due).toBeNull();
  });

  it.each([
    ['another destination', { destinationIata: 'OSL' }],
    ['another day', { departure: '2027-03-04T16:20:00.000Z' }],
    ['another return', { returnDate: '2027-03-09' }],
  ])('gets a new version for %s', (_, edit) => {
    const planner = new Planner().booked();
    planner.fire();
    planner.journey = { ...planner.journey, flights: {} };
    planner.edit({ ...edit, revision: 2 });
    planner.take(aTripChanged(planner.journey));
    const [saved] = savedVersions(planner.fire());
    expect(saved?.version).toBe('destinationIata' in edit ? 1 : 2);
  });

  it('that was to change and is as it was again stays', () => {
    const planner = new Planner().booked();
    planner.fire();
    const before = planner.journey;
    planner.edit({ returnDate: '2027-03-09', revision: 2 });
    planner.take(aTripChanged(planner.journey));
    expect(planner.due).not.toBeNull();
    planner.journey = before;
    planner.take(aTripChanged(planner.journey));
    expect(planner.due).toBeNull();
  });

  it('is made anew whenever somebody asks, at once', () => {
    const planner = new Planner().booked();
    expect(savedVersions(planner.take(anItineraryRequested(planner.journey)))).toMatchObject([
      { version: 1 },
    ]);
    expect(planner.due).toBeNull();
    expect(savedVersions(planner.take(anItineraryRequested(planner.journey)))).toMatchObject([
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
    const decision = planner.take(anItineraryRequested(planner.journey, 'agency'), withModel);
    expect([savedVersions(decision), rules(decision)]).toEqual([[], [rule]]);
  });

  it('waits while the flight is cancelled, and is made when it flies again', () => {
    const planner = new Planner().booked();
    planner.withFlight({ phase: 'cancelled' });
    expect(rules(planner.fire())).toEqual(['flight_cancelled']);
    expect(planner.due).toBe(plus(aMoment, 30 * minute + 2 * hour));
    planner.withFlight({});
    expect(savedVersions(planner.fire())).toHaveLength(1);
  });

  it('ends its waiting with a flight that stays cancelled', () => {
    const planner = new Planner().booked();
    planner.withFlight({ phase: 'cancelled' });
    for (let i = 0; i < 100 && planner.due !== null; i += 1) planner.fire();
    expect([planner.due, planner.now > tripOf(planner.journey).departure]).toEqual([null, true]);
  });

  it('is given up with the trip', () => {
    const planner = new Planner().booked();
    const trip = tripOf(planner.journey);
    planner.journey = { ...planner.journey, trips: [] };
    const decision = planner.take(aTripCancelled(trip));
    expect([rules(decision), planner.due]).toEqual([['stay_gone'], null]);
  });

  it.each([
    ['at a connection', [goingHome('2027-03-04T16:00:00.000Z')]],
    ['for a way home', [goingHome('2027-03-07T16:00:00.000Z')]],
  ])('is not made %s', (where, more) => {
    const planner = new Planner(aPlannable({ more })).booked();
    const stays = where === 'at a connection' ? [] : ['CPH'];
    expect(Object.keys(planner.state.stays)).toEqual(stays);
    const [, home] = planner.journey.trips;
    if (!home) throw new Error('no way home');
    const asked = { ...anItineraryRequested(planner.journey), tripId: home.id };
    // On the way home the traveller means the stay that ends.
    expect(savedVersions(planner.take(asked, withModel))).toHaveLength(stays.length);
  });

  it('is one for all who travel, and each contact hears of it once', () => {
    const [second, third] = ['b', 'c'].map((digit) => ({
      id: `00000000-0000-4000-8000-00000000000${digit}`,
      contactId: `00000000-0000-4000-9000-00000000000${digit}`,
    }));
    const planner = new Planner(aPlannable({ more: second ? [second] : [] })).booked();
    const decision = planner.fire(withModel);
    expect(savedVersions(decision)).toHaveLength(1);
    expect(decision.events?.map(({ type, tripId }) => [type, tripId]).sort()).toEqual(
      planner.journey.trips.map(({ id }) => ['ItineraryReady', id]).sort(),
    );
    const late: Trip = { ...tripOf(planner.journey), ...third };
    planner.journey = { ...planner.journey, trips: [...planner.journey.trips, late] };
    const joined = planner.take(aTripBooked(late));
    expect(joined.events?.map(({ tripId }) => tripId)).toEqual([late.id]);
    expect(planner.take(aTripBooked(late)).events).toEqual([]);
  });

  it('that was made while itineraries belonged to trips is not made or told again', () => {
    const journey = aPlannable();
    const planner = new Planner(journey);
    planner.save('CPH', {
      version: 3,
      status: 'approved',
      origin: 'model',
      days: [],
      generatedAt: aMoment,
    });
    const decision = planner.booked().take(aTripChanged(journey));
    expect([decision.events, decision.timers, planner.due]).toEqual([[], [], null]);
    expect(savedVersions(planner.take(anItineraryRequested(journey)))).toMatchObject([
      { version: 4 },
    ]);
  });

  it('that a trip was waiting for at that time is made when its timer fires', () => {
    const planner = new Planner();
    expect(savedVersions(planner.take(anItineraryDue(planner.journey)))).toHaveLength(1);
  });

  it.each([
    ['its timer', (journey: JourneyStays) => anItineraryDue(journey)],
    ['a request for the first', (journey: JourneyStays) => anItineraryRequested(journey)],
  ])('of a second city that was waited for at that time is made too, after %s', (_, event) => {
    const planner = new Planner(aPlannable({ more: [goingOn('2027-03-07T16:00:00.000Z')] }));
    expect(planner.take(event(planner.journey)).records).toMatchObject([{ stay: 'CPH' }]);
    expect(planner.fire().records).toMatchObject([{ stay: 'OSL' }]);
    expect(planner.due).toBeNull();
  });

  it('whose timer fires when it is planned already ends its waiting', () => {
    const planner = new Planner().booked();
    planner.fire();
    const before = planner.journey;
    planner.edit({ returnDate: '2027-03-09', revision: 2 });
    planner.take(aTripChanged(planner.journey));
    // Edited back, and the timer fires before that is heard of.
    planner.journey = before;
    expect(rules(planner.fire())).toEqual(['planned_already']);
    expect(planner.due).toBeNull();
  });

  it('is what the agency sold, where there is nothing else, as soon as it is uploaded', () => {
    const planner = new Planner().booked();
    planner.fire({ ...withNothing, anyPlaces: true });
    const plan = SoldPlan.parse({ hotel: { name: 'Hotel Alexandra' } });
    planner.journey = {
      ...planner.journey,
      plans: [{ stay: 'CPH', revision: 1, plan, updatedAt: aMoment }],
    };
    const decision = planner.take(aPlanUploaded(planner.journey));
    expect(announcements(decision)).toEqual([
      ['ItineraryReady', { version: 1, origin: 'agency_plan', stay: 'CPH' }],
    ]);
    expect(planner.take(aPlanUploaded(planner.journey)).events).toEqual([]);
  });

  it('is said to be ready when a person has approved it, once', () => {
    const planner = new Planner(
      aPlannable({ settings: { feature_flags: { itinerary_approval: true } } }),
    ).booked();
    const [draft] = savedVersions(planner.fire(withModel));
    if (!draft) throw new Error('no draft');
    planner.save('CPH', { ...draft, status: 'approved' });
    const approve = () => announcements(planner.take(anApproval(planner.journey, 1)));
    expect(approve()).toEqual([['ItineraryReady', { version: 1, origin: 'model', stay: 'CPH' }]]);
    expect(approve()).toEqual([]);
  });

  it('is never made of what was gathered for another stay', () => {
    const more = [goingOn('2027-03-07T16:00:00.000Z')];
    const planner = new Planner(aPlannable({ more })).booked();
    planner.now = planner.due ?? aMoment;
    const due = anItineraryDue(planner.journey, planner.now);
    const gathered = planner.gather(due, withModel);
    expect(savedVersions(planner.take(due))).toHaveLength(1);
    const late = planner.takeWith(due, gathered);
    expect([savedVersions(late), planner.due]).toEqual([[], plus(planner.now, second)]);
    const { records = [] } = planner.fire();
    expect(records).toMatchObject([{ kind: 'itinerary', stay: 'OSL' }]);
    expect(planner.due).toBeNull();
  });

  it('that was asked for is not forgotten where nothing was gathered for it', () => {
    const planner = new Planner(aPlannable({ flight: aFlightFacts({ phase: 'diverted' }) }));
    const asked = anItineraryRequested(planner.journey);
    const nothing = planner.gather(asked);
    planner.withFlight({});
    planner.takeWith(asked, { ...nothing, journey: planner.journey });
    expect(planner.state.stays['CPH']?.requested).toMatchObject({ by: 'traveller' });
    expect(savedVersions(planner.fire())).toHaveLength(1);
  });

  it('for dates that were edited while it was made does not end the wait for the new ones', () => {
    const planner = new Planner().booked();
    planner.fire();
    const asked = anItineraryRequested(planner.journey);
    const gathered = planner.gather(asked);
    planner.edit({ returnDate: '2027-03-09', revision: 2 });
    planner.take(aTripChanged(planner.journey));
    const { due } = planner;
    planner.takeWith(asked, gathered);
    expect(due).not.toBeNull();
    expect(planner.due).toBe(due);
    expect(savedVersions(planner.fire())).toMatchObject([{ version: 3 }]);
    expect(planner.due).toBeNull();
  });

  it('comes back later when too many are being made, and does not forget what was asked', () => {
    const planner = new Planner().booked();
    planner.fire();
    expect(rules(planner.take(anItineraryRequested(planner.journey), 'busy'))).toEqual(['busy']);
    expect(rules(planner.fire('busy'))).toEqual(['busy']);
    expect(savedVersions(planner.fire())).toMatchObject([{ version: 2 }]);
    expect(planner.due).toBeNull();
  });
});

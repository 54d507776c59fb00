import { earliest, type Instant, latest, plus, second } from '#shared/domain/instant.ts';
import { type Stay, staysOf } from '#shared/domain/stay.ts';
import { soldFor } from '#shared/domain/stay-days.ts';
import { isEmptyPlan } from '#shared/domain/stay-plan.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import type { Reason } from '#shared/ports/turn-commands.ts';
import { announceReady, noted, planStay, type StayChange } from './plan-stay.ts';
import type { ItineraryState, StayState } from './state.ts';
import { busyPauseMs, cancelledPauseMs, obstacleOf, planDueAt } from './timing.ts';
import type { Gathered, ItineraryDecision, ItineraryTurn } from './turn.ts';
import { canBePlanned, requestIn, stateOf, stayToPlan } from './which-stay.ts';

/** Ends the waiting for a plan; earlier versions stay. */
const stopWaiting = (state: StayState, stay: Stay, rule: string): StayChange => ({
  state: { ...state, waitingFor: null, dueAt: null, requested: null },
  reasons: [noted(stay, rule)],
});

/** Sets the time of a plan after a booking, or an edit to other dates or another place. */
const schedule = (
  state: StayState,
  stay: Stay,
  { event, now }: Pick<ItineraryTurn, 'event' | 'now'>,
): StayChange => {
  if (stay.basis === state.waitingFor) return { state };
  if (stay.basis === state.settledFor)
    // Edited back to what is planned already: the plan of the edit in between is not made.
    return state.waitingFor === null ? { state } : stopWaiting(state, stay, 'planned_already');
  const [first] = stay.arrivals;
  const plannedAt = first ? planDueAt(event.time, first.departure) : null;
  if (plannedAt === null) return stopWaiting(state, stay, 'departs_too_soon');
  return {
    state: { ...state, waitingFor: stay.basis, dueAt: latest(plannedAt, plus(now, second)) },
    reasons: [noted(stay, 'scheduled', { due: plannedAt })],
  };
};

/**
 * What a fired timer or a request means for the time of a stay's plan. A stay without a state comes
 * from a time when the timer was its trip's; one that is planned already would be due for ever.
 */
const followTimer = (state: StayState, stay: Stay, turn: ItineraryTurn): StayChange => {
  if (turn.state.stays[stay.key] === undefined) return schedule(state, stay, turn);
  const isSettled = state.settledFor === stay.basis && state.requested === null;
  return isSettled && state.dueAt !== null && state.dueAt <= turn.now
    ? stopWaiting(state, stay, 'planned_already')
    : { state };
};

/** Says to contacts who joined since that the itinerary can be looked at. */
const announceToNew = (
  state: StayState,
  stay: Stay,
  journey: JourneyStays,
  now: Instant,
): StayChange => {
  const { shown = null } = journey.itineraries.find((one) => one.stay === stay.key) ?? {};
  return shown === null || state.ready !== shown.version || obstacleOf(stay, journey, now) !== null
    ? { state }
    : announceReady(state, stay, journey.agencyId, shown);
};

/** A plan that the agency sold where we had nothing to plan with is an itinerary after all. */
const withSoldPlan = (
  state: StayState,
  stay: Stay,
  journey: JourneyStays,
  { event, now }: ItineraryTurn,
): StayChange =>
  event.type === 'StayPlanChanged' &&
  event.data.stay === stay.key &&
  state.version === 0 &&
  state.settledFor === stay.basis &&
  !isEmptyPlan(soldFor(journey, stay)) &&
  obstacleOf(stay, journey, now) === null
    ? planStay(
        journey,
        stay,
        state,
        { basis: stay.basis, places: [], anyPlaces: true, draft: null },
        now,
      )
    : { state };

const approved = (
  state: StayState,
  stay: Stay,
  { agencyId, itineraries }: JourneyStays,
  { event }: ItineraryTurn,
): StayChange => {
  const { shown = null } = itineraries.find((one) => one.stay === stay.key) ?? {};
  return event.type === 'ItineraryApproved' &&
    event.data.stay === stay.key &&
    shown !== null &&
    event.data.version >= (state.ready ?? 0)
    ? announceReady(state, stay, agencyId, shown)
    : { state };
};

/** Everything that an event may mean for a stay beside its plan, one after the other. */
const followStay = (
  turn: ItineraryTurn,
  journey: JourneyStays,
  stay: Stay,
  isPlanned: boolean,
): StayChange => {
  const isTimed = turn.event.type === 'ItineraryDue' || turn.event.type === 'ItineraryRequested';
  const steps: readonly ((state: StayState) => StayChange)[] = [
    (state) => {
      if (isTimed) return isPlanned ? { state } : followTimer(state, stay, turn);
      return schedule(state, stay, turn);
    },
    (state) => withSoldPlan(state, stay, journey, turn),
    (state) => approved(state, stay, journey, turn),
    (state) => announceToNew(state, stay, journey, turn.now),
  ];
  return steps.reduce<StayChange>((before, step) => join(before, step(before.state)), {
    state: stateOf(turn.state, journey, stay),
  });
};

const join = (before: StayChange, after: StayChange): StayChange => ({
  state: after.state,
  events: [...(before.events ?? []), ...(after.events ?? [])],
  records: [...(before.records ?? []), ...(after.records ?? [])],
  reasons: [...(before.reasons ?? []), ...(after.reasons ?? [])],
});

/** Makes the plan of a stay, or says why not. */
const planOrWait = (
  turn: ItineraryTurn,
  { journey, ingredients }: { readonly journey: JourneyStays } & Gathered,
  stay: Stay,
  known: StayState,
): StayChange => {
  const { event, now } = turn;
  const requested = requestIn(turn, known);
  const state = { ...known, requested };
  const obstacle = obstacleOf(stay, journey, now);
  if (obstacle === 'flight_cancelled' && event.type === 'ItineraryDue')
    return {
      state: { ...state, dueAt: plus(now, cancelledPauseMs) },
      reasons: [noted(stay, obstacle)],
    };
  if (obstacle !== null) return stopWaiting(state, stay, obstacle);
  if (ingredients === 'busy')
    return {
      state: { ...state, dueAt: plus(now, busyPauseMs) },
      reasons: [noted(stay, 'busy')],
    };
  // What was gathered is for another stay, which another turn planned meanwhile: gather anew.
  return ingredients?.basis === stay.basis
    ? planStay(journey, stay, state, ingredients, now)
    : { state: { ...state, dueAt: plus(now, second) }, reasons: [noted(stay, 'gathered_anew')] };
};

const nextDue = ({ stays }: ItineraryState): Instant | null =>
  earliest(...Object.values(stays).map(({ dueAt }) => dueAt));

const aboutTrip = (tripId: string | null, rule: string): Reason => ({
  tripId,
  decision: 'noted',
  subject: 'itinerary',
  rule,
  detail: {},
});

/** When to plan the days of each stay of a journey, and what stands in the plans (RULES §6). */
export const decide = (turn: ItineraryTurn, gathered: Gathered): ItineraryDecision => {
  const { state, event, now } = turn;
  const { journey } = gathered;
  if (!journey) return { state, reasons: [aboutTrip(event.tripId, 'journey_gone')] };
  const stays = staysOf(journey);
  const planned = stayToPlan(turn, journey, stays);
  const changes = stays.map((stay): readonly [string, StayChange] => {
    const isPlanned = stay.key === planned?.key;
    const followed = followStay(turn, journey, stay, isPlanned);
    return [
      stay.key,
      isPlanned
        ? join(followed, planOrWait(turn, { ...gathered, journey }, stay, followed.state))
        : followed,
    ];
  });
  const kept = Object.entries(state.stays).map(([key, known]): [string, StayState] => [
    key,
    // A stay that is gone, a way home or a connection now, is planned again when it comes back.
    { ...known, waitingFor: null, dueAt: null, requested: null },
  ]);
  const next: ItineraryState = {
    stays: Object.fromEntries([...kept, ...changes.map(([key, change]) => [key, change.state])]),
  };
  const gone = Object.entries(state.stays).filter(
    ([key, { dueAt }]) => dueAt !== null && !stays.some((stay) => stay.key === key),
  );
  const due = nextDue(next);
  const hasFired = event.type === 'ItineraryDue';
  const isTimerWrong = hasFired ? due !== null : due !== nextDue(state);
  return {
    state: next,
    timers: isTimerWrong
      ? [{ kind: 'ItineraryDue', due: due && latest(due, plus(now, second)) }]
      : [],
    events: changes.flatMap(([, { events = [] }]) => events),
    records: changes.flatMap(([, { records = [] }]) => records),
    reasons: [
      ...changes.flatMap(([, { reasons = [] }]) => reasons),
      ...gone.map(() => aboutTrip(event.tripId, 'stay_gone')),
      ...(event.type === 'ItineraryRequested' && !planned
        ? [aboutTrip(event.tripId, 'no_stay')]
        : []),
    ],
  };
};

/** The stay that a turn plans and nothing keeps from it, so that ingredients are to be gathered. */
export const plannedStay = (turn: ItineraryTurn, journey: JourneyStays): Stay | null => {
  const stay = stayToPlan(turn, journey, staysOf(journey));
  return canBePlanned(stay, journey, turn.now) ? stay : null;
};

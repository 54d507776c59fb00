import { type Stay, stayOfTrip } from '#shared/domain/stay.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import { type ItineraryState, newStay, type StayState } from './state.ts';
import { obstacleOf } from './timing.ts';
import type { ItineraryTurn } from './turn.ts';

/** The contacts of a stay, by the trips that bring them there; of two trips the first. */
export const contactsOf = ({ arrivals }: Stay): ReadonlyMap<string, string> =>
  new Map([...arrivals].reverse().map(({ contactId, id }) => [contactId, id]));

/**
 * The state of a stay. One that has an itinerary and no state was planned while itineraries
 * belonged to trips: it is settled, and its contacts know.
 */
export const stateOf = (
  state: ItineraryState,
  { itineraries }: JourneyStays,
  stay: Stay,
): StayState => {
  const known = state.stays[stay.key];
  const before = itineraries.find((one) => one.stay === stay.key);
  if (known || !before) return known ?? newStay;
  return {
    ...newStay,
    version: before.newestVersion,
    settledFor: stay.basis,
    ready: before.shown?.version ?? null,
    announcedTo: [...contactsOf(stay).keys()],
  };
};

/** Who asked for a plan in this turn, or in one that found the model busy. */
export const requestIn = (
  { event }: Pick<ItineraryTurn, 'event'>,
  known: StayState,
): StayState['requested'] =>
  event.type === 'ItineraryRequested' && event.tripId !== null
    ? { by: event.data.by, tripId: event.tripId }
    : known.requested;

/**
 * The stay that a turn is to plan: the one that somebody asks for, or the first whose plan is due;
 * null: none.
 */
export const stayToPlan = (
  { event, state, now }: ItineraryTurn,
  journey: JourneyStays,
  stays: readonly Stay[],
): Stay | null => {
  if (event.type === 'ItineraryRequested')
    return event.tripId === null ? null : stayOfTrip(stays, event.tripId);
  if (event.type !== 'ItineraryDue') return null;
  const due = stays.flatMap((stay) => {
    const { dueAt, requested, settledFor } = stateOf(state, journey, stay);
    // A stay without a state comes from a time when the timer was its trip's.
    const at = dueAt ?? (state.stays[stay.key] === undefined && settledFor === null ? now : null);
    const isWanted = requested !== null || settledFor !== stay.basis;
    return at !== null && at <= now && isWanted ? [{ stay, at }] : [];
  });
  return due.sort((a, b) => (a.at < b.at ? -1 : 1))[0]?.stay ?? null;
};

/** Whether a turn makes a plan of that stay, so that its ingredients must be gathered. */
export const canBePlanned = (
  stay: Stay | null,
  journey: JourneyStays,
  now: ItineraryTurn['now'],
): stay is Stay => stay !== null && obstacleOf(stay, journey, now) === null;

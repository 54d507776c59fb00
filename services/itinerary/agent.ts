import { type Address, type Agent, noStep } from '#shared/actor/agent.ts';
import type { Stay } from '#shared/domain/stay.ts';
import { soldFor } from '#shared/domain/stay-days.ts';
import type { EventFor } from '#shared/events/catalogue.ts';
import type { Itineraries, JourneyStays } from '#shared/ports/itineraries.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import type { Places } from '#shared/ports/places.ts';
import { decide, plannedStay } from './domain/decide.ts';
import { frameOf } from './domain/frame.ts';
import { partyOf, suitable } from './domain/party.ts';
import { ItineraryState, initialState } from './domain/state.ts';
import type { Gathered, Ingredients, ItineraryTurn } from './domain/turn.ts';
import { draftPlan } from './gather/draft-plan.ts';
import { findPlaces, type PlaceFinder } from './gather/find-places.ts';

/** What the agent reads from; without a model it plans with the agency's places alone. */
export interface ItineraryDependencies extends PlaceFinder {
  readonly itineraries: Pick<Itineraries, 'journeyStays'>;
  readonly places: Pick<Places, 'any' | 'search' | 'withoutEmbedding' | 'putEmbeddings'>;
  readonly model: LanguageModel | null;
}

/** More plans at once would hold up the turns of other journeys, which share this process. */
const maxConcurrentPlans = 24;

const ingredientsOf = async (
  deps: ItineraryDependencies,
  journey: JourneyStays,
  stay: Stay,
): Promise<Ingredients> => {
  const { agencyId } = journey;
  const sold = soldFor(journey, stay);
  const frame = frameOf(stay, journey, sold);
  const party = partyOf(stay.arrivals);
  const anyPlaces = await deps.places.any(agencyId);
  const found = anyPlaces ? await findPlaces(deps, agencyId, frame.destination, party.profile) : [];
  const places = suitable(found, party);
  const lodging = sold.hotel
    ? [sold.hotel.name, sold.hotel.address].filter(Boolean).join(', ')
    : stay.lodging;
  const material = {
    frame,
    party,
    places,
    language: stay.arrivals[0]?.language ?? 'es',
    lodging,
  };
  return {
    basis: stay.basis,
    places,
    anyPlaces,
    draft: deps.model ? await draftPlan(deps.model, agencyId, stay, material) : null,
  };
};

/** Lets `maxConcurrentPlans` stays at once ask the model; the others come back on a timer. */
const createGather = (deps: ItineraryDependencies) => {
  let running = 0;
  return async (turn: ItineraryTurn): Promise<Gathered> => {
    const { agencyId } = turn.event;
    const journey =
      agencyId === null
        ? null
        : await deps.itineraries.journeyStays(agencyId, { journeyId: turn.actorId });
    const stay = journey && plannedStay(turn, journey);
    if (!stay) return { journey, ingredients: null };
    if (deps.model && running >= maxConcurrentPlans) return { journey, ingredients: 'busy' };
    running += 1;
    try {
      return { journey, ingredients: await ingredientsOf(deps, journey, stay) };
    } finally {
      running -= 1;
    }
  };
};

const journeyOf = (event: EventFor<'itinerary'>): string | undefined =>
  event.type === 'ItineraryDue' ? event.data.actorId : event.data.journeyId;

/**
 * Plans the days of each stay of a journey from the agency's places and the travellers' profile.
 * Actor: a journey.
 */
export const createItinerary = (
  deps: ItineraryDependencies,
): Agent<'itinerary', ItineraryState, Gathered> => ({
  name: 'itinerary',
  codec: { schemaVersion: 1, schema: ItineraryState, initial: initialState },
  address: (event): readonly Address[] => {
    const actorId = journeyOf(event);
    return actorId === undefined ? [] : [{ actorId }];
  },
  gather: createGather(deps),
  step: noStep,
  decide,
});

import { type Address, type Agent, noStep } from '#shared/actor/agent.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import type { Places } from '#shared/ports/places.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { decide, type Gathered, shouldPlan } from './domain/decide.ts';
import { frameOf } from './domain/frame.ts';
import { profileOf } from './domain/prompt.ts';
import { ItineraryState, initialState } from './domain/state.ts';
import type { ItineraryTurn } from './domain/turn.ts';
import { draftPlan } from './gather/draft-plan.ts';
import { findPlaces, type PlaceFinder } from './gather/find-places.ts';

/** What the agent reads from; without a model it plans with the agency's places alone. */
export interface ItineraryDependencies extends PlaceFinder {
  readonly places: Pick<Places, 'any' | 'search' | 'withoutEmbedding' | 'putEmbeddings'>;
  readonly model: LanguageModel | null;
}

/** More plans at once would hold up the turns of other trips, which share this process. */
const maxConcurrentPlans = 24;

const gather = async (
  deps: ItineraryDependencies,
  context: TripContext,
): Promise<Gathered | null> => {
  const frame = frameOf(context);
  if (!frame) return null;
  const { agencyId } = context.trip;
  const anyPlaces = await deps.places.any(agencyId);
  const places = anyPlaces
    ? await findPlaces(deps, agencyId, frame.destination, profileOf(context))
    : [];
  return {
    places,
    anyPlaces,
    draft: deps.model ? await draftPlan(deps.model, context, frame, places) : null,
  };
};

/** Lets `maxConcurrentPlans` trips at once ask the model; the others come back on a timer. */
const createGather = (deps: ItineraryDependencies) => {
  let running = 0;
  return async (turn: ItineraryTurn): Promise<Gathered | 'busy' | null> => {
    if (!turn.trip || !shouldPlan(turn)) return null;
    if (deps.model && running >= maxConcurrentPlans) return 'busy';
    running += 1;
    try {
      return await gather(deps, turn.trip);
    } finally {
      running -= 1;
    }
  };
};

/**
 * Plans the days at the destination from the agency's places and the traveller's profile. Actor: a
 * trip.
 */
export const createItinerary = (
  deps: ItineraryDependencies,
): Agent<'itinerary', ItineraryState, Gathered | 'busy' | null> => ({
  name: 'itinerary',
  codec: { schemaVersion: 1, schema: ItineraryState, initial: initialState },
  address: ({ tripId }): readonly Address[] =>
    tripId === null ? [] : [{ actorId: tripId, tripId }],
  gather: createGather(deps),
  step: noStep,
  decide,
});

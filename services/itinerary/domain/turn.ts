import type { Decision, Turn } from '#shared/actor/agent.ts';
import type { ItineraryState } from './state.ts';

/** A turn of this agent. */
export type ItineraryTurn = Turn<'itinerary', ItineraryState>;
/** What a turn of this agent comes to. */
export type ItineraryDecision = Decision<'itinerary', ItineraryState>;

import type { Decision, Turn } from '#shared/actor/agent.ts';
import type { Place } from '#shared/domain/place.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import type { ModelFailureReason } from '#shared/ports/language-model.ts';
import type { ItineraryDraft } from './draft.ts';
import type { ItineraryState } from './state.ts';

/** A turn of this agent. */
export type ItineraryTurn = Turn<'itinerary', ItineraryState>;
/** What a turn of this agent comes to. */
export type ItineraryDecision = Decision<'itinerary', ItineraryState>;

/** What a plan is made of: the agency's places there, and what the model made of them. */
export interface Ingredients {
  /** The stay, place and dates that they were gathered for (`Stay.basis`). */
  readonly basis: string;
  /** Those that suit who travels, best first. */
  readonly places: readonly Place[];
  /** Whether the agency has any place anywhere. */
  readonly anyPlaces: boolean;
  /** Null: there is no model. */
  readonly draft:
    | { readonly ok: true; readonly value: ItineraryDraft }
    | { readonly ok: false; readonly reason: ModelFailureReason }
    | null;
}

/** What a turn read: its journey (null: gone), and for a turn that plans what a plan is made of. */
export interface Gathered {
  readonly journey: JourneyStays | null;
  readonly ingredients: Ingredients | 'busy' | null;
}

import type { FiledDocument } from '#shared/domain/document.ts';
import type { Place } from '#shared/domain/place.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import type { StayLink } from '#shared/domain/stay-link.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import type { Meaning } from './answer/answer-from.ts';
import type { ReadMessage } from './read-message.ts';
import type { Told } from './understanding/situation.ts';

/** The outcome of receiving one file that came with a message. */
export type ReceivedMedia =
  | { readonly kind: 'filed'; readonly document: Omit<FiledDocument, 'type'> }
  /**
   * A voice note: its transcript where a model made one, else the file, for a person.
   */
  | {
      readonly kind: 'voice';
      readonly transcript: string | null;
      readonly document: Omit<FiledDocument, 'type'> | null;
    }
  | { readonly kind: 'too-large' | 'unsupported' | 'failed' };

/**
 * A model's answer to an open question, or why there is none. `refusals`: what was wrong with the
 * answers that it gave before.
 */
export type OpenAnswer = { readonly refusals?: readonly string[] } & (
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'understood'; readonly meaning: Meaning }
  /** `reason`: a stable code, such as `no_model`, `unavailable`, `refused`, `low_confidence`. */
  | { readonly kind: 'none'; readonly reason: string }
  /** The conversation has gone on meanwhile: nobody is answered, and nobody asked. */
  | { readonly kind: 'dropped'; readonly reason: SilenceRule }
);

/** What `gather` read for a turn. */
export interface Gathered {
  /**
   * The trip that the message is about, then those of others on the same flight with the same
   * phone; empty without a trip.
   */
  readonly contexts: readonly CompleteTripContext[];
  /** URL of each document by its id, valid until `linksUntil`. */
  readonly links: ReadonlyMap<string, string>;
  readonly linksUntil: string | null;
  /** Where the stay that the trip is about can be seen; null: nothing is planned. */
  readonly stayLink: StayLink | null;
  readonly media: readonly ReceivedMedia[];
  /** Places of the agency that the message may name. */
  readonly places: readonly Pick<Place, 'name' | 'address' | 'openingHours'>[];
  /** What was told of the flights that lead to that of the trip. */
  readonly toldBefore: readonly Told[];
  /** What the agency answers to the question, as it is to be quoted; null: nothing. */
  readonly quote: string | null;
  /** Whether there is a model that may be asked. */
  readonly hasModel: boolean;
  readonly answer: OpenAnswer | null;
  /** What a message means by a model’s word, where that is known. */
  readonly meant: ReadMessage | null;
}

/** Of a turn that needs nothing from outside. */
export const nothingGathered: Gathered = {
  contexts: [],
  links: new Map(),
  linksUntil: null,
  stayLink: null,
  media: [],
  places: [],
  toldBefore: [],
  quote: null,
  hasModel: false,
  answer: null,
  meant: null,
};

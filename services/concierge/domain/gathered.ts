import type { FiledDocument } from '#shared/domain/document.ts';
import type { Place } from '#shared/domain/place.ts';
import type { StayLink } from '#shared/domain/stay-link.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';

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

/** A model's answer to an open question, or why there is none. */
export type OpenAnswer =
  | { readonly kind: 'answer'; readonly text: string; readonly sources: readonly string[] }
  /** `reason`: a stable code, such as `no_model`, `unavailable`, `refused`, `low_confidence`. */
  | { readonly kind: 'none'; readonly reason: string };

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
  readonly answer: OpenAnswer | null;
}

/** Of a turn that needs nothing from outside. */
export const nothingGathered: Gathered = {
  contexts: [],
  links: new Map(),
  linksUntil: null,
  stayLink: null,
  media: [],
  places: [],
  answer: null,
};

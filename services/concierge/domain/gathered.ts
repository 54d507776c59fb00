import type { FiledDocument } from '#shared/domain/document.ts';
import type { CompleteTripContext } from '#shared/ports/actor-store.ts';

/** What became of one piece of media that came with a message. */
export type ReceivedMedia =
  | { readonly kind: 'filed'; readonly document: Omit<FiledDocument, 'type'> }
  /**
   * A voice note: its words where a model could listen, and the file for a person where none could.
   */
  | {
      readonly kind: 'voice';
      readonly transcript: string | null;
      readonly document: Omit<FiledDocument, 'type'> | null;
    }
  | { readonly kind: 'too-large' | 'unsupported' | 'failed' };

/** How an open question was answered by a model, if at all. */
export type OpenAnswer =
  | { readonly kind: 'answer'; readonly text: string; readonly sources: readonly string[] }
  /** `because`: a stable code, such as `no_model`, `unavailable`, `refused`, `low_confidence`. */
  | { readonly kind: 'none'; readonly because: string };

/** What a turn got from outside. */
export interface Gathered {
  /**
   * The trip that is spoken of, then those of others on the same flight from the same phone; empty
   * where there is none.
   */
  readonly contexts: readonly CompleteTripContext[];
  /** Document id -> address to fetch it from, good until `linksUntil`. */
  readonly links: ReadonlyMap<string, string>;
  readonly linksUntil: string | null;
  /** Where the itinerary of the trip that is spoken of opens as a page. */
  readonly itineraryPage: string | null;
  readonly media: readonly ReceivedMedia[];
  readonly answer: OpenAnswer | null;
}

/** Where nothing had to be got. */
export const nothingGathered: Gathered = {
  contexts: [],
  links: new Map(),
  linksUntil: null,
  itineraryPage: null,
  media: [],
  answer: null,
};

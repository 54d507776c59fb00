import type { DocumentType } from '#shared/domain/document.ts';

/** The part of the itinerary that a message asks for. */
export type RequestedDay =
  | { readonly kind: 'all' }
  /** The whole of it, as a PDF. */
  | { readonly kind: 'file' }
  | { readonly kind: 'relative'; readonly days: number }
  /** Counted from one; -1 is the last. */
  | { readonly kind: 'nth'; readonly n: number }
  /** 0 is Sunday. */
  | { readonly kind: 'weekday'; readonly weekday: number };

/** Why a traveller needs a person. */
export type HandoffReason = 'asked' | 'missed' | 'distress' | 'complaint';

/** What a clause of a message asks for. */
export type Skill =
  | { readonly kind: 'flight_status' }
  | { readonly kind: 'itinerary'; readonly day: RequestedDay }
  /** Null asks for every document on file. */
  | { readonly kind: 'document'; readonly type: DocumentType | null }
  | { readonly kind: 'help' | 'greeting' | 'thanks' | 'ack' | 'open' }
  | { readonly kind: 'human'; readonly reason: HandoffReason };

/** The name of a skill in the reasons of a decision and in evaluations. */
export const skillName = (skill: Skill): string => {
  switch (skill.kind) {
    case 'document':
      return `document:${skill.type ?? 'boarding_pass'}`;
    case 'ack':
      return 'thanks';
    default:
      return skill.kind;
  }
};

import type { DocumentType } from '#shared/domain/document.ts';

/** A day of the itinerary that somebody asks for. */
export type DayAsked =
  | { readonly kind: 'all' }
  | { readonly kind: 'relative'; readonly days: number }
  /** Counted from one; -1 is the last. */
  | { readonly kind: 'nth'; readonly n: number }
  /** 0 is Sunday. */
  | { readonly kind: 'weekday'; readonly weekday: number };

/** What a clause of a message asks for. */
export type Skill =
  | { readonly kind: 'flight_status' }
  | { readonly kind: 'itinerary'; readonly day: DayAsked }
  /** `null`: whatever there is. */
  | { readonly kind: 'document'; readonly type: DocumentType | null }
  | { readonly kind: 'help' | 'greeting' | 'thanks' | 'ack' | 'open' }
  | { readonly kind: 'human'; readonly because: 'asked' | 'missed' | 'distress' | 'complaint' };

/** A skill by the name it has in records and evaluations. */
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

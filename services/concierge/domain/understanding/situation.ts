import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { Intent } from './intents.ts';
import type { OwnNames } from './slots.ts';

/** What a traveller can be told that turns a trip over. */
export type Disruption = 'cancelled' | 'diverted' | 'missed' | 'delayed';

/** Something that they were told. */
export interface Told {
  readonly kind: Disruption;
  readonly at: Instant;
  /** Of a delay. */
  readonly delayMinutes?: number;
}

/** Where somebody is in their trip. */
export type Phase = 'before' | 'in_the_air' | 'just_landed' | 'after';

/** What was last spoken of. */
export interface LastTopic {
  readonly intent: Intent;
  readonly tripId: string;
}

/** All that may change what words mean. */
export interface Situation {
  /** Spoken in the conversation so far. */
  readonly language: Language;
  readonly own: OwnNames;
  /** What upset the trip lately, see `disruptionOf`. */
  readonly disruption: Disruption | null;
  readonly phase: Phase;
  /** The agency has taken the trip back. */
  readonly withdrawn: boolean;
  readonly optedOut: boolean;
  readonly last: LastTopic | null;
}

/** For so long every message is first read as one about what was told. */
const upsetForMs = 12 * hour;
const upsettingDelayMs = 2 * hour;
const byGravity: readonly Disruption[] = ['missed', 'cancelled', 'diverted', 'delayed'];

/**
 * What of the things told still upsets the trip: cancelled, diverted, a missed connection, or late
 * by two hours or more, within twelve hours; the gravest of them.
 */
export const disruptionOf = (told: readonly Told[], now: Instant): Disruption | null => {
  const lately = told.filter(
    ({ kind, at, delayMinutes = 0 }) =>
      now < plus(at, upsetForMs) &&
      (kind !== 'delayed' || delayMinutes * minute >= upsettingDelayMs),
  );
  return byGravity.find((kind) => lately.some((one) => one.kind === kind)) ?? null;
};

import type { Instant } from '#shared/domain/instant.ts';
import type { FlightAssessment } from '../flight-assessment.ts';
import type { Draft } from '../messages/draft.ts';
import type { NotificationsState } from '../state.ts';
import type { Suppression } from '../suppression.ts';
import type { SkippedMessage } from './part.ts';

/** When each of the agent's timers should fire; null: not at all. */
export interface Timers {
  readonly ReminderDue: Instant | null;
  readonly BoardingDue: Instant | null;
  readonly QuietHoursEnded: Instant | null;
  readonly HoldEnded: Instant | null;
}

/** Nothing is to be decided again. */
export const noTimers: Timers = {
  ReminderDue: null,
  BoardingDue: null,
  QuietHoursEnded: null,
  HoldEnded: null,
};

/** What to say at this moment, what not to say and why, and when to decide again. */
export interface Plan {
  readonly drafts: readonly Draft[];
  readonly suppressions: readonly Suppression[];
  readonly skipped: readonly SkippedMessage[];
  readonly timers: Timers;
  readonly assessment: FlightAssessment;
  /** The flight to change to, of which a message that is held wants a fresh reading as well. */
  readonly nextFlightKey?: string;
  /** The booking is still to be confirmed. */
  readonly isConfirmationWaiting: boolean;
  /** News of a group that waits until its travellers have been told. */
  readonly settling?: NotificationsState['settling'];
}

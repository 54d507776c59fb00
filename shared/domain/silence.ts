import { z } from 'zod';

/**
 * The rules by which something is held back, not said, or taken back again. Each has words for the
 * agency (`services/api/words/silence.ts`), without which the compiler refuses it.
 */
export const SilenceRule = z.enum([
  // Of what is known of a flight.
  'below_threshold',
  'connection_missed',
  'departed_before_told',
  'flight_cancelled',
  'flight_departed',
  'fresh_look',
  'next_leg_boarding',
  'no_longer_true',
  'overtaken',
  'pause_after_delay',
  'quiet_hours',
  'stale',
  'time_is_past',
  'told_with_connection',
  'too_late',
  // Of a gate, which leaves no decision where it is only remembered.
  'first_gate',
  'gate_outside_window',
  'gate_not_told',
  // Of the trip, and of who is to hear.
  'group_is_told_first',
  'no_consent',
  'no_number',
  'nobody_was_told',
  'not_for_role',
  'number_corrected',
  'opted_out',
  'trip_edited',
  'trip_withdrawn',
  // Of sending.
  'agency_suspended',
  'expired',
  'given_up',
  'needs_redecision',
  'refused',
  'sending_live',
  'sending_resumed',
  'shadow',
  'stopped',
  'test_failed',
  'sending_paused',
  'sending_shadow',
  'sending_test',
  // Of what is said to staff.
  'incident_taken',
  'nobody_on_duty',
  'nothing_to_say',
  'waits_for_digest',
  // Of a conversation.
  'answer_refused',
  'answered_meanwhile',
  'conversation_gone',
  'document_gone',
  'later_word_heard',
  'media_fetched_first',
  'model_asked',
  'needs_no_answer',
  'newer_question',
  'no_trip',
  'only_for_travellers',
  'question_gone',
  'rest_of_question',
  'taken_over',
  'withdrawn',
]);
export type SilenceRule = z.output<typeof SilenceRule>;

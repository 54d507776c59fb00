import type { StoryEvent, StoryItem } from '#shared/domain/flight-story.ts';
import { between, type Instant, minute } from '#shared/domain/instant.ts';
import { type FlightPlan, recordChanges } from './plan.ts';
import type { FlightRecord } from './record.ts';

/** What happens between two states of one record; null for what no story speaks of. */
const itemBetween = (before: FlightRecord, after: FlightRecord): StoryItem | null => {
  if (!before.cancelled && after.cancelled) return { type: 'cancel' };
  if (before.cancelled && !after.cancelled)
    return { type: after.actual_out === null ? 'reinstate' : 'depart' };
  if (before.actual_out === null && after.actual_out !== null) return { type: 'depart' };
  if (before.actual_on === null && after.actual_on !== null) return { type: 'land' };
  const { gate_origin: gate, baggage_claim: belt, scheduled_out, estimated_out } = after;
  if (gate !== null && gate !== before.gate_origin) return { type: 'gate', gate };
  if (belt !== null && belt !== before.baggage_claim) return { type: 'belt', belt };
  if (estimated_out === null || scheduled_out === null || estimated_out === before.estimated_out)
    return null;
  const minutes = Math.round(between(scheduled_out, estimated_out) / minute);
  return minutes < 0 ? { type: 'earlier', minutes: -minutes } : { type: 'delay', minutes };
};

/** What happens to a flight by its plan up to an instant, in the words of a story. */
export const eventsUntil = (plan: FlightPlan, until: Instant): readonly StoryEvent[] =>
  recordChanges(plan, '', until).flatMap(({ at, before, after, left }) => {
    const airport = left && after.destination?.code_iata;
    const item: StoryItem | null = airport
      ? { type: 'divert', airport }
      : itemBetween(before, after);
    return item ? [{ ...item, at, told: false }] : [];
  });

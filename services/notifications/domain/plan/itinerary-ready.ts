import { day, plus } from '#shared/domain/instant.ts';
import { quietEnd } from '#shared/domain/quiet-hours.ts';
import { itineraryReadyDraft } from '../messages/itinerary-ready.ts';
import { holdOf } from './hold.ts';
import { heldPart, type PlanPart } from './part.ts';
import { decidedMessages, departureOf, isDisruptionTold, type View } from './view.ts';

/** Word of an itinerary is useful until this long after the departure. */
const usefulMs = 3 * day;

/**
 * Word that an itinerary can be looked at. It waits for the morning where the traveller is; nobody
 * hears it in the air, or whose flight does not bring them there.
 */
export const itineraryReady = (view: View): PlanPart => {
  const { context, state, settings, now } = view;
  const version = state.itinerary;
  const phase = state.facts?.phase ?? 'scheduled';
  if (
    version === null ||
    isDisruptionTold(view) ||
    (phase !== 'scheduled' && phase !== 'landed') ||
    decidedMessages(view, 'itinerary_ready').some(
      ({ told }) =>
        (told.stay === undefined || told.stay === state.itineraryStay) &&
        (told.itinerary ?? 0) >= version,
    )
  )
    return {};
  const zone = phase === 'landed' ? context.trip.destinationZone : context.trip.originZone;
  const quietEndsAt = quietEnd(now, zone, settings.quiet_hours);
  const hold = holdOf(view, 'itinerary_ready', quietEndsAt > now ? quietEndsAt : null);
  if (hold) return heldPart('itinerary_ready', hold.rule, hold.until);
  const expiresAt = plus(departureOf(view), usefulMs);
  return { draft: itineraryReadyDraft(version, state.itineraryStay, state.leg, expiresAt) };
};

import type { Instant } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import type { JourneyDesk, JourneyNotes } from '#shared/ports/journey-desk.ts';
import { type JourneyIssue, metadataIssues } from './domain/journey-booking.ts';
import type { JourneyEdit } from './domain/journey-input.ts';
import { mergePatch } from './domain/trip-edit.ts';

/** The outcome of editing a journey; nothing is written unless it is `edited`. */
export type ChangeJourneyResult =
  | { readonly kind: 'edited' | 'unchanged'; readonly journey: Journey }
  | { readonly kind: 'refused'; readonly problems: readonly JourneyIssue[] }
  | { readonly kind: 'not-found' | 'stale' };

const merged = (journey: Journey, edit: JourneyEdit): JourneyNotes => ({
  title: edit.title === undefined ? journey.title : edit.title,
  owner: edit.owner === undefined ? journey.owner : edit.owner,
  group: edit.group === undefined ? journey.group : edit.group,
  notes: edit.notes === undefined ? journey.notes : edit.notes,
  metadata: edit.metadata ? mergePatch(journey.metadata, edit.metadata) : journey.metadata,
});

/** How often an edit is merged again after somebody else's; more conflicts hint at a fault. */
const maxAttempts = 5;

/**
 * Edits what is said of a journey. After a concurrent edit it is merged again, unless `revision`
 * names the revision it was made against: then the outcome is `stale`.
 */
export const changeJourney = async (
  desk: Pick<JourneyDesk, 'journey' | 'editJourney'>,
  target: { readonly agencyId: string; readonly journeyId: string },
  edit: JourneyEdit,
  options: { readonly now: Instant; readonly revision: number | null },
): Promise<ChangeJourneyResult> => {
  const { agencyId, journeyId } = target;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const journey = await desk.journey(agencyId, journeyId);
    if (!journey) return { kind: 'not-found' };
    const { revision } = journey;
    if (options.revision !== null && options.revision !== revision) return { kind: 'stale' };
    const set = merged(journey, edit);
    const problems = metadataIssues(set.metadata);
    if (problems.length > 0) return { kind: 'refused', problems };
    const result = await desk.editJourney({ ...target, revision, set, now: options.now });
    if (result.kind !== 'stale') return result;
  }
  return { kind: 'stale' };
};

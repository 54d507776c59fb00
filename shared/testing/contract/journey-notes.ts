import type { EditedNotes } from '#shared/ports/journey-desk.ts';

/** What the agency notes of a journey that is of a group, and nothing else. */
export const ofGroup = (group: string): EditedNotes => ({
  title: null,
  owner: null,
  group,
  notes: null,
  metadata: {},
  keeperId: null,
});

import type { FiledDocument } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Tables } from './tables.ts';
import { closeTask } from './tasks.ts';

/** Documents of a trip, oldest first. */
export const documentsOf = (tables: Tables, tripId: string): readonly FiledDocument[] =>
  [...tables.documents.values()]
    .filter((row) => row.tripId === tripId)
    .sort((a, b) => (`${a.uploadedAt}${a.id}` < `${b.uploadedAt}${b.id}` ? -1 : 1));

/** Files a document under a trip of that agency; the same id again changes nothing. Null: no such trip. */
export const fileDocument = (
  tables: Tables,
  agencyId: string | null,
  document: FiledDocument,
  now: Instant,
): FiledDocument | null => {
  const there = tables.documents.get(document.id);
  if (tables.trips.get(document.tripId)?.agencyId !== agencyId) return null;
  if (there) return there;
  tables.documents.set(document.id, document);
  const missing = tables
    .tasksOfTrip(document.tripId)
    .find((task) => task.kind === 'missing_document' && task.state !== 'done');
  const types = missing?.facts['types'];
  if (!missing || !Array.isArray(types) || !types.includes(document.type)) return document;
  const left = types.filter((type) => type !== document.type);
  tables.putTask({ ...missing, facts: { ...missing.facts, types: left }, updatedAt: now });
  if (left.length === 0)
    closeTask(tables, document.tripId, 'missing_document', 'document_filed', now);
  return document;
};

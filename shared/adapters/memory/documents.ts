import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { FiledDocument } from '#shared/domain/document.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { Tables } from './tables.ts';
import { rootEnvelope } from './takeover.ts';
import { closeTask } from './tasks.ts';

/** Documents of a trip, oldest first. */
export const documentsOf = (tables: Tables, tripId: string): readonly FiledDocument[] =>
  [...tables.documents.values()]
    .filter((row) => row.tripId === tripId)
    .sort((a, b) => (`${a.uploadedAt}${a.id}` < `${b.uploadedAt}${b.id}` ? -1 : 1));

/**
 * Files a document under a trip of the agency; the same id again changes nothing. Null: no such
 * trip.
 */
export const fileDocument = (
  tables: Tables,
  agencyId: string | null,
  document: FiledDocument,
  now: Instant,
): FiledDocument | null => {
  const filed = tables.documents.get(document.id);
  if (tables.trips.get(document.tripId)?.agencyId !== agencyId) return null;
  if (filed) return filed;
  tables.documents.set(document.id, document);
  const task = tables
    .tasksOfTrip(document.tripId)
    .find((task) => task.kind === 'missing_document' && task.state !== 'done');
  const types = task?.facts['types'];
  if (!task || !Array.isArray(types) || !types.includes(document.type)) return document;
  const missingTypes = types.filter((type) => type !== document.type);
  tables.putTask({ ...task, facts: { ...task.facts, types: missingTypes }, updatedAt: now });
  const { conversationId } = task.facts;
  if (typeof conversationId === 'string' && document.uploadedByType !== 'client') {
    const event: EventOf<'PromisedDocumentFiled'> = {
      ...rootEnvelope(task.agencyId, uuidV5('PromisedDocumentFiled', document.id), now),
      tripId: document.tripId,
      type: 'PromisedDocumentFiled',
      data: { conversationId, documentId: document.id },
    };
    tables.emit(event);
  }
  if (missingTypes.length === 0)
    closeTask(tables, document.tripId, 'missing_document', 'document_filed', now);
  return document;
};

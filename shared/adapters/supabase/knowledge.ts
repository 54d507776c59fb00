import { z } from 'zod';
import {
  KnowledgeEntry,
  type KnowledgeInput,
  knowledgeIdentity,
  knowledgeSearchText,
} from '#shared/domain/knowledge.ts';
import { foldedName } from '#shared/domain/place.ts';
import type { Knowledge } from '#shared/ports/knowledge.ts';
import type { Rpc } from './rpc.ts';

const Replaced = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('written'), entry: KnowledgeEntry }),
  z.object({ kind: z.literal('duplicate'), entryId: z.uuid() }),
  z.object({ kind: z.literal('not-found') }),
]);
const Entries = z.array(KnowledgeEntry);
const Candidates = z.array(z.object({ entry: KnowledgeEntry, similarity: z.number().nullable() }));

const key = (text: string | null): string | null => (text === null ? null : foldedName(text));

/** An entry with its keys for comparison, so that the database compares as this code does. */
const row = (entry: KnowledgeInput) => ({
  ...entry,
  destinationKey: key(entry.destination),
  hotelKey: key(entry.hotel),
  identity: knowledgeIdentity(entry),
  searchText: knowledgeSearchText(entry),
});

/** `Knowledge` by functions of the data API. */
export const createKnowledge = (rpc: Rpc, randomId: () => string): Knowledge => ({
  addAll: async (agencyId, inputs) => {
    if (inputs.length === 0) return [];
    const entries = inputs.map((input) => ({ ...input, id: randomId() }));
    const ids = await rpc(
      'add_knowledge',
      { entries: entries.map((entry) => ({ ...row(entry), id: entry.id })) },
      agencyId,
      z.array(z.uuid()).length(entries.length),
    );
    return entries.map((entry, index) => {
      const entryId = ids[index] ?? entry.id;
      return entryId === entry.id ? { kind: 'written', entry } : { kind: 'duplicate', entryId };
    });
  },
  replace: (agencyId, entryId, entry) =>
    rpc('replace_knowledge', { entry_id: entryId, entry: row(entry) }, agencyId, Replaced),
  remove: (agencyId, entryId) =>
    rpc('remove_knowledge', { entry_id: entryId }, agencyId, z.boolean()),
  entry: (agencyId, entryId) =>
    rpc('get_knowledge', { entry_id: entryId }, agencyId, KnowledgeEntry.nullable()),
  list: (agencyId, { after, limit }) =>
    rpc('list_knowledge', { filter: { after: after ?? null, limit } }, agencyId, Entries),
  search: ({ agencyId, airline, destinations, hotel, terms, embedding, limit }) =>
    rpc(
      'search_knowledge',
      {
        request: {
          airline,
          destinationKeys: destinations.map(foldedName),
          hotelKey: key(hotel),
          terms: terms.map(({ beginnings }) => beginnings),
          embedding,
          limit,
        },
      },
      agencyId,
      Candidates,
    ),
  withoutEmbedding: (agencyId, limit) =>
    rpc('knowledge_without_embedding', { at_most: limit }, agencyId, Entries.nullable()),
  putEmbeddings: async (agencyId, embeddings) => {
    if (embeddings.length > 0)
      await rpc('put_knowledge_embeddings', { embeddings }, agencyId, z.unknown());
  },
});

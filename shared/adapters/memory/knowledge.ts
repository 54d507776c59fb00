import {
  type KnowledgeEntry,
  knowledgeIdentity,
  knowledgeSearchText,
} from '#shared/domain/knowledge.ts';
import { foldedName } from '#shared/domain/place.ts';
import type { Term } from '#shared/domain/topic-terms.ts';
import type { Knowledge, KnowledgeFor } from '#shared/ports/knowledge.ts';
import type { Tables } from './tables.ts';

const holdsFor = (entry: KnowledgeEntry, { airline, destinations, hotel }: KnowledgeFor) =>
  (entry.airline === null || entry.airline === airline) &&
  (entry.destination === null ||
    destinations.map(foldedName).includes(foldedName(entry.destination))) &&
  (entry.hotel === null || ` ${foldedName(hotel ?? '')} `.includes(` ${foldedName(entry.hotel)} `));

const hitsIn = (entry: KnowledgeEntry, terms: readonly Term[]): number => {
  const words = knowledgeSearchText(entry).split(' ');
  return terms.filter(({ beginnings }) =>
    beginnings.some((beginning) => words.some((word) => word.startsWith(beginning))),
  ).length;
};

const byQuestion = (a: KnowledgeEntry, b: KnowledgeEntry): number =>
  `${a.question}\u0000${a.id}` < `${b.question}\u0000${b.id}` ? -1 : 1;

/** `Knowledge` over the tables, without vectors, like a database that has none. */
export const memoryKnowledge = (tables: Tables): Knowledge => {
  const entriesOf = (agencyId: string): KnowledgeEntry[] =>
    [...tables.knowledge.values()].flatMap((row) => (row.agencyId === agencyId ? [row.entry] : []));
  const own = (agencyId: string, entryId: string): KnowledgeEntry | null => {
    const row = tables.knowledge.get(entryId);
    return row?.agencyId === agencyId ? row.entry : null;
  };
  const put = (agencyId: string, entry: KnowledgeEntry) => {
    const twin = entriesOf(agencyId).find(
      (other) => other.id !== entry.id && knowledgeIdentity(other) === knowledgeIdentity(entry),
    );
    if (twin) return { kind: 'duplicate' as const, entryId: twin.id };
    tables.knowledge.set(entry.id, { agencyId, entry });
    return { kind: 'written' as const, entry };
  };
  return {
    addAll: async (agencyId, entries) =>
      entries.map((entry) => put(agencyId, { ...entry, id: tables.ids.random() })),
    replace: async (agencyId, entryId, entry) =>
      own(agencyId, entryId) ? put(agencyId, { ...entry, id: entryId }) : { kind: 'not-found' },
    remove: async (agencyId, entryId) =>
      own(agencyId, entryId) !== null && tables.knowledge.delete(entryId),
    entry: async (agencyId, entryId) => own(agencyId, entryId),
    list: async (agencyId, { after, limit }) => {
      const last = after === undefined ? null : own(agencyId, after);
      return entriesOf(agencyId)
        .filter((entry) => last === null || (entry.id !== last.id && byQuestion(last, entry) < 0))
        .sort(byQuestion)
        .slice(0, limit);
    },
    search: async ({ agencyId, terms, limit, ...traveller }) =>
      entriesOf(agencyId)
        .filter((entry) => holdsFor(entry, traveller))
        .map((entry) => ({ entry, hits: hitsIn(entry, terms) }))
        .filter(({ hits }) => hits > 0)
        .sort((a, b) => b.hits - a.hits || (a.entry.id < b.entry.id ? -1 : 1))
        .slice(0, limit)
        .map(({ entry }) => ({ entry, similarity: null })),
    withoutEmbedding: async () => null,
    putEmbeddings: async () => {},
  };
};

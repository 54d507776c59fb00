import type { Instant } from './domain/instant.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { Counts, PersonalData } from './ports/personal-data.ts';

/** Removes the files whose rows are gone. A file that cannot be removed stays on the list. */
export const removeFiles = async (
  data: Pick<PersonalData, 'filesToRemove' | 'filesRemoved'>,
  documents: Pick<DocumentStore, 'remove'>,
  agencyId: string,
): Promise<number> => {
  let count = 0;
  for (;;) {
    const paths = await data.filesToRemove(agencyId);
    if (paths.length === 0) return count;
    for (const path of paths) await documents.remove(path);
    await data.filesRemoved(agencyId, paths);
    count += paths.length;
  }
};

/** Adds what a batch ended to what the ones before did. */
const added = (a: Counts, b: Counts): Counts =>
  Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .map((kind) => [kind, (a[kind] ?? 0) + (b[kind] ?? 0)] as const)
      .sort(([x], [y]) => (x < y ? -1 : 1)),
  );
const isEmpty = (counts: Counts): boolean => Object.values(counts).every((count) => count === 0);

/**
 * Ends what is past the retention of each agency, rows first and then files, in batches; answers
 * the counts of all. Ends early, and goes on at the next run, where `mayGoOn` says no.
 */
export const endPersonalData = async (
  {
    data,
    documents,
  }: { readonly data: PersonalData; readonly documents: Pick<DocumentStore, 'remove'> },
  options: {
    readonly mostMonths: number;
    readonly now: Instant;
    readonly mayGoOn: () => boolean;
  },
): Promise<Counts> => {
  let total: Counts = {};
  for (const agencyId of await data.agencies()) {
    while (options.mayGoOn()) {
      const counts = await data.purgeAgency(agencyId, options);
      total = added(total, counts);
      if (isEmpty(counts)) break;
    }
    if (!options.mayGoOn()) return total;
    total = added(total, { files: await removeFiles(data, documents, agencyId) });
  }
  return total;
};

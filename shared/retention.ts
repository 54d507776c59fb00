import type { Instant } from './domain/instant.ts';
import type { DocumentStore } from './ports/document-store.ts';
import type { Counts, PersonalData } from './ports/personal-data.ts';

/** Removes rows that are older than what their table keeps. */
export interface RetentionJob {
  /** Removes a batch; answers the counts by table. Repeated while it counts anything. */
  purge(now: Instant): Promise<Counts>;
}

/** What the retention job works on. */
export interface RetentionDependencies {
  readonly store: RetentionJob & PersonalData;
  readonly documents: Pick<DocumentStore, 'remove'>;
}

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

/** Counts as a line of the log says them. */
export const countsInWords = (counts: Counts): string[] =>
  Object.entries(counts).map(([kind, count]) => `${kind} ${count}`);

/** Repeats a batch while it counts anything and there is time; adds what it counted. */
const whole = async (
  total: Map<string, number>,
  mayGoOn: () => boolean,
  batch: () => Promise<Counts>,
): Promise<void> => {
  while (mayGoOn()) {
    const counts = Object.entries(await batch()).filter(([, count]) => count > 0);
    if (counts.length === 0) return;
    for (const [kind, count] of counts) total.set(kind, (total.get(kind) ?? 0) + count);
  }
};

/**
 * Ends what is over: rows older than their table keeps, and what is personal past the retention
 * of each agency, at most `mostMonths`, its files last. In batches; answers the counts of what went,
 * by kind. Where `mayGoOn` says no it ends early, and the next run goes on.
 */
export const endWhatIsOver = async (
  { store, documents }: RetentionDependencies,
  options: {
    readonly mostMonths: number;
    readonly now: Instant;
    readonly mayGoOn?: () => boolean;
  },
): Promise<Counts> => {
  const mayGoOn = options.mayGoOn ?? (() => true);
  const total = new Map<string, number>();
  await whole(total, mayGoOn, () => store.purge(options.now));
  for (const agencyId of await store.agencies()) {
    await whole(total, mayGoOn, () => store.purgeAgency(agencyId, options));
    await whole(total, mayGoOn, async () => ({
      files: await removeFiles(store, documents, agencyId),
    }));
  }
  return Object.fromEntries([...total].sort(([a], [b]) => (a < b ? -1 : 1)));
};

import { actingAs } from '#shared/acting.ts';
import { plus } from '#shared/domain/instant.ts';
import { applyJourney } from './apply-import.ts';
import { leaseMs, readImport } from './read-import.ts';
import { type UndoingStores, undoJourney } from './undo-import.ts';

/** Journeys that are taken up in one call. */
const journeysAtOnce = 25;
/** Journeys that are written at the same time: each waits for the database most of the time. */
const writtenAtOnce = 5;

/** `more`: time ran out, and the rest was asked for; `busy`: somebody else works on it. */
export type ImportWorkOutcome = 'done' | 'more' | 'busy';

/** Works on one import. */
export type WorkOnImport = (request: {
  readonly agencyId: string;
  readonly importId: string;
  /** Names this try. */
  readonly worker: string;
  readonly hasTime: () => boolean;
}) => Promise<ImportWorkOutcome>;

/**
 * Does what there is to do on an import, as long as there is time: reads it, applies it or takes it
 * back. A worker that ends in the middle is followed by another once its lease is over.
 * @throws BauhausError when the database does not answer: the work is to be asked for again.
 */
export const createImportWork =
  (stores: UndoingStores): WorkOnImport =>
  async ({ agencyId, importId: id, worker, hasTime }) => {
    const { imports, clock, agencyDesk } = stores;
    const now = clock.now();
    const claimed = await imports.claim({
      agencyId,
      id,
      worker,
      until: plus(now, leaseMs),
      now,
    });
    if (claimed === 'busy') return 'busy';
    if (claimed === null) return 'done';
    return actingAs({ actor: claimed.actor, requestId: worker, at: now }, async () => {
      const by = claimed.actor.name ?? 'import';
      const { state } = claimed.import;
      if (state === 'reading') {
        await readImport(stores, agencyId, claimed, worker);
        await imports.release({ agencyId, id, worker, isMore: false, now: clock.now() });
        return 'done';
      }
      const { zone } = await agencyDesk.agencyProfile(agencyId);
      const applying = { agencyId, by, worker, import: claimed.import, zone };
      const isApplying = state === 'applying';
      for (;;) {
        const batch = await imports.work(agencyId, id, {
          states: isApplying ? ['waiting', 'begun'] : ['applied', 'begun'],
          limit: journeysAtOnce,
        });
        if (batch.length === 0) break;
        for (let start = 0; start < batch.length; start += writtenAtOnce) {
          if (!hasTime()) {
            await imports.release({ agencyId, id, worker, isMore: true, now: clock.now() });
            return 'more';
          }
          const one = isApplying ? applyJourney : undoJourney;
          const written = await Promise.allSettled(
            batch.slice(start, start + writtenAtOnce).map((work) => one(stores, applying, work)),
          );
          for (const result of written) if (result.status === 'rejected') throw result.reason;
        }
      }
      await imports.finish({ agencyId, id, worker, now: clock.now() });
      return 'done';
    });
  };

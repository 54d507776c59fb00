import type { SupabaseStore } from '#shared/adapters/supabase/store.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { createImportWork } from './import-work.ts';
import type { UndoingStores } from './undo-import.ts';

/** A function of AWS has a minute; what is not done by then is asked for again. */
const workMs = 40_000;

/** The stores of work on imports, which one store is. */
export const importStores = (store: SupabaseStore): Omit<UndoingStores, 'clock' | 'flights'> => ({
  imports: store.imports,
  agencyDesk: store,
  desk: store,
  journeys: store,
  contacts: store,
});

/**
 * Goes on with an imported file where an earlier try stopped, as long as there is time. `false`:
 * somebody else has it; the event is to be delivered again a little later.
 * @throws BauhausError when the database does not answer: the event is to be delivered again.
 */
export const createImportIntake = (
  deps: Omit<UndoingStores, 'clock'> & { readonly clock: Clock },
): ((event: EventOf<'ImportWorkRequested'>) => Promise<boolean>) => {
  const workOn = createImportWork(deps);
  return async ({ id, agencyId, data: { importId } }) => {
    if (agencyId === null) return true;
    const end = performance.now() + workMs;
    const outcome = await workOn({
      agencyId,
      importId,
      worker: id,
      hasTime: () => performance.now() < end,
    });
    return outcome !== 'busy';
  };
};

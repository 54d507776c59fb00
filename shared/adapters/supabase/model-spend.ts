import { z } from 'zod';
import { modelBudgetMicros, PlatformCeilings } from '#shared/domain/settings.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import type { Rpc } from './rpc.ts';

const Budget = z.object({
  spentMicros: z.number(),
  settings: z.record(z.string(), z.unknown()),
  ceilings: PlatformCeilings.nullable(),
});

/** `ModelSpend` by functions of the data API. */
export const createModelSpend = (rpc: Rpc): ModelSpend => ({
  budget: async (agencyId, now) => {
    const { spentMicros, settings, ceilings } = await rpc(
      'model_budget',
      { at: now },
      agencyId,
      Budget,
    );
    return { spentMicros, budgetMicros: modelBudgetMicros(settings, ceilings) };
  },
  record: async ({ agencyId, ...entry }) => {
    await rpc('record_model_call', { entry }, agencyId, z.unknown());
  },
});

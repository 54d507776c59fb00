import { modelBudgetMicros } from '#shared/domain/settings.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import type { Tables } from './tables.ts';

/** `ModelSpend` over the tables. */
export const memoryModelSpend = (tables: Tables): ModelSpend => ({
  budget: async (agencyId, now) => ({
    spentMicros: tables.modelSpend.get(`${agencyId}|${now.slice(0, 7)}`) ?? 0,
    budgetMicros: modelBudgetMicros(tables.agencies.get(agencyId)?.settings ?? {}, tables.ceilings),
  }),
  record: async ({ agencyId, usage, now }) => {
    const key = `${agencyId}|${now.slice(0, 7)}`;
    tables.modelSpend.set(key, (tables.modelSpend.get(key) ?? 0) + usage.costMicros);
  },
});

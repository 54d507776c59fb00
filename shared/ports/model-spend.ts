import type { Instant } from '#shared/domain/instant.ts';
import type { ModelPurpose, ModelUsage } from './language-model.ts';

/**
 * What an agency may spend on the language model in a calendar month (UTC), and what it has spent.
 */
export interface ModelBudget {
  readonly spentMicros: number;
  readonly budgetMicros: number;
}

/**
 * The accounts of the language model, per agency and month.
 * @example
 * const { spentMicros, budgetMicros } = await spend.budget(agencyId, now);
 * if (spentMicros < budgetMicros) await askModel();
 */
export interface ModelSpend {
  budget(agencyId: string, now: Instant): Promise<ModelBudget>;
  /** Adds one call to the accounts. */
  record(entry: {
    readonly agencyId: string;
    readonly purpose: ModelPurpose;
    readonly usage: ModelUsage;
    readonly failed: boolean;
    readonly now: Instant;
  }): Promise<void>;
}

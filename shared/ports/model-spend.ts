import type { Instant } from '#shared/domain/instant.ts';
import type { ModelPurpose, ModelUsage } from './language-model.ts';

/** An agency's budget for the language model and its spend, in a calendar month (UTC). */
export interface ModelBudget {
  /** Millionths of a US dollar. */
  readonly spentMicros: number;
  /** Millionths of a US dollar. */
  readonly budgetMicros: number;
}

/**
 * Records what agencies spend on the language model.
 * @example
 * const { spentMicros, budgetMicros } = await spend.budget(agencyId, now);
 * if (spentMicros < budgetMicros) await askModel();
 */
export interface ModelSpend {
  /** The budget and the spend of the month of `now`. */
  budget(agencyId: string, now: Instant): Promise<ModelBudget>;
  /** Adds the cost of one call. */
  record(entry: {
    readonly agencyId: string;
    readonly purpose: ModelPurpose;
    readonly usage: ModelUsage;
    readonly failed: boolean;
    readonly now: Instant;
  }): Promise<void>;
}

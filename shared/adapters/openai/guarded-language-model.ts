import { epoch, type Instant, plus, second } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import {
  type Completion,
  type LanguageModel,
  LanguageModelFailure,
  type ModelPurpose,
  type ModelUsage,
} from '#shared/ports/language-model.ts';
import type { Log } from '#shared/ports/log.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';

const failuresToOpen = 5;
const openForMs = 30 * second;
const nothingUsed: ModelUsage = { model: 'none', inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costMicros: 0 };

/**
 * After five failures in a row the service is left alone for half a minute; then one call may try, and decides how it goes on.
 * Of this process alone: what it knows is worth half a minute, not a row in the database.
 */
export const createBreaker = (clock: Clock) => {
  let failures = 0;
  let openUntil: Instant | null = null;
  return {
    mayCall: (): boolean => {
      if (openUntil === null) return true;
      if (epoch(clock.now()) < epoch(openUntil)) return false;
      openUntil = plus(clock.now(), openForMs); // only this one tries
      return true;
    },
    report: (isUp: boolean): void => {
      failures = isUp ? 0 : failures + 1;
      openUntil = failures >= failuresToOpen ? plus(clock.now(), openForMs) : null;
    },
  };
};
export type Breaker = ReturnType<typeof createBreaker>;

/** The accounts and the breaker around one call of the service; the same for words, voices and meanings. */
export interface ModelGuard {
  run<T>(agencyId: string, purpose: ModelPurpose, call: () => Promise<Completion<T>>): Promise<Completion<T>>;
}

export const createModelGuard = (deps: { readonly spend: ModelSpend; readonly clock: Clock; readonly log: Log }): ModelGuard => {
  const { spend, clock, log } = deps;
  const breaker = createBreaker(clock);
  const refuse = (reason: 'budget' | 'unavailable', message: string): Completion<never> => ({
    ok: false,
    error: new LanguageModelFailure(reason, message),
    usage: nothingUsed,
  });
  return {
    run: async (agencyId, purpose, call) => {
      const budget = await spend.budget(agencyId, clock.now()).catch(() => null);
      if (!budget) return refuse('unavailable', 'the accounts do not answer');
      if (budget.spentMicros >= budget.budgetMicros) return refuse('budget', 'spent for this month');
      if (!breaker.mayCall()) return refuse('unavailable', 'the service is left alone for a moment');
      const completion = await call();
      breaker.report(completion.ok || !completion.error.retryable);
      if (!completion.ok) log.warn('the language model failed', { type: purpose, error: completion.error.reason });
      await spend
        .record({ agencyId, purpose, usage: completion.usage, failed: !completion.ok, now: clock.now() })
        .catch(() => log.error('a call of the language model is missing from the accounts', { type: purpose }));
      return completion;
    },
  };
};

/** A language model that keeps to each agency's monthly budget, writes down what it cost, and leaves a service alone that is down. */
export const createGuardedLanguageModel = (model: LanguageModel, guard: ModelGuard): LanguageModel => ({
  complete: (request) => guard.run(request.agencyId, request.purpose, () => model.complete(request)),
  transcribe: (request) => guard.run(request.agencyId, 'transcription', () => model.transcribe(request)),
});

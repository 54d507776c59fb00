import { allowedMs, reserves } from '#shared/deadline.ts';
import type { Breaker } from '#shared/ports/circuit-breakers.ts';
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

const noUsage: ModelUsage = {
  model: 'none',
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costMicros: 0,
};

/**
 * Budget, accounting and circuit breaker around a call of the service; the same for completions,
 * transcriptions and embeddings.
 */
export interface ModelGuard {
  run<T>(
    agencyId: string,
    purpose: ModelPurpose,
    call: () => Promise<Completion<T>>,
  ): Promise<Completion<T>>;
}

/** Dependencies of `createModelGuard`; the breaker is shared by all workers. */
export interface ModelGuardDependencies {
  readonly spend: ModelSpend;
  readonly breaker: Breaker;
  readonly clock: Clock;
  readonly log: Log;
}

const isTimeLeft = (): boolean => allowedMs(1, reserves.fallback) > 0;

/**
 * Creates the guard. A call that is refused or fails is a completion with `ok: false`, never
 * thrown.
 */
export const createModelGuard = ({
  spend,
  breaker,
  clock,
  log,
}: ModelGuardDependencies): ModelGuard => {
  const refuse = (reason: 'budget' | 'unavailable', message: string): Completion<never> => ({
    ok: false,
    error: new LanguageModelFailure(reason, message),
    usage: noUsage,
  });
  return {
    run: async (agencyId, purpose, call) => {
      if (!isTimeLeft()) return refuse('unavailable', 'no time is left');
      const budget = await spend.budget(agencyId, clock.now()).catch(() => null);
      if (!budget) return refuse('unavailable', 'the accounts do not answer');
      if (budget.spentMicros >= budget.budgetMicros)
        return refuse('budget', 'spent for this month');
      // The SDK has retried already: a 429 that remains counts as an outage, like any other
      // failure.
      const guarded = await breaker.run(call, (completion) => {
        if (completion.ok || !completion.error.retryable) return 'up';
        // A call cut off by the turn's deadline says nothing about the service.
        return isTimeLeft() ? 'down' : 'unclear';
      });
      if (guarded.kind === 'circuit-open') return refuse('unavailable', 'the circuit is open');
      const completion = guarded.answer;
      if (!completion.ok)
        log.warn('the language model failed', { type: purpose, error: completion.error.reason });
      await spend
        .record({
          agencyId,
          purpose,
          usage: completion.usage,
          failed: !completion.ok,
          now: clock.now(),
        })
        .catch(() =>
          log.error('a call of the language model is missing from the accounts', { type: purpose }),
        );
      return completion;
    },
  };
};

/**
 * A language model that keeps to each agency's monthly budget, records its cost, and makes no calls
 * while the circuit is open.
 */
export const createGuardedLanguageModel = (
  model: LanguageModel,
  guard: ModelGuard,
): LanguageModel => ({
  complete: (request) =>
    guard.run(request.agencyId, request.purpose, () => model.complete(request)),
  transcribe: (request) =>
    guard.run(request.agencyId, 'transcription', () => model.transcribe(request)),
});

import type { LanguageModelConfiguration } from '#shared/config.ts';
import type { Breaker } from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Embedder } from '#shared/ports/embedder.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import type { Log } from '#shared/ports/log.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import { createGuardedLanguageModel, createModelGuard } from './guarded-language-model.ts';
import { createOpenAiEmbedder } from './openai-embedder.ts';
import { createOpenAiLanguageModel } from './openai-language-model.ts';

/** What a process has of a language model; nothing where none is configured. */
export interface OpenedLanguageModel {
  readonly model: LanguageModel | null;
  readonly embedder: Embedder | null;
}

/** The configured language model with its accounts and its breaker around it, for a composition root. */
export const openLanguageModel = (deps: {
  readonly configuration: LanguageModelConfiguration | null;
  readonly spend: ModelSpend;
  readonly breaker: Breaker;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: typeof globalThis.fetch;
}): OpenedLanguageModel => {
  const { configuration, fetch } = deps;
  if (!configuration) return { model: null, embedder: null };
  const options = { ...configuration, ...(fetch && { fetch }) };
  const guard = createModelGuard(deps);
  return {
    model: createGuardedLanguageModel(createOpenAiLanguageModel(options), guard),
    embedder: createOpenAiEmbedder(options, guard),
  };
};

import {
  createGuardedLanguageModel,
  createModelGuard,
} from '#shared/adapters/openai/guarded-language-model.ts';
import { createOpenAiEmbedder } from '#shared/adapters/openai/openai-embedder.ts';
import { createOpenAiLanguageModel } from '#shared/adapters/openai/openai-language-model.ts';
import type { Embedder } from '#shared/ports/embedder.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import type { Access } from './access.ts';
import type { Platform } from './platform.ts';

/**
 * The language model and embeddings: each call is checked against the agency's budget, stopped by
 * an open circuit, and recorded. Nulls where no model is configured.
 */
export const composeLanguageModel = (
  platform: Pick<Platform, 'clock' | 'log' | 'breakers'> & {
    readonly access: Pick<Access, 'languageModel'>;
    readonly store: { readonly modelSpend: ModelSpend };
  },
  fetch?: typeof globalThis.fetch,
): { readonly model: LanguageModel | null; readonly embedder: Embedder | null } => {
  const { access, clock, log, breakers, store } = platform;
  if (!access.languageModel) return { model: null, embedder: null };
  const options = { ...access.languageModel, ...(fetch && { fetch }) };
  const guard = createModelGuard({
    spend: store.modelSpend,
    breaker: breakers.of('openai'),
    clock,
    log,
  });
  return {
    model: createGuardedLanguageModel(createOpenAiLanguageModel(options), guard),
    embedder: createOpenAiEmbedder(options, guard),
  };
};

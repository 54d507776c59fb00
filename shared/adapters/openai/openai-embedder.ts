import { z } from 'zod';
import { allowedMs, reserves } from '#shared/deadline.ts';
import { type Embedder, embeddingLength } from '#shared/ports/embedder.ts';
import {
  type Completion,
  defaultModelTimeoutMs,
  LanguageModelFailure,
} from '#shared/ports/language-model.ts';
import { createOpenAiClient, type OpenAiOptions } from './client.ts';
import { failureOf } from './failures.ts';
import type { ModelGuard } from './guarded-language-model.ts';
import { noTokens, usageOf } from './reply.ts';

const Answer = z.looseObject({
  data: z.array(
    z.looseObject({ index: z.int(), embedding: z.array(z.number()).length(embeddingLength) }),
  ),
  usage: z.looseObject({ prompt_tokens: z.number() }).nullish(),
});

/**
 * Embeddings from OpenAI's API, or from any compatible server with vectors of `embeddingLength`.
 */
export const createOpenAiEmbedder = (options: OpenAiOptions, guard: ModelGuard): Embedder => {
  const client = createOpenAiClient(options);
  const model = options.embeddingModel;
  const requestEmbeddings = async (
    texts: readonly string[],
  ): Promise<Completion<readonly (readonly number[])[]>> => {
    try {
      const raw = await client.embeddings.create(
        { model, input: [...texts], dimensions: embeddingLength, encoding_format: 'float' },
        {
          timeout: defaultModelTimeoutMs,
          signal: AbortSignal.timeout(allowedMs(2 * defaultModelTimeoutMs, reserves.fallback)),
        },
      );
      const parsed = Answer.safeParse(raw);
      const usage = usageOf(
        model,
        { ...noTokens, input: parsed.data?.usage?.prompt_tokens ?? 0 },
        options.prices,
      );
      const vectors = [...(parsed.data?.data ?? [])]
        .sort((a, b) => a.index - b.index)
        .map(({ embedding }) => embedding);
      return vectors.length === texts.length
        ? { ok: true, value: vectors, toolUses: [], usage }
        : { ok: false, error: new LanguageModelFailure('invalid', 'no embeddings'), usage };
    } catch (error) {
      return {
        ok: false,
        error: failureOf(error),
        usage: usageOf(model, noTokens, options.prices),
      };
    }
  };
  return {
    embed: async ({ agencyId, texts }) => {
      if (texts.length === 0) return [];
      const completion = await guard.run(agencyId, 'embedding', () => requestEmbeddings(texts));
      return completion.ok ? completion.value : null;
    },
  };
};

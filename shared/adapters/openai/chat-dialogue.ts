import type OpenAI from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import type { CompletionRequest } from '#shared/ports/language-model.ts';
import type { OpenAiOptions } from './client.ts';
import { type Dialogue, noTokens, type Reply, type RequestedCall } from './reply.ts';

const Answer = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.looseObject({
                id: z.string(),
                function: z.looseObject({ name: z.string(), arguments: z.string() }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z
    .looseObject({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish()
    .catch(null),
});

/** Reads an answer of `POST /chat/completions`; its content is untrusted. */
const readChatCompletion = (raw: unknown): Reply => {
  const parsed = Answer.safeParse(raw);
  const choice = parsed.data?.choices[0];
  if (!parsed.success || !choice) return { kind: 'unreadable', tokens: noTokens };
  const { usage } = parsed.data;
  const tokens = usage
    ? {
        input: usage.prompt_tokens,
        cachedInput: usage.prompt_tokens_details?.cached_tokens ?? 0,
        output: usage.completion_tokens,
      }
    : noTokens;
  const { message, finish_reason: finishReason } = choice;
  if (finishReason === 'length') return { kind: 'truncated', tokens };
  if (finishReason === 'content_filter' || message.refusal) return { kind: 'refused', tokens };
  const calls = (message.tool_calls ?? []).map(
    (call): RequestedCall => ({
      id: call.id,
      name: call.function.name,
      arguments: call.function.arguments,
    }),
  );
  if (calls.length > 0) return { kind: 'calls', calls, tokens };
  return message.content
    ? { kind: 'text', text: message.content, tokens }
    : { kind: 'unreadable', tokens };
};

/** A dialogue over `POST /chat/completions`, which every compatible server has. */
export const createChatDialogue = (
  client: OpenAI,
  options: OpenAiOptions,
  request: CompletionRequest<unknown>,
): Dialogue => {
  const { instructions, input, schema, tools = [], purpose, maxOutputTokens } = request;
  const turns = typeof input === 'string' ? [{ role: 'user' as const, text: input }] : input;
  const messages: ChatCompletionMessageParam[] = [
    { role: 'system', content: instructions },
    ...turns.map(({ role, text }) => ({ role, content: text })),
  ];
  const body = (): ChatCompletionCreateParamsNonStreaming => ({
    model: options.model,
    messages: [...messages],
    response_format: zodResponseFormat(schema as z.ZodObject, purpose),
    // Compatible servers know the old name only, newer models of OpenAI only the new one.
    ...(options.baseUrl === null
      ? { max_completion_tokens: maxOutputTokens }
      : { max_tokens: maxOutputTokens }),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) =>
        zodFunction({ name, description, parameters }),
      ),
    }),
    ...(options.reasoningEffort !== null && { reasoning_effort: options.reasoningEffort }),
  });
  return {
    ask: async ({ timeoutMs, signal }) => {
      const reply = readChatCompletion(
        await client.chat.completions.create(body(), { timeout: timeoutMs, signal }),
      );
      if (reply.kind === 'calls')
        messages.push({
          role: 'assistant',
          content: null,
          tool_calls: reply.calls.map((call) => ({
            id: call.id,
            type: 'function' as const,
            function: { name: call.name, arguments: call.arguments },
          })),
        });
      return reply;
    },
    addResults: (results) => {
      messages.push(
        ...results.map(({ call, result }) => ({
          role: 'tool' as const,
          tool_call_id: call.id,
          content: result,
        })),
      );
    },
  };
};

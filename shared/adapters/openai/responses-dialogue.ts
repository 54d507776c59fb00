import type OpenAI from 'openai';
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import type {
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import type { CompletionRequest } from '#shared/ports/language-model.ts';
import type { OpenAiOptions } from './client.ts';
import { type Dialogue, noTokens, type Reply, type RequestedCall, type Tokens } from './reply.ts';

const Usage = z
  .looseObject({
    input_tokens: z.number(),
    output_tokens: z.number(),
    input_tokens_details: z.looseObject({ cached_tokens: z.number().optional() }).nullish(),
  })
  .nullish()
  .catch(null);
const Call = z.looseObject({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
const Message = z.looseObject({
  type: z.literal('message'),
  content: z.array(
    z.union([
      z.looseObject({ type: z.literal('output_text'), text: z.string() }),
      z.looseObject({ type: z.literal('refusal') }),
      z.looseObject({}),
    ]),
  ),
});
const Answer = z.looseObject({
  status: z.string().nullish(),
  incomplete_details: z.looseObject({ reason: z.string().nullish() }).nullish(),
  output: z.array(z.looseObject({ type: z.string() })),
  usage: Usage,
});

const tokensOf = (usage: z.output<typeof Usage>): Tokens =>
  usage
    ? {
        input: usage.input_tokens,
        cachedInput: usage.input_tokens_details?.cached_tokens ?? 0,
        output: usage.output_tokens,
      }
    : noTokens;

/** Reads an answer of `POST /responses`; its content is untrusted. */
const readResponse = (raw: unknown): Reply => {
  const parsed = Answer.safeParse(raw);
  if (!parsed.success) return { kind: 'unreadable', tokens: noTokens };
  const { status, incomplete_details: incomplete, output, usage } = parsed.data;
  const tokens = tokensOf(usage);
  if (status === 'failed' || status === 'cancelled') return { kind: 'failed', tokens };
  if (status === 'incomplete')
    return { kind: incomplete?.reason === 'content_filter' ? 'refused' : 'truncated', tokens };
  const calls = output.flatMap((item): RequestedCall[] => {
    const call = Call.safeParse(item);
    return call.success
      ? [{ id: call.data.call_id, name: call.data.name, arguments: call.data.arguments }]
      : [];
  });
  if (calls.length > 0) return { kind: 'calls', calls, tokens };
  const contents = output.flatMap((item) => Message.safeParse(item).data?.content ?? []);
  if (contents.some((content) => content['type'] === 'refusal')) return { kind: 'refused', tokens };
  const text = contents
    .flatMap((content) => (typeof content['text'] === 'string' ? [content['text']] : []))
    .join('');
  return text === '' ? { kind: 'unreadable', tokens } : { kind: 'text', text, tokens };
};

/**
 * A dialogue over `POST /responses`. Nothing is stored at the service, so every request contains
 * the whole conversation.
 */
export const createResponsesDialogue = (
  client: OpenAI,
  options: OpenAiOptions,
  request: CompletionRequest<unknown>,
): Dialogue => {
  const { instructions, input, schema, tools = [], purpose, maxOutputTokens } = request;
  const items: ResponseInputItem[] = (
    typeof input === 'string' ? [{ role: 'user' as const, text: input }] : input
  ).map(({ role, text }) => ({
    role,
    content: text,
  }));
  const { reasoningEffort } = options;
  const body = (): ResponseCreateParamsNonStreaming => ({
    model: options.model,
    instructions,
    input: [...items],
    // The port asks for an object schema; its type cannot say so without tying every caller to
    // zod's classes.
    text: { format: zodTextFormat(schema as z.ZodObject, purpose) },
    store: false,
    max_output_tokens: maxOutputTokens,
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) =>
        zodResponsesFunction({ name, description, parameters }),
      ),
    }),
    // Without storage a reasoning model needs its own reasoning sent back.
    ...(reasoningEffort !== null && {
      reasoning: { effort: reasoningEffort },
      include: ['reasoning.encrypted_content' as const],
    }),
  });
  return {
    ask: async ({ timeoutMs, signal }) => {
      const response = await client.responses.create(body(), { timeout: timeoutMs, signal });
      const reply = readResponse(response);
      if (reply.kind === 'calls') {
        if (reasoningEffort !== null)
          items.push(
            ...response.output.flatMap((item) => (item.type === 'reasoning' ? [item] : [])),
          );
        // Rebuilt instead of sent back: the service refuses what the SDK adds (`parsed_arguments`).
        items.push(
          ...reply.calls.map((call) => ({
            type: 'function_call' as const,
            call_id: call.id,
            name: call.name,
            arguments: call.arguments,
          })),
        );
      }
      return reply;
    },
    addResults: (results) => {
      items.push(
        ...results.map(({ call, result }) => ({
          type: 'function_call_output' as const,
          call_id: call.id,
          output: result,
        })),
      );
    },
  };
};

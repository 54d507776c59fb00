import { toFile } from 'openai';
import { z } from 'zod';
import { allowedMs, reserves } from '#shared/deadline.ts';
import { BauhausError } from '#shared/errors.ts';
import {
  type Completion,
  type CompletionRequest,
  defaultModelTimeoutMs,
  type LanguageModel,
  LanguageModelFailure,
  type ModelTool,
  maxToolRounds,
  type ToolUse,
} from '#shared/ports/language-model.ts';
import { createChatDialogue } from './chat-dialogue.ts';
import { createOpenAiClient, type OpenAiOptions } from './client.ts';
import { failureOf } from './failures.ts';
import { addTokens, noTokens, type RequestedCall, type Tokens, usageOf } from './reply.ts';
import { createResponsesDialogue } from './responses-dialogue.ts';

const maxProblemChars = 1_000;
const maxOutputChars = 20_000;

const parsedJson = (text: string): unknown => {
  // Servers that are lax about "strict" put a code fence around the JSON.
  const bare = text
    .trim()
    .replace(/^```(?:json)?/, '')
    .replace(/```$/, '');
  try {
    return JSON.parse(bare);
  } catch {
    return undefined;
  }
};

const invalid = (problem: string, output: string): LanguageModelFailure =>
  new LanguageModelFailure('invalid', 'not in the shape asked for', {
    invalid: {
      problem: problem.slice(0, maxProblemChars),
      output: output.slice(0, maxOutputChars),
    },
  });

const problemsOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');

/** Runs one tool call. Mistakes of the model are returned to it, so that it may call again. */
const runCall = async (tools: readonly ModelTool[], call: RequestedCall): Promise<unknown> => {
  const tool = tools.find(({ name }) => name === call.name);
  if (!tool) return { error: 'there is no such tool' };
  const parameters = tool.parameters.safeParse(parsedJson(call.arguments));
  return parameters.success ? tool.run(parameters.data) : { error: 'invalid arguments' };
};

/**
 * The language model behind OpenAI's API or a compatible server. Budgets and outages are handled by
 * `createGuardedLanguageModel`.
 */
export const createOpenAiLanguageModel = (options: OpenAiOptions): LanguageModel => {
  const client = createOpenAiClient(options);

  const complete = async <T>(request: CompletionRequest<T>): Promise<Completion<T>> => {
    const timeoutMs = request.timeoutMs ?? defaultModelTimeoutMs;
    const signal = AbortSignal.timeout(allowedMs(2 * timeoutMs, reserves.fallback));
    const { tools = [], schema } = request;
    const toolUses: ToolUse[] = [];
    let tokens: Tokens = noTokens;
    const fail = (error: LanguageModelFailure): Completion<T> => ({
      ok: false,
      error,
      usage: usageOf(options.model, tokens, options.prices),
    });
    try {
      const dialogue =
        options.api === 'chat'
          ? createChatDialogue(client, options, request)
          : createResponsesDialogue(client, options, request);
      for (let round = 0; ; round += 1) {
        const reply = await dialogue.ask({ timeoutMs, signal });
        tokens = addTokens(tokens, reply.tokens);
        switch (reply.kind) {
          case 'refused':
            return fail(new LanguageModelFailure('refused', 'the model would not'));
          case 'truncated':
            return fail(new LanguageModelFailure('truncated', 'longer than was allowed'));
          case 'failed':
            return fail(new LanguageModelFailure('unavailable', 'the service gave up'));
          case 'unreadable':
            return fail(invalid('no readable answer', ''));
          case 'text': {
            const value = parsedJson(reply.text);
            if (value === undefined) return fail(invalid('The answer is not JSON.', reply.text));
            const parsed = schema.safeParse(value);
            if (!parsed.success) return fail(invalid(problemsOf(parsed.error), reply.text));
            return {
              ok: true,
              value: parsed.data,
              toolUses,
              usage: usageOf(options.model, tokens, options.prices),
            };
          }
          case 'calls': {
            if (round >= maxToolRounds) return fail(invalid('too many rounds of tool calls', ''));
            const results = await Promise.all(
              reply.calls.map(async (call) => ({ call, result: await runCall(tools, call) })),
            );
            signal.throwIfAborted();
            toolUses.push(...results.map(({ call, result }) => ({ tool: call.name, result })));
            dialogue.addResults(
              results.map(({ call, result }) => ({ call, result: JSON.stringify(result ?? null) })),
            );
          }
        }
      }
    } catch (error) {
      // A tool of ours failed: not the model's fault, so the turn fails.
      if (error instanceof BauhausError) throw error;
      return fail(failureOf(error));
    }
  };

  return {
    complete,
    transcribe: async ({ audio, contentType, timeoutMs = defaultModelTimeoutMs }) => {
      const model = options.transcriptionModel;
      try {
        const extension = /^audio\/([a-z0-9]+)/.exec(contentType)?.[1] ?? 'ogg';
        const file = await toFile(audio, `voice.${extension === 'mpeg' ? 'mp3' : extension}`, {
          type: contentType,
        });
        const raw = await client.audio.transcriptions.create(
          { file, model },
          {
            timeout: timeoutMs,
            signal: AbortSignal.timeout(allowedMs(2 * timeoutMs, reserves.fallback)),
          },
        );
        const parsed = Transcription.safeParse(raw);
        const tokens = {
          input: parsed.data?.usage?.input_tokens ?? 0,
          cachedInput: 0,
          output: parsed.data?.usage?.output_tokens ?? 0,
        };
        const usage = usageOf(model, tokens, options.prices);
        return parsed.success
          ? { ok: true, value: parsed.data.text, toolUses: [], usage }
          : { ok: false, error: invalid('no readable answer', ''), usage };
      } catch (error) {
        return {
          ok: false,
          error: failureOf(error),
          usage: usageOf(model, noTokens, options.prices),
        };
      }
    },
  };
};

const Transcription = z.looseObject({
  text: z.string(),
  usage: z
    .looseObject({ input_tokens: z.number().optional(), output_tokens: z.number().optional() })
    .nullish(),
});

import {
  type Completion,
  type CompletionRequest,
  type LanguageModel,
  LanguageModelFailure,
  type ModelFailureReason,
  type ModelPurpose,
  type ModelUsage,
  type ToolUse,
  type TranscriptionRequest,
} from '#shared/ports/language-model.ts';

/** One expected call, and what the model does. */
export interface ModelStep {
  readonly purpose: ModelPurpose;
  /** Texts that the instructions and the input together must contain. */
  readonly mentions?: readonly string[];
  /** Tools that the model calls before it answers, in order; calling an absent one fails. */
  readonly calls?: readonly {
    readonly tool: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  }[];
  /**
   * `answer`: any value, checked against the schema as a real answer would be; `fail`: a failure;
   * `stall`: `unavailable` once `until` resolves.
   */
  readonly does:
    | { readonly kind: 'answer'; readonly value: unknown }
    | { readonly kind: 'fail'; readonly reason: ModelFailureReason }
    | { readonly kind: 'stall'; readonly until: Promise<void> };
  /** What an answer waits for. */
  readonly after?: Promise<void>;
}

const usage: ModelUsage = {
  model: 'scripted',
  inputTokens: 100,
  cachedInputTokens: 0,
  outputTokens: 50,
  costMicros: 250,
};
const promptOf = ({ instructions, input }: CompletionRequest<unknown>): string =>
  [instructions, ...(typeof input === 'string' ? [input] : input.map(({ text }) => text))].join(
    '\n',
  );

/**
 * A model that follows a script. An unexpected call throws, and so does `done()` where a step was
 * not used or the code under test swallowed an error of the script.
 * @example
 * const does = { kind: 'answer', value: { text: 'Hi' } } as const;
 * const model = new ScriptedLanguageModel([{ purpose: 'concierge', does }]);
 * // …
 * model.done();
 */
export class ScriptedLanguageModel implements LanguageModel {
  /** Every request that was made. */
  readonly requests: CompletionRequest<unknown>[] = [];
  readonly transcriptions: TranscriptionRequest[] = [];
  readonly #steps: ModelStep[];
  readonly #waiting: { readonly times: number; readonly resolve: () => void }[] = [];
  /** The first error of the script, kept since agents survive errors of their model. */
  #violation: Error | null = null;

  constructor(steps: readonly ModelStep[]) {
    this.#steps = [...steps];
  }

  async complete<T>(request: CompletionRequest<T>): Promise<Completion<T>> {
    this.requests.push(request);
    for (const { times, resolve } of this.#waiting) if (this.requests.length >= times) resolve();
    const step = this.#next(request.purpose);
    const prompt = promptOf(request);
    for (const mention of step.mentions ?? [])
      if (!prompt.includes(mention))
        this.#fail(`the prompt for ${request.purpose} does not mention "${mention}"`);
    const toolUses: ToolUse[] = [];
    for (const call of step.calls ?? []) {
      const tool = request.tools?.find(({ name }) => name === call.tool);
      if (!tool) this.#fail(`the model has no tool "${call.tool}"`);
      else {
        const parsed = tool.parameters.safeParse(call.arguments);
        toolUses.push({
          tool: call.tool,
          result: parsed.success ? await tool.run(parsed.data) : { error: 'invalid arguments' },
        });
      }
    }
    const { does } = step;
    await step.after;
    if (does.kind === 'stall') await does.until;
    if (does.kind !== 'answer')
      return this.#failure(does.kind === 'fail' ? does.reason : 'unavailable');
    const parsed = request.schema.safeParse(does.value);
    if (parsed.success) return { ok: true, value: parsed.data, toolUses, usage };
    const invalid = {
      problem: parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '),
      output: JSON.stringify(does.value),
    };
    return {
      ok: false,
      error: new LanguageModelFailure('invalid', 'scripted', { invalid }),
      usage,
    };
  }

  async transcribe(request: TranscriptionRequest): Promise<Completion<string>> {
    this.transcriptions.push(request);
    const { does } = this.#next('transcription');
    if (does.kind === 'stall') await does.until;
    if (does.kind !== 'answer')
      return this.#failure(does.kind === 'fail' ? does.reason : 'unavailable');
    return { ok: true, value: String(does.value), toolUses: [], usage };
  }

  /** Resolves once so many answers have been asked for. */
  asked(times = 1): Promise<void> {
    if (this.requests.length >= times) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ times, resolve });
    return promise;
  }

  /** Throws where a call was not in the script, or a step is left over. */
  done(): void {
    if (this.#violation) throw this.#violation;
    const left = this.#steps.map(({ purpose }) => purpose);
    if (left.length > 0) throw new Error(`unused steps of the scripted model: ${left.join(', ')}`);
  }

  #next(purpose: ModelPurpose): ModelStep {
    const step = this.#steps.shift();
    if (!step) return this.#fail(`unexpected call of the model for ${purpose}`);
    if (step.purpose !== purpose)
      return this.#fail(
        `the model was to be asked for ${step.purpose} and was asked for ${purpose}`,
      );
    return step;
  }

  #fail(message: string): never {
    const error = new Error(message);
    this.#violation ??= error;
    throw error;
  }

  #failure(reason: ModelFailureReason): Completion<never> {
    const options =
      reason === 'invalid' ? { invalid: { problem: 'scripted', output: 'nonsense' } } : {};
    return { ok: false, error: new LanguageModelFailure(reason, 'scripted', options), usage };
  }
}

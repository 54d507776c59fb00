import type { z } from 'zod';
import { BauhausError } from '#shared/errors.ts';

/**
 * What a call is for: it names the spend in the accounts and the shape of the answer on the wire.
 */
export type ModelPurpose =
  | 'itinerary'
  | 'itinerary_repair'
  | 'concierge'
  | 'transcription'
  | 'embedding';

/**
 * One thing said so far; what a traveller or a document says is always `user`, so it never becomes
 * an instruction.
 */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/**
 * Something the model may look up while it answers; reads only. The arguments that reach `run` have
 * passed the schema; what it answers is given to the model as JSON. A tool is bound to its tenant
 * by whoever makes it: no argument ever names an agency, a trip or a phone.
 */
export interface ModelTool {
  /** `snake_case`. */
  readonly name: string;
  readonly description: string;
  /** An object schema; a field that may be missing is `.nullable()`, never `.optional()`. */
  readonly parameters: z.ZodObject;
  run(parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** A question to the model, with the shape that its answer must have. */
export interface CompletionRequest<T> {
  readonly purpose: ModelPurpose;
  /** Whose budget it is. */
  readonly agencyId: string;
  /**
   * Ours, and ours alone: nothing a traveller, an agency or a document wrote. Put what never
   * changes first.
   */
  readonly instructions: string;
  /**
   * The material. No phone, no document number and no full name belongs in it
   * (shared/domain/prompt-text.ts).
   */
  readonly input: string | readonly ModelMessage[];
  /**
   * An object schema; a field that may be missing is `.nullable()`, never `.optional()`; no
   * records, no transforms.
   */
  readonly schema: z.ZodType<T>;
  /** At most `maxToolRounds` rounds of calls are answered. */
  readonly tools?: readonly ModelTool[];
  readonly maxOutputTokens: number;
  /**
   * For each request to the model, of which one is retried once; the whole call, tools included,
   * ends within twice this. 15 s where it is not given.
   */
  readonly timeoutMs?: number;
}

/** A voice note to be written down. */
export interface TranscriptionRequest {
  readonly agencyId: string;
  readonly audio: Uint8Array;
  /** As the provider declared it, such as `audio/ogg`. */
  readonly contentType: string;
  readonly timeoutMs?: number;
}

/** What a call cost; zeros where the server does not say. */
export interface ModelUsage {
  readonly model: string;
  readonly inputTokens: number;
  /** Part of `inputTokens`. */
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** Millionths of a US dollar, by the configured prices. */
  readonly costMicros: number;
}

/** A tool call that was answered on the way, for checking an answer against what was looked up. */
export interface ToolUse {
  readonly tool: string;
  readonly result: unknown;
}

/** How a call ended. A failure may have cost something too. */
export type Completion<T> =
  | {
      readonly ok: true;
      readonly value: T;
      readonly toolUses: readonly ToolUse[];
      readonly usage: ModelUsage;
    }
  | { readonly ok: false; readonly error: LanguageModelFailure; readonly usage: ModelUsage };

/**
 * - `unavailable`: no answer in time, an error of the service, the circuit breaker is open, or this
 *   server cannot do it.
 * - `refused`: the model would not.
 * - `invalid`: it answered, but not in the shape asked for (no JSON, another shape, too many tool
 *   rounds).
 * - `truncated`: it ran into `maxOutputTokens`.
 * - `budget`: the agency's budget for the month is spent; nothing was asked.
 */
export type ModelFailureReason = 'unavailable' | 'refused' | 'invalid' | 'truncated' | 'budget';

const actors = {
  unavailable: 'nobody',
  refused: 'nobody',
  invalid: 'nobody',
  truncated: 'nobody',
  budget: 'agency',
} as const;

/** The one way in which a language model fails; whoever asked goes on without it. */
export class LanguageModelFailure extends BauhausError {
  readonly retryable: boolean;
  readonly actor: 'nobody' | 'agency' | 'operator';
  readonly reason: ModelFailureReason;
  /**
   * For `invalid`: what is wrong with the answer and the answer itself, for one attempt at repair.
   * Never logged.
   */
  readonly invalid: { readonly problem: string; readonly output: string } | null;
  constructor(
    reason: ModelFailureReason,
    message: string,
    options?: ErrorOptions & {
      readonly invalid?: { readonly problem: string; readonly output: string };
      readonly actor?: 'operator';
    },
  ) {
    super(`language model ${reason}: ${message}`, options);
    this.reason = reason;
    this.retryable = reason === 'unavailable' && options?.actor !== 'operator';
    this.actor = options?.actor ?? actors[reason];
    this.invalid = options?.invalid ?? null;
  }
}

/** How long a request may take where nothing else is said. */
export const defaultModelTimeoutMs = 15_000;
/** Rounds of tool calls that are answered before the model has to come to its answer. */
export const maxToolRounds = 4;

/**
 * Answers in a shape that we choose. Never throws for what the model, the service or the network
 * did: that is a failure with its reason. Its output is user input: the shape is checked here, the
 * facts in it are for the caller to check.
 * @example
 * const completion = await model.complete({
 *   purpose: 'concierge', agencyId, instructions, input: question, schema, maxOutputTokens: 500,
 * });
 * if (!completion.ok) return askPerson(completion.error.reason);
 */
export interface LanguageModel {
  complete<T>(request: CompletionRequest<T>): Promise<Completion<T>>;
  /** The words of a voice note; `unavailable` where the server cannot listen. */
  transcribe(request: TranscriptionRequest): Promise<Completion<string>>;
}

import type { z } from 'zod';
import { BauhausError } from '#shared/errors.ts';

/** What a call is for: recorded with its cost, and the name of the answer's schema. */
export type ModelPurpose =
  | 'itinerary'
  | 'itinerary_repair'
  | 'concierge'
  | 'transcription'
  | 'embedding';

/**
 * One message of the dialogue. Text of a traveller or a document is always `user`, so that it never
 * becomes an instruction.
 */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/**
 * A read-only tool that the model may call while it answers. `run` gets arguments that fit the
 * schema; the model gets its result as JSON. The tenant is bound when the tool is created: no
 * argument names an agency, a trip or a phone.
 */
export interface ModelTool {
  /** `snake_case`. */
  readonly name: string;
  readonly description: string;
  /** An object schema; a field that may be missing is `.nullable()`, never `.optional()`. */
  readonly parameters: z.ZodObject;
  run(parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** A request to the model, with the schema of the answer. */
export interface CompletionRequest<T> {
  readonly purpose: ModelPurpose;
  /** Whose budget pays. */
  readonly agencyId: string;
  /**
   * Our own text only, nothing that a traveller, an agency or a document wrote. Put what never
   * changes first, for the provider's prompt cache.
   */
  readonly instructions: string;
  /**
   * The data to work on. No phone, no document number and no full name belongs in it
   * (shared/domain/prompt-text.ts).
   */
  readonly input: string | readonly ModelMessage[];
  /**
   * An object schema; a field that may be missing is `.nullable()`, never `.optional()`; no
   * records, no transforms.
   */
  readonly schema: z.ZodType<T>;
  /** The model may call them in at most `maxToolRounds` rounds. */
  readonly tools?: readonly ModelTool[];
  readonly maxOutputTokens: number;
  /**
   * Per request to the model; default `defaultModelTimeoutMs`. One request may be retried once, and
   * the whole call, tools included, ends within twice this time.
   */
  readonly timeoutMs?: number;
}

/** A voice note to transcribe. */
export interface TranscriptionRequest {
  readonly agencyId: string;
  readonly audio: Uint8Array;
  /** The declared media type, such as `audio/ogg`. */
  readonly contentType: string;
  readonly timeoutMs?: number;
}

/** The tokens and the cost of a call; zeros where the server does not tell. */
export interface ModelUsage {
  readonly model: string;
  readonly inputTokens: number;
  /** Part of `inputTokens`. */
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** Millionths of a US dollar, by the configured prices. */
  readonly costMicros: number;
}

/** A tool call and its result, for checking the answer against what was looked up. */
export interface ToolUse {
  readonly tool: string;
  readonly result: unknown;
}

/** The outcome of a call. A failure may have a cost too. */
export type Completion<T> =
  | {
      readonly ok: true;
      readonly value: T;
      readonly toolUses: readonly ToolUse[];
      readonly usage: ModelUsage;
    }
  | { readonly ok: false; readonly error: LanguageModelFailure; readonly usage: ModelUsage };

/**
 * Why a call failed:
 * - `unavailable`: no answer in time, an error of the service, an open circuit, or a server that
 *   lacks the function.
 * - `refused`: the model declined to answer.
 * - `invalid`: the answer does not fit the schema (no JSON, another shape, too many tool rounds).
 * - `truncated`: the answer reached `maxOutputTokens`.
 * - `budget`: the agency's budget for the month is spent; no request was made.
 */
export type ModelFailureReason = 'unavailable' | 'refused' | 'invalid' | 'truncated' | 'budget';

const actors = {
  unavailable: 'nobody',
  refused: 'nobody',
  invalid: 'nobody',
  truncated: 'nobody',
  budget: 'agency',
} as const;

/** The failure of a call; callers have a fallback without the model. */
export class LanguageModelFailure extends BauhausError {
  readonly retryable: boolean;
  readonly actor: 'nobody' | 'agency' | 'operator';
  readonly reason: ModelFailureReason;
  /**
   * For `invalid`: the answer and what is wrong with it, for one attempt at repair. Never logged.
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

/** The default timeout of a request to the model. */
export const defaultModelTimeoutMs = 15_000;
/** Rounds of tool calls after which the model has to answer. */
export const maxToolRounds = 4;

/**
 * A language model with structured output. Failures of the model, the service or the network are
 * results, never thrown. The output is untrusted: the adapter checks its shape, the caller its
 * facts.
 * @example
 * const completion = await model.complete({
 *   purpose: 'concierge', agencyId, instructions, input: question, schema, maxOutputTokens: 500,
 * });
 * if (!completion.ok) return askPerson(completion.error.reason);
 */
export interface LanguageModel {
  /** Answers a request in the shape of its schema. */
  complete<T>(request: CompletionRequest<T>): Promise<Completion<T>>;
  /** The text of a voice note; `unavailable` where the server cannot transcribe. */
  transcribe(request: TranscriptionRequest): Promise<Completion<string>>;
}

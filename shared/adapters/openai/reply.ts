import type { ModelUsage } from '#shared/ports/language-model.ts';
import type { TokenPrices } from './client.ts';

/** A tool call of the model, as it wrote it: nothing is checked yet. */
export interface RequestedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** Tokens of one request; zeros where the server does not report them. */
export interface Tokens {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** One answer of the service, in terms that both APIs share. */
export type Reply = { readonly tokens: Tokens } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'calls'; readonly calls: readonly RequestedCall[] }
  | { readonly kind: 'refused' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'failed' }
  /** Not in a form of that API. */
  | { readonly kind: 'unreadable' }
);

/**
 * A conversation with the model over one API; keeps the messages, so that answers to tool calls can
 * follow.
 */
export interface Dialogue {
  ask(limits: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<Reply>;
  /** Adds the results of the calls of the last reply, as JSON. */
  addResults(results: readonly { readonly call: RequestedCall; readonly result: string }[]): void;
}

/** Where nothing was used, or the server does not report it. */
export const noTokens: Tokens = { input: 0, cachedInput: 0, output: 0 };
/** The sum of two requests. */
export const addTokens = (a: Tokens, b: Tokens): Tokens => ({
  input: a.input + b.input,
  cachedInput: a.cachedInput + b.cachedInput,
  output: a.output + b.output,
});

/** Tokens with their cost, as they are recorded. Fractions of a micro-dollar are rounded up. */
export const usageOf = (model: string, tokens: Tokens, prices: TokenPrices): ModelUsage => ({
  model,
  inputTokens: tokens.input,
  cachedInputTokens: tokens.cachedInput,
  outputTokens: tokens.output,
  costMicros: Math.ceil(
    Math.max(0, tokens.input - tokens.cachedInput) * prices.input +
      tokens.cachedInput * prices.cachedInput +
      tokens.output * prices.output,
  ),
});

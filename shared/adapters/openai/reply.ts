import type { ModelUsage } from '#shared/ports/language-model.ts';
import type { TokenPrices } from './client.ts';

/** A tool that the model wants called, as it wrote it: nothing here is checked yet. */
export interface RequestedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** Tokens of one request; zeros where the server does not say. */
export interface Tokens {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** One answer of the service, in words that both of its dialects share. */
export type Reply = { readonly tokens: Tokens } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'calls'; readonly calls: readonly RequestedCall[] }
  | { readonly kind: 'refused' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'failed' }
  /** Nothing that the dialect knows. */
  | { readonly kind: 'unreadable' }
);

/**
 * A conversation with the model in one dialect: it keeps what was said, so that answers to tool
 * calls can follow.
 */
export interface Dialogue {
  ask(limits: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<Reply>;
  /** Tells the results of the calls of the last reply, as JSON. */
  tell(results: readonly { readonly call: RequestedCall; readonly result: string }[]): void;
}

export const noTokens: Tokens = { input: 0, cachedInput: 0, output: 0 };
export const addTokens = (a: Tokens, b: Tokens): Tokens => ({
  input: a.input + b.input,
  cachedInput: a.cachedInput + b.cachedInput,
  output: a.output + b.output,
});

/** Tokens as they are put into the accounts. */
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

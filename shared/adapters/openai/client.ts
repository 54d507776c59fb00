import OpenAI from 'openai';

/** US dollars for a million tokens, which is also millionths of a dollar for one token. */
export interface TokenPrices {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** Access to OpenAI or a compatible server, and the models to use. */
export interface OpenAiOptions {
  readonly apiKey: string;
  /** Base URL of a compatible server; null: OpenAI itself. */
  readonly baseUrl: string | null;
  /** `responses` where the server supports it; `chat` (chat completions) works everywhere. */
  readonly api: 'responses' | 'chat';
  readonly model: string;
  readonly transcriptionModel: string;
  readonly embeddingModel: string;
  /** Effort of models that reason; null: not sent. */
  readonly reasoningEffort: 'none' | 'minimal' | 'low' | 'medium' | 'high' | null;
  readonly prices: TokenPrices;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * One retry of failures that may pass (409, 429, 5xx, a broken connection, a timeout), after the
 * pause that `retry-after` asks for.
 */
const maxRetries = 1;

/**
 * The client of the `openai` package; nothing but these options reaches it, not even environment
 * variables.
 */
export const createOpenAiClient = ({
  apiKey,
  baseUrl,
  fetch,
}: Pick<OpenAiOptions, 'apiKey' | 'baseUrl' | 'fetch'>): OpenAI =>
  new OpenAI({
    apiKey,
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    organization: null,
    project: null,
    maxRetries,
    logLevel: 'off',
    ...(fetch && { fetch }),
  });

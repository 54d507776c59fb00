import OpenAI from 'openai';

/**
 * What a million tokens cost, in US dollars: the same number is what one token costs in millionths
 * of a dollar.
 */
export interface TokenPrices {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

/** Which service answers, and how it is asked. */
export interface OpenAiOptions {
  readonly apiKey: string;
  /** Of a compatible server; null: OpenAI itself. */
  readonly baseUrl: string | null;
  /** `responses` where the server has it, `chat` (chat completions) everywhere. */
  readonly api: 'responses' | 'chat';
  readonly model: string;
  readonly transcriptionModel: string;
  readonly embeddingModel: string;
  /** For models that reason: how much; null: the request does not speak of it. */
  readonly reasoningEffort: 'none' | 'minimal' | 'low' | 'medium' | 'high' | null;
  readonly prices: TokenPrices;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * One retry of what may pass (409, 429, 5xx, a broken connection, a timeout); what it waits for in
 * between is the service's own `retry-after`.
 */
const retries = 1;

/**
 * The client of the `openai` package; nothing of the environment reaches it but what is given here.
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
    maxRetries: retries,
    logLevel: 'off',
    ...(fetch && { fetch }),
  });

import type { VariableName } from '#shared/config-variables.ts';

/**
 * What an operator changes while a deployment runs, and what is no secret: one parameter each, so
 * that what belongs together (a model and its prices) changes together, and so that nothing else
 * can come in by them.
 */
export const operatorSettings = {
  'language-model': [
    'LLM_API',
    'LLM_MODEL',
    'LLM_REASONING',
    'LLM_EMBEDDING_MODEL',
    'LLM_TRANSCRIPTION_MODEL',
    'LLM_PRICES',
  ],
  'flight-data': ['AEROAPI_ALERTS'],
} as const satisfies Readonly<Record<string, readonly VariableName[]>>;
/** Name of such a parameter. */
export type OperatorSetting = keyof typeof operatorSettings;

import type { VariableName } from '#shared/config-variables.ts';

/**
 * What an operator may change while a deployment runs, and is not secret. Each group is one
 * parameter, so that settings that belong together (a model and its prices) change together, and so
 * that a parameter can set no other variable.
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
/** Name of a group of operator settings. */
export type OperatorSetting = keyof typeof operatorSettings;

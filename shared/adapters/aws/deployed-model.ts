import {
  type OpenedLanguageModel,
  openLanguageModel,
} from '#shared/adapters/openai/open-language-model.ts';
import type { Deployment } from './deployment.ts';

/** The language model of a deployment; apart from the rest, so that only functions that ask one have it in their bundle. */
export const deployedModel = ({
  configuration,
  store,
  breakers,
  clock,
  log,
}: Deployment): OpenedLanguageModel =>
  openLanguageModel({
    configuration: configuration.languageModel,
    spend: store().modelSpend,
    breaker: breakers().of('openai'),
    clock,
    log,
  });

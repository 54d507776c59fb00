import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { deployedFiles } from '#shared/adapters/aws/deployed-files.ts';
import { deployedLinks } from '#shared/adapters/aws/deployed-links.ts';
import { deployedModel } from '#shared/adapters/aws/deployed-model.ts';
import { deployedWhatsApp } from '#shared/adapters/aws/deployed-whatsapp.ts';
import { createConcierge } from './agent.ts';

/** The concierge on Lambda. */
export const handler = agentLambdaEntry('concierge', (deployment) => {
  const store = deployment.store();
  const { model } = deployedModel(deployment);
  return {
    agent: createConcierge({
      ...deployedFiles(deployment),
      trips: store,
      model,
      places: store.places,
      itineraryLinks: deployedLinks(deployment),
    }),
    sender: deployedWhatsApp(deployment).sender,
  };
});

import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { deployedModel } from '#shared/adapters/aws/deployed-model.ts';
import { createItinerary } from './agent.ts';

/** The itinerary agent on Lambda. It sends nothing, and so knows nothing of Twilio. */
export const handler = agentLambdaEntry('itinerary', (deployment) => ({
  agent: createItinerary({ places: deployment.store().places, ...deployedModel(deployment) }),
}));

import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { composeItinerary } from './compose.ts';

/** The itinerary agent on Lambda. It sends nothing, and so knows nothing of Twilio. */
export const handler = agentLambdaEntry('itinerary', (deployment) => ({
  agent: composeItinerary(deployment),
}));

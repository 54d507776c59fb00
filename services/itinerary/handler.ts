import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { composeItinerary } from './compose.ts';

/** The itinerary agent on Lambda. It sends no messages, so it needs no Twilio. */
export const handler = agentLambdaEntry('itinerary', (deployment) => ({
  agent: composeItinerary(deployment),
}));

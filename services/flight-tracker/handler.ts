import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { composeFlights } from '#shared/composition/flights.ts';
import { createFlightTracker } from './agent.ts';

/** The flight tracker on Lambda. It sends nothing, and so knows nothing of Twilio. */
export const handler = agentLambdaEntry('flight-tracker', (deployment) => ({
  agent: createFlightTracker(composeFlights(deployment)),
}));

import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { deployedFlights } from '#shared/adapters/aws/deployed-flights.ts';
import { createFlightTracker } from './agent.ts';

/** The flight tracker on Lambda. It sends nothing, and so knows nothing of Twilio. */
export const handler = agentLambdaEntry('flight-tracker', (deployment) => ({
  agent: createFlightTracker(deployedFlights(deployment)),
}));

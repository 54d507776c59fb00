import { agentEntry } from '#shared/adapters/aws/agent-entry.ts';
import { createFlightTracker } from './agent.ts';

/** The flight tracker on Lambda. It sends nothing, and so knows nothing of Twilio. */
export const handler = agentEntry('flight-tracker', (deployment) => ({ agent: createFlightTracker(deployment.flights()) }));

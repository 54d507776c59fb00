import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import { composeConcierge } from './compose.ts';

/** The concierge on Lambda. */
export const handler = agentLambdaEntry('concierge', (deployment) => ({
  agent: composeConcierge(deployment),
  sender: composeWhatsApp(deployment).sender,
}));

import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import { composeDutyDesk } from './compose.ts';

/** The duty desk on Lambda. */
export const handler = agentLambdaEntry('duty-desk', (deployment) => {
  const whatsapp = composeWhatsApp(deployment);
  return { agent: composeDutyDesk(deployment, whatsapp), sender: whatsapp.sender };
});

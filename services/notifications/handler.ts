import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import { createNotifications } from './agent.ts';

/** The notifications agent on Lambda. */
export const handler = agentLambdaEntry('notifications', (deployment) => {
  const { sender, templates } = composeWhatsApp(deployment);
  return { agent: createNotifications({ templates }), sender };
});

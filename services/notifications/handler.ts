import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { deployedWhatsApp } from '#shared/adapters/aws/deployed-whatsapp.ts';
import { createNotifications } from './agent.ts';

/** The notifications agent on Lambda. */
export const handler = agentLambdaEntry('notifications', (deployment) => {
  const { sender, templates } = deployedWhatsApp(deployment);
  return { agent: createNotifications({ templates }), sender };
});

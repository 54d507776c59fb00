import { agentEntry } from '#shared/adapters/aws/agent-entry.ts';
import { createNotifications } from './agent.ts';

/** The notifications agent on Lambda. */
export const handler = agentEntry('notifications', (deployment) => {
  const { sender, templates } = deployment.whatsApp();
  return { agent: createNotifications({ templates }), sender };
});

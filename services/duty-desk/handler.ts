import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { noStaffMail, noStaffPush } from '#shared/composition/staff.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import { composeDutyDesk } from './compose.ts';

/** The duty desk on Lambda. */
export const handler = agentLambdaEntry('duty-desk', (deployment) => {
  const { sender, templates } = composeWhatsApp(deployment);
  const agent = composeDutyDesk(deployment, { templates, mail: noStaffMail, push: noStaffPush });
  return { agent, sender };
});

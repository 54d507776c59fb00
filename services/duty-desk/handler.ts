import { agentLambdaEntry } from '#shared/adapters/aws/agent-lambda-entry.ts';
import { openStaffMail } from '#shared/adapters/aws/ses-staff-mail.ts';
import { noStaffMail, noStaffPush } from '#shared/composition/staff.ts';
import { composeStaffPush } from '#shared/composition/staff-push.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import { composeDutyDesk } from './compose.ts';

/** The duty desk on Lambda. */
export const handler = agentLambdaEntry('duty-desk', (deployment) => {
  const { sender, templates, mayCall } = composeWhatsApp(deployment);
  const { pushSecret: secret, mailFrom } = deployment;
  const agent = composeDutyDesk(deployment, {
    templates,
    mayCall,
    mail: openStaffMail(deployment) ?? noStaffMail,
    push: composeStaffPush(deployment, { secret, mailFrom })?.staff ?? noStaffPush,
  });
  return { agent, sender };
});

import { createTwilioContents } from '#shared/adapters/twilio/contents.ts';
import { guardedSender } from '#shared/adapters/twilio/guarded-sender.ts';
import { createTwilioSender } from '#shared/adapters/twilio/sender.ts';
import { createTemplateDirectory } from '#shared/adapters/twilio/template-directory.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import type { TemplateStates } from '#shared/ports/template-states.ts';
import { type Deployment, requireConfig } from './deployment.ts';
import { measuredSender } from './measured.ts';

/** How the functions of a deployment that send reach travellers. */
export const deployedWhatsApp = ({
  configuration,
  breakers,
  clock,
  log,
  meter,
}: Deployment): { readonly sender: MessageSender; readonly templates: TemplateStates } => {
  const account = requireConfig(configuration.twilio, 'Twilio');
  const publicBaseUrl = requireConfig(configuration.publicBaseUrl, 'PUBLIC_BASE_URL');
  const templates = createTemplateDirectory(createTwilioContents(account), clock);
  // The first message shall not wait for the list; where it cannot be read yet, that message asks again.
  templates.templateStates().catch(() => log.warn('the templates could not be read yet'));
  const sender = createTwilioSender({
    ...account,
    clock,
    contentSid: templates.contentSid,
    statusCallbackUrl: (id) => `${publicBaseUrl}/webhooks/twilio/status/${id}`,
  });
  return {
    sender: measuredSender(guardedSender(sender, breakers().of('twilio'), clock), meter),
    templates,
  };
};

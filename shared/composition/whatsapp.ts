import { createTwilioContents } from '#shared/adapters/twilio/contents.ts';
import { guardedSender } from '#shared/adapters/twilio/guarded-sender.ts';
import { measuredSender } from '#shared/adapters/twilio/measured-sender.ts';
import { createTwilioSender } from '#shared/adapters/twilio/sender.ts';
import { createTemplateDirectory } from '#shared/adapters/twilio/template-directory.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import type { TemplateStates } from '#shared/ports/template-states.ts';
import { type Access, requireConfig } from './access.ts';
import type { Platform } from './platform.ts';
import { systemClock } from './system.ts';

/** How travellers are written to, and which templates WhatsApp lets us use. */
export interface WhatsApp {
  readonly sender: MessageSender;
  readonly templates: TemplateStates;
}

/**
 * What stands between the kernel and a provider of messages: nothing is sent while the breaker is
 * open, and what became of each message is counted, of those that waited for the breaker as well.
 */
export const shieldedSender = (
  sender: MessageSender,
  { clock, meter, breakers }: Pick<Platform, 'clock' | 'meter' | 'breakers'>,
): MessageSender => measuredSender(guardedSender(sender, breakers.of('twilio'), clock), meter);

/** Twilio's WhatsApp. One for a process: what is known of the templates is kept in it. */
export const composeWhatsApp = (
  platform: Pick<Platform, 'clock' | 'log' | 'meter' | 'breakers'> & {
    readonly access: Pick<Access, 'twilio'>;
  },
): WhatsApp => {
  const { access, clock, log } = platform;
  const { publicBaseUrl, ...account } = requireConfig(
    access.twilio,
    'TWILIO_ACCOUNT_SID and PUBLIC_BASE_URL',
  );
  // WhatsApp's approvals live in real time, however fast the agents' clock runs.
  const templates = createTemplateDirectory(createTwilioContents(account), systemClock);
  // Asked for before the first message needs it; where that fails, the message asks again.
  templates.templateStates().catch(() => log.warn('the templates could not be read yet'));
  const sender = createTwilioSender({
    ...account,
    clock,
    contentSid: templates.contentSid,
    statusCallbackUrl: (id) => `${publicBaseUrl}/webhooks/twilio/status/${id}`,
  });
  return { sender: shieldedSender(sender, platform), templates };
};

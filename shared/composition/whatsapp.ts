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

/** Sends WhatsApp messages, and knows which templates may be used. */
export interface WhatsApp {
  readonly sender: MessageSender;
  readonly templates: TemplateStates;
}

/** Wraps a message provider: an open circuit defers messages, and every outcome is counted. */
export const shieldedSender = (
  sender: MessageSender,
  { clock, meter, breakers }: Pick<Platform, 'clock' | 'meter' | 'breakers'>,
): MessageSender => measuredSender(guardedSender(sender, breakers.of('twilio'), clock), meter);

/** What is seen where answers to tap are sent as text: they do not look broken to anybody. */
const sayingChoicesAsText =
  ({ log, meter }: Pick<Platform, 'log' | 'meter'>) =>
  (content: string, why: string): void => {
    meter.count('ChoicesAsText');
    log.warn('answers to tap were sent as text', { subject: content, code: why });
  };

/** WhatsApp through Twilio. Compose it once a process: it caches the states of templates. */
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
  // Approvals change in real time, however fast the agents' clock runs.
  const templates = createTemplateDirectory(createTwilioContents(account), systemClock);
  // Fills the cache before the first message; where that fails, the message reads them again.
  templates.templateStates().catch(() => log.warn('the templates could not be read yet'));
  const sayAsText = sayingChoicesAsText(platform);
  const sender = createTwilioSender({
    ...account,
    clock,
    contentSid: templates.contentSid,
    choiceSid: templates.choiceSid,
    choicesAsText: (name, why) => {
      if (why !== 'missing') templates.markChoiceRefused(name);
      sayAsText(name, why);
    },
    templateRefused: templates.markRefused,
    statusCallbackUrl: (id) => `${publicBaseUrl}/webhooks/twilio/status/${id}`,
  });
  return { sender: shieldedSender(sender, platform), templates };
};

/** Sends free text and answers to tap, and no templates: for what is said beside any agency. */
export const composePlainSender = (
  platform: Pick<Platform, 'clock' | 'log' | 'meter' | 'breakers'> & {
    readonly access: Pick<Access, 'twilio'>;
  },
): MessageSender => {
  const { publicBaseUrl, ...account } = requireConfig(
    platform.access.twilio,
    'TWILIO_ACCOUNT_SID and PUBLIC_BASE_URL',
  );
  // Read at the first question: most webhooks ask nothing.
  const directory = createTemplateDirectory(createTwilioContents(account), systemClock);
  const sender = createTwilioSender({
    ...account,
    clock: platform.clock,
    contentSid: async () => null,
    choiceSid: directory.choiceSid,
    choicesAsText: sayingChoicesAsText(platform),
    statusCallbackUrl: (id) => `${publicBaseUrl}/webhooks/twilio/status/${id}`,
  });
  return shieldedSender(sender, platform);
};

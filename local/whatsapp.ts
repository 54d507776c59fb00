import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { TwilioAccount } from '#shared/adapters/twilio/account.ts';
import { createTwilioContents } from '#shared/adapters/twilio/contents.ts';
import { guardedSender } from '#shared/adapters/twilio/guarded-sender.ts';
import { createTwilioMedia } from '#shared/adapters/twilio/media.ts';
import { createTwilioSender } from '#shared/adapters/twilio/sender.ts';
import { createTemplateDirectory } from '#shared/adapters/twilio/template-directory.ts';
import { closeConnections } from '#shared/adapters/twilio/transport.ts';
import type { Configuration } from '#shared/config.ts';
import type { Breaker } from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { InboundMedia } from '#shared/ports/inbound-media.ts';
import type { Log } from '#shared/ports/log.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import type { TemplateStates } from '#shared/ports/template-states.ts';
import { friendlyName, templates, whatsappLanguage } from '#shared/templates/catalogue.ts';
import { samplesOf } from '#shared/templates/samples.ts';
import { persistedSecret } from './persisted-secret.ts';
import { serve } from './simulators/serve.ts';
import { createTwilioSimulator, type TwilioSimulator } from './simulators/twilio/simulator.ts';

/** Where messages are sent, and what proves that a webhook comes from there. */
export interface WhatsApp {
  readonly sender: MessageSender;
  readonly templates: TemplateStates;
  /** What travellers send besides words. */
  readonly media: InboundMedia;
  /** Tokens that webhooks may be signed with. */
  readonly tokens: readonly string[];
  /** Null: the real service. */
  readonly simulator: TwilioSimulator | null;
  close(): Promise<void>;
}

interface WhatsAppOptions {
  readonly configuration: Pick<Configuration, 'twilio'>;
  /** The address under which the service reaches our webhooks. */
  readonly publicBaseUrl: string;
  readonly dataDir: string;
  readonly breaker: Breaker;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long the real service keeps a template as it is, whatever the speed of our own clock. */
const realClock: Clock = { now: () => new Date().toISOString() };
const simulatedSid = `AC${'5'.repeat(32)}`;

const senderOf = (
  account: TwilioAccount,
  { publicBaseUrl, breaker, clock, log }: WhatsAppOptions,
): Pick<WhatsApp, 'sender' | 'templates' | 'media'> => {
  const directory = createTemplateDirectory(createTwilioContents(account), realClock);
  // The first message shall not wait for the list; where it cannot be read yet, that message asks again.
  directory.templateStates().catch(() => log.warn('the templates could not be read yet'));
  const sender = createTwilioSender({
    ...account,
    clock,
    contentSid: directory.contentSid,
    statusCallbackUrl: (id) => `${publicBaseUrl}/webhooks/twilio/status/${id}`,
  });
  return {
    sender: guardedSender(sender, breaker, clock),
    templates: directory,
    media: createTwilioMedia(account),
  };
};

/** Twilio where there are credentials, else its simulator with all templates approved; both through the same adapter. */
export const openWhatsApp = async (options: WhatsAppOptions): Promise<WhatsApp> => {
  const { twilio } = options.configuration;
  if (twilio) {
    const { accountSid, authToken, authTokenSecondary, baseUrl } = twilio;
    return {
      ...senderOf({ accountSid, authToken, baseUrl }, options),
      tokens: authTokenSecondary === null ? [authToken] : [authToken, authTokenSecondary],
      simulator: null,
      close: async () => closeConnections(),
    };
  }
  // The same over restarts, as callbacks that were on their way are signed with it.
  const authToken = await persistedSecret(join(options.dataDir, 'phone-token'), () =>
    randomBytes(24).toString('hex'),
  );
  const simulator = createTwilioSimulator({
    clock: options.clock,
    accountSid: simulatedSid,
    authToken,
    webhookUrl: `${options.publicBaseUrl}/webhooks/twilio`,
    messagesFile: join(options.dataDir, 'phone-messages.jsonl'),
  });
  simulator.preload(
    templates.map((template) => ({
      friendly_name: friendlyName(template.name, template.language),
      language: whatsappLanguage[template.language],
      variables: { ...samplesOf(template) },
      types: { 'twilio/text': { body: template.body } },
    })),
  );
  const served = await serve(simulator.app, 0);
  return {
    ...senderOf({ accountSid: simulatedSid, authToken, baseUrl: served.url }, options),
    tokens: [authToken],
    simulator,
    close: async () => {
      simulator.close();
      await served.close();
      closeConnections();
    },
  };
};

import { forEachAccount, type SigningAccount } from '#shared/adapters/twilio/accounts.ts';
import { createTwilioContents } from '#shared/adapters/twilio/contents.ts';
import { guardedSender } from '#shared/adapters/twilio/guarded-sender.ts';
import { measuredSender } from '#shared/adapters/twilio/measured-sender.ts';
import { createTwilioSender, type TwilioSenderOptions } from '#shared/adapters/twilio/sender.ts';
import {
  createTemplateDirectory,
  type TemplateDirectory,
} from '#shared/adapters/twilio/template-directory.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import type { TemplateStates } from '#shared/ports/template-states.ts';
import { type Access, requireConfig, type TwilioAccess } from './access.ts';
import type { Platform } from './platform.ts';
import { systemClock } from './system.ts';

/** Sends WhatsApp messages and calls, and knows which templates and numbers may be used. */
export interface WhatsApp {
  readonly sender: MessageSender;
  readonly templates: TemplateStates;
  /** Whether an agency with this sender has a number to call its members from. */
  readonly mayCall: (sender: string) => boolean;
}

type Supplies = Pick<Platform, 'clock' | 'log' | 'meter' | 'breakers'> & {
  readonly access: Pick<Access, 'twilio'>;
};

/**
 * Wraps a message provider: an open circuit defers messages, and every outcome is counted. Each
 * account has a circuit of its own, so that one that fails holds up its own senders alone; null:
 * the first.
 */
export const shieldedSender = (
  sender: MessageSender,
  { clock, meter, breakers }: Pick<Platform, 'clock' | 'meter' | 'breakers'>,
  accountSid: string | null = null,
): MessageSender =>
  measuredSender(
    guardedSender(
      sender,
      breakers.of(accountSid === null ? 'twilio' : `twilio/${accountSid}`),
      clock,
    ),
    meter,
  );

const requireTwilio = (access: Pick<Access, 'twilio'>): TwilioAccess =>
  requireConfig(access.twilio, 'TWILIO_ACCOUNT_SID and PUBLIC_BASE_URL');

/** The sender of one account. */
const senderOf = (
  { access, ...supplies }: Supplies,
  { accountSid, authToken, baseUrl }: SigningAccount,
  contents: Pick<
    TwilioSenderOptions,
    'contentSid' | 'choiceSid' | 'choicesAsText' | 'templateRefused'
  >,
): MessageSender => {
  const { publicBaseUrl, voiceNumbers, accountSid: first } = requireTwilio(access);
  const { clock, log } = supplies;
  const sender = createTwilioSender({
    accountSid,
    authToken,
    baseUrl: baseUrl ?? null,
    ...contents,
    clock,
    statusCallbackUrl: (id) => `${publicBaseUrl}/webhooks/twilio/status/${id}`,
    voiceNumber: (number) => voiceNumbers[number] ?? null,
    digitUrl: (id, language) => `${publicBaseUrl}/webhooks/twilio/calls/${id}?language=${language}`,
    senderUnknown: () =>
      log.error('the account does not have this sender: list its own in TWILIO_ACCOUNTS', {
        provider: accountSid,
      }),
  });
  return shieldedSender(sender, supplies, accountSid === first ? null : accountSid);
};

/** A sender that hands each message to the account of the number that it is sent from. */
const bySender = (of: (sender: string) => MessageSender): MessageSender => ({
  send: (message) => of(message.from).send(message),
  listSent: (query) => of(query.from).listSent(query),
});

/** What is seen where answers to tap are sent as text: they do not look broken to anybody. */
const sayingChoicesAsText =
  ({ log, meter }: Pick<Platform, 'log' | 'meter'>) =>
  (content: string, why: string): void => {
    meter.count('ChoicesAsText');
    log.warn('answers to tap were sent as text', { subject: content, code: why });
  };

/** WhatsApp through Twilio. Compose it once a process: it caches the states of templates. */
export const composeWhatsApp = (platform: Supplies): WhatsApp => {
  const { access, log } = platform;
  const twilio = requireTwilio(access);
  const sayAsText = sayingChoicesAsText(platform);
  const accountOf = forEachAccount(
    twilio,
    (account): { sender: MessageSender; templates: TemplateDirectory } => {
      // Approvals change in real time, however fast the agents' clock runs.
      const templates = createTemplateDirectory(createTwilioContents(account), systemClock);
      // Fills the cache before the first message; where that fails, the message reads them again.
      templates
        .templateStates()
        .catch(() =>
          log.warn('the templates could not be read yet', { provider: account.accountSid }),
        );
      const { contentSid, choiceSid, markRefused: templateRefused } = templates;
      const choicesAsText = (name: string, why: string): void => {
        if (why !== 'missing') templates.markChoiceRefused(name);
        sayAsText(name, why);
      };
      const contents = { contentSid, choiceSid, choicesAsText, templateRefused };
      return { sender: senderOf(platform, account, contents), templates };
    },
  );
  return {
    sender: bySender((sender) => accountOf(sender).sender),
    templates: { unusable: (sender) => accountOf(sender).templates.unusable() },
    mayCall: (sender) => twilio.voiceNumbers[sender] !== undefined,
  };
};

/** Sends free text and answers to tap, and no templates: for what is said beside any agency. */
export const composePlainSender = (platform: Supplies): MessageSender =>
  bySender(
    forEachAccount(requireTwilio(platform.access), (account) => {
      // Read at the first question: most webhooks ask nothing.
      const { choiceSid } = createTemplateDirectory(createTwilioContents(account), systemClock);
      return senderOf(platform, account, {
        contentSid: async () => null,
        choiceSid,
        choicesAsText: sayingChoicesAsText(platform),
      });
    }),
  );

import type { TwilioAccounts } from '#shared/adapters/twilio/accounts.ts';
import type { Configuration, LanguageModelConfiguration } from '#shared/config.ts';
import type { LinkOptions } from '#shared/domain/stay-link.ts';
import { ConfigurationError } from '#shared/errors.ts';

/** Address and key of AeroAPI, or of its simulator. */
export interface AeroApiAccess {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Where it pushes flight changes; null: no pushes. */
  readonly alertsTargetUrl: string | null;
}

/** Accounts at Twilio, or at its simulator, and how they reach us. */
export interface TwilioAccess extends TwilioAccounts {
  /** Base URL of our webhooks, without a slash at the end. */
  readonly publicBaseUrl: string;
  /** The numbers that agencies call their members from, by their senders. */
  readonly voiceNumbers: Readonly<Record<string, string>>;
}

/** Addresses and credentials of the services we use; null: not configured for this process. */
export interface Access {
  readonly aeroApi: AeroApiAccess | null;
  /** The secret end of the URL that AeroAPI pushes to; null: pushes are refused. */
  readonly alertToken: string | null;
  readonly twilio: TwilioAccess | null;
  readonly languageModel: LanguageModelConfiguration | null;
  /** SHA-256 in hex of the operator's key; null: nobody operates over HTTP. */
  readonly operatorKeyHash: string | null;
  /** Users of the provider of identities who operate the platform. */
  readonly operatorUsers: readonly string[];
  /** Private addresses and networks to which agencies may have events sent. */
  readonly webhookNetworks: readonly string[];
  /** Base URL and secret of signed links to itineraries. */
  readonly links: LinkOptions | null;
}

/** The URL that AeroAPI pushes to. Pushes are not signed: the token alone protects it. */
export const alertsTargetUrl = (publicBaseUrl: string, token: string): string =>
  `${publicBaseUrl}/webhooks/aeroapi/${token}`;

/** The tokens that may sign the webhooks of an account. */
const tokensOf = (account: {
  readonly authToken: string;
  readonly authTokenSecondary: string | null;
}): readonly string[] =>
  [account.authToken, account.authTokenSecondary].filter((token) => token !== null);

/** Access to the real services, from the configuration of a process. */
export const accessOf = (configuration: Configuration): Access => {
  const { aeroApi, flightAlerts, publicBaseUrl, twilio, linkSecret } = configuration;
  const alertToken = configuration.aeroApiWebhookToken;
  const isPushed = flightAlerts === true && publicBaseUrl !== null && alertToken !== null;
  return {
    aeroApi: aeroApi && {
      baseUrl: aeroApi.baseUrl,
      apiKey: aeroApi.key,
      alertsTargetUrl: isPushed ? alertsTargetUrl(publicBaseUrl, alertToken) : null,
    },
    alertToken,
    twilio:
      twilio && publicBaseUrl !== null
        ? {
            accountSid: twilio.accountSid,
            authToken: twilio.authToken,
            baseUrl: twilio.baseUrl,
            publicBaseUrl,
            voiceNumbers: configuration.voiceNumbers,
            tokens: tokensOf(twilio),
            others: twilio.others.map((account) => ({
              accountSid: account.accountSid,
              authToken: account.authToken,
              baseUrl: twilio.baseUrl,
              tokens: tokensOf(account),
              senders: account.senders,
            })),
          }
        : null,
    languageModel: configuration.languageModel,
    operatorKeyHash: configuration.operatorKeyHash,
    operatorUsers: configuration.operatorUsers,
    webhookNetworks: configuration.webhookNetworks,
    links:
      linkSecret !== null && publicBaseUrl !== null ? { secret: linkSecret, publicBaseUrl } : null,
  };
};

/**
 * Narrows a value that must be configured.
 * @throws ConfigurationError that names the missing variables.
 */
export const requireConfig = <T>(value: T | null | undefined, variables: string): T => {
  if (value == null) throw new ConfigurationError(`this process needs ${variables}`);
  return value;
};

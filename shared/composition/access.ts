import type { TwilioAccount } from '#shared/adapters/twilio/account.ts';
import type { Configuration, LanguageModelConfiguration } from '#shared/config.ts';
import type { LinkOptions } from '#shared/domain/itinerary-link.ts';
import { ConfigurationError } from '#shared/errors.ts';

/** How AeroAPI is asked. */
export interface AeroApiAccess {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Where it is to push changes of flights to; null: it is only asked. */
  readonly alertsTargetUrl: string | null;
}

/** How Twilio is asked, and how it asks us. */
export interface TwilioAccess extends TwilioAccount {
  /** The address under which it reaches our webhooks, without a slash at the end. */
  readonly publicBaseUrl: string;
  /** Tokens that webhooks may be signed with. */
  readonly tokens: readonly string[];
}

/** Where the services we use are and what opens them; null: not given to this process. */
export interface Access {
  readonly aeroApi: AeroApiAccess | null;
  /** The unguessable end of the address that AeroAPI pushes to; null: no pushes come. */
  readonly alertToken: string | null;
  readonly twilio: TwilioAccess | null;
  readonly languageModel: LanguageModelConfiguration | null;
  /** Signs links to itineraries. */
  readonly links: LinkOptions | null;
}

/** The address that AeroAPI pushes to, which the API listens at; its end is all that protects it. */
export const alertsTargetUrl = (publicBaseUrl: string, token: string): string =>
  `${publicBaseUrl}/webhooks/aeroapi/${token}`;

/** Access to the real services, as far as a process is configured for them. */
export const accessOf = (configuration: Configuration): Access => {
  const { aeroApi, flightAlerts, publicBaseUrl, twilio, linkSecret } = configuration;
  const alertToken = configuration.aeroApiWebhookToken;
  const isPushed = flightAlerts && publicBaseUrl !== null && alertToken !== null;
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
            tokens: [twilio.authToken, twilio.authTokenSecondary].filter((token) => token !== null),
          }
        : null,
    languageModel: configuration.languageModel,
    links:
      linkSecret !== null && publicBaseUrl !== null ? { secret: linkSecret, publicBaseUrl } : null,
  };
};

/**
 * What a process cannot do without.
 * @throws ConfigurationError that names the variables, where it is not there.
 */
export const requireConfig = <T>(value: T | null | undefined, variables: string): T => {
  if (value == null) throw new ConfigurationError(`this process needs ${variables}`);
  return value;
};

import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { aeroapiAlerts } from '#shared/adapters/aeroapi/aeroapi-alerts.ts';
import { aeroapiFlightData } from '#shared/adapters/aeroapi/aeroapi-flight-data.ts';
import { shareLooks } from '#shared/adapters/aeroapi/share-looks.ts';
import { createPowertoolsLog } from '#shared/adapters/powertools/log.ts';
import { createPowertoolsMeter } from '#shared/adapters/powertools/meter.ts';
import { createSupabaseStore, type SupabaseStore } from '#shared/adapters/supabase/store.ts';
import { createTwilioContents } from '#shared/adapters/twilio/contents.ts';
import { createTwilioSender } from '#shared/adapters/twilio/sender.ts';
import { createTemplateDirectory } from '#shared/adapters/twilio/template-directory.ts';
import { type AwsConfiguration, type Configuration, readConfiguration } from '#shared/config.ts';
import { instant } from '#shared/domain/instant.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { FlightAlerts, FlightData } from '#shared/ports/flight-data.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import type { Meter } from '#shared/ports/meter.ts';
import type { TemplateStates } from '#shared/ports/template-states.ts';
import { clientSettings } from './client-settings.ts';
import { createEventBridgeBus } from './event-bus.ts';
import { measuredFlightData, measuredSender, measuredStore } from './measured.ts';

/** Names of things that have a queue: the agents, the intake (`api`) and the sweeper. */
export type MailboxOwner = keyof AwsConfiguration['mailboxes'];

/** Everything a function on AWS may be made of. What it has no credentials for complains only when it is asked for. */
export interface Deployment {
  readonly configuration: Configuration;
  readonly aws: AwsConfiguration;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly meter: Meter & { flush(): void };
  store(): SupabaseStore;
  bus(): EventBus;
  whatsApp(): { readonly sender: MessageSender; readonly templates: TemplateStates };
  flights(): { readonly flights: FlightData; readonly alerts: FlightAlerts | null };
}

const clock: Clock = { now: () => instant(Date.now()) };
const ids: Ids = { random: randomUUID, chance: Math.random };

/**
 * A setting that a function cannot do without.
 * @throws ConfigurationError where it is not there.
 */
export const needed = <T>(value: T | null | undefined, what: string): T => {
  if (value == null) throw new ConfigurationError(`${what} is not configured for this function`);
  return value;
};

/**
 * Puts the adapters of a deployed function together.
 * @throws ConfigurationError where a variable is malformed.
 */
export const openDeployment = (service: string, env: Readonly<Record<string, string | undefined>>): Deployment => {
  const configuration = readConfiguration(env);
  const log = createPowertoolsLog(service);
  const meter = createPowertoolsMeter(service, env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'BauhausTravel');
  const aws = needed(configuration.aws, 'the bus');
  const supabase = () => {
    const { url, key, jwtSecret } = needed(configuration.supabase, 'the data API');
    return { url, apiKey: key, jwtSecret };
  };
  let opened: SupabaseStore | null = null;
  const store = (): SupabaseStore => {
    opened ??= measuredStore(createSupabaseStore(supabase()), { meter, log });
    return opened;
  };

  return {
    configuration,
    aws,
    clock,
    ids,
    log,
    meter,
    store,
    bus: () => createEventBridgeBus({ client: new EventBridgeClient(clientSettings), busName: aws.eventBusName }),
    whatsApp: () => {
      const account = needed(configuration.twilio, 'Twilio');
      const publicBaseUrl = needed(configuration.publicBaseUrl, 'PUBLIC_BASE_URL');
      const templates = createTemplateDirectory(createTwilioContents(account), clock);
      // The first message shall not wait for the list; where it cannot be read yet, that message asks again.
      templates.templateStates().catch(() => log.warn('the templates could not be read yet'));
      const sender = createTwilioSender({
        ...account,
        clock,
        contentSid: templates.contentSid,
        statusCallbackUrl: (id) => `${publicBaseUrl}/webhooks/twilio/status/${id}`,
      });
      return { sender: measuredSender(sender, meter), templates };
    },
    flights: () => {
      const { key: apiKey, baseUrl, alerts } = needed(configuration.aeroApi, 'AeroAPI');
      const targetUrl = `${configuration.publicBaseUrl}/webhooks/aeroapi/${configuration.aeroApiWebhookToken}`;
      return {
        flights: shareLooks(measuredFlightData(aeroapiFlightData({ baseUrl, apiKey, clock }), meter), store(), clock),
        alerts: alerts ? aeroapiAlerts({ baseUrl, apiKey, targetUrl }) : null,
      };
    },
  };
};

import type { Hono } from 'hono';
import { parseAlertPush } from '#shared/adapters/aeroapi/parse-alert-push.ts';
import { deployedFiles } from '#shared/adapters/aws/deployed-files.ts';
import { deployedLinks } from '#shared/adapters/aws/deployed-links.ts';
import type { Deployment } from '#shared/adapters/aws/deployment.ts';
import { aeroApiPrices } from '#shared/adapters/aws/measured.ts';
import { createRelay } from '#shared/adapters/aws/relay.ts';
import { isAuthentic, parseInbound, parseStatus } from '#shared/adapters/twilio/webhooks.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { Meter } from '#shared/ports/meter.ts';
import { createApi } from './app.ts';
import type { ApiDependencies } from './dependencies.ts';
import { standardLimits } from './limits.ts';

const readOnly: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Status callbacks with what they say counted. */
const measured =
  (
    deliveryReport: ApiDependencies['deliveryReport'],
    meter: Meter,
  ): ApiDependencies['deliveryReport'] =>
  async (report) => {
    await deliveryReport(report);
    if (report.status === 'delivered') meter.count('MessagesDelivered');
    if (report.status === 'failed' || report.status === 'undelivered')
      meter.count('MessagesUndelivered');
  };

/** The HTTP edge of a deployment: the same app as on one machine, which also carries at once what a request has left in the outbox. */
export const createDeployedApi = (deployment: Deployment): Hono => {
  const { clock, ids, log, meter, configuration } = deployment;
  const { twilio, publicBaseUrl, aeroApiWebhookToken } = configuration;
  if (!twilio || !publicBaseUrl)
    throw new ConfigurationError('the HTTP edge needs Twilio and PUBLIC_BASE_URL');
  const store = deployment.store();
  const relay = createRelay({ store, bus: deployment.bus(), clock, log });
  const tokens = [twilio.authToken, twilio.authTokenSecondary].filter((token) => token !== null);

  const api = createApi({
    desk: store,
    clock,
    ids,
    log,
    twilio: {
      publicBaseUrl,
      isAuthentic: (request) => isAuthentic({ ...request, tokens }),
      parseInbound,
      parseStatus,
    },
    places: store.places,
    itineraries: store,
    linkSecret: deployedLinks(deployment).secret,
    // Links to documents lead to Supabase Storage, which serves the files itself.
    conversations: store,
    documents: deployedFiles(deployment).documents,
    documentLinks: null,
    deliveryReport: measured(store.deliveryReport, meter),
    limits: standardLimits,
    alerts: {
      token: aeroApiWebhookToken,
      parse: (body) => {
        meter.count('AeroApiPushes');
        meter.count('AeroApiDollars', aeroApiPrices.push);
        return parseAlertPush(body);
      },
    },
    health: async () => ({
      database: await store.ping().then(
        () => ({ state: 'up' }) as const,
        () => ({ state: 'down', detail: 'does not answer' }) as const,
      ),
    }),
    breakers: deployment.breakers().states,
  });
  const fetch = api.fetch;
  api.fetch = async (request, ...rest) => {
    const response = await fetch(request, ...rest);
    if (!readOnly.has(request.method)) await relay();
    return response;
  };
  return api;
};

import type { Hono } from 'hono';
import { aeroApiPrices } from '#shared/adapters/aeroapi/measured-flight-data.ts';
import { parseAlertPush } from '#shared/adapters/aeroapi/parse-alert-push.ts';
import { isAuthentic, parseInbound, parseStatus } from '#shared/adapters/twilio/webhooks.ts';
import { requireConfig } from '#shared/composition/access.ts';
import type { Platform } from '#shared/composition/platform.ts';
import type { Meter } from '#shared/ports/meter.ts';
import { createApi } from './app.ts';
import type { ApiDependencies, DependencyHealth } from './dependencies.ts';
import { standardLimits } from './limits.ts';
import type { Route } from './route.ts';

/** Counts the messages that status callbacks report as delivered or undelivered. */
const withDeliveryMetrics =
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

/**
 * Puts the HTTP API of a platform together; `engineHealth` adds the engine's dependencies,
 * and `moreRoutes` are those that only one engine has.
 */
export const composeApi = (
  platform: Platform,
  engineHealth: () => Readonly<Record<string, DependencyHealth>> = () => ({}),
  moreRoutes: readonly Route[] = [],
): Hono => {
  const { access, store, meter } = platform;
  const { publicBaseUrl, tokens } = requireConfig(
    access.twilio,
    'TWILIO_ACCOUNT_SID and PUBLIC_BASE_URL',
  );
  const databaseHealth = (): Promise<DependencyHealth> =>
    store.ping().then(
      () => ({ state: 'up' }),
      () => ({ state: 'down', detail: 'does not answer' }),
    );
  return createApi({
    clock: platform.clock,
    ids: platform.ids,
    log: platform.log,
    desk: store,
    journeys: store,
    contacts: store,
    reading: store,
    twilio: {
      publicBaseUrl,
      isAuthentic: (request) => isAuthentic({ ...request, tokens }),
      parseInbound,
      parseStatus,
    },
    places: store.places,
    itineraries: store,
    linkSecret: requireConfig(access.links, 'LINK_SECRET').secret,
    conversations: store,
    documents: platform.documents,
    documentLinks: platform.documentLinks,
    deliveryReport: withDeliveryMetrics(store.deliveryReport, meter),
    limits: standardLimits,
    alerts: {
      token: access.alertToken,
      parse: (body) => {
        meter.count('AeroApiPushes');
        meter.count('AeroApiDollars', aeroApiPrices.push);
        return parseAlertPush(body);
      },
    },
    moreRoutes,
    health: async () => ({ database: await databaseHealth(), ...engineHealth() }),
    breakers: platform.breakers.states,
  });
};

import { aeroApiPrices } from '#shared/adapters/aeroapi/measured-flight-data.ts';
import { parseAlertPush } from '#shared/adapters/aeroapi/parse-alert-push.ts';
import { isFromItsAccount } from '#shared/adapters/twilio/accounts.ts';
import { callTwiml } from '#shared/adapters/twilio/call-twiml.ts';
import { parseDigit, parseInbound, parseStatus } from '#shared/adapters/twilio/webhooks.ts';
import { requireConfig } from '#shared/composition/access.ts';
import type { Platform } from '#shared/composition/platform.ts';
import type { Meter } from '#shared/ports/meter.ts';
import type { ApiDependencies } from './dependencies.ts';

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

/** What the webhooks of a platform need. */
export const webhookDependencies = ({
  access,
  store,
  meter,
  clock,
  log,
}: Platform): Pick<
  ApiDependencies,
  'desk' | 'clock' | 'log' | 'twilio' | 'deliveryReport' | 'alerts'
> => {
  const accounts = requireConfig(access.twilio, 'TWILIO_ACCOUNT_SID and PUBLIC_BASE_URL');
  return {
    desk: store,
    clock,
    log,
    twilio: {
      publicBaseUrl: accounts.publicBaseUrl,
      isAuthentic: (request) => isFromItsAccount(accounts, request),
      parseInbound,
      parseStatus,
      parseDigit,
      callTwiml,
    },
    deliveryReport: withDeliveryMetrics(store.deliveryReport, meter),
    alerts: {
      token: access.alertToken,
      parse: (body) => {
        meter.count('AeroApiPushes');
        meter.count('AeroApiDollars', aeroApiPrices.push);
        return parseAlertPush(body);
      },
    },
  };
};

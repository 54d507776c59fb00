import { z } from 'zod';
import { codesOf, icaoDesignator } from '#shared/domain/airline-codes.ts';
import type { FlightAlerts } from '#shared/ports/flight-data.ts';
import type { Log } from '#shared/ports/log.ts';
import { type AeroapiConfig, askAeroapi } from './aeroapi-client.ts';
import { readList } from './aeroapi-list.ts';

const optionalText = z.string().nullish();
const AlertPage = z.object({ alerts: z.array(z.unknown()) });
const ListedAlert = z.object({
  id: z.int(),
  ident: optionalText,
  user_ident: optionalText,
  ident_iata: optionalText,
  ident_icao: optionalText,
  origin: optionalText,
  origin_iata: optionalText,
  destination: optionalText,
  destination_iata: optionalText,
  start: optionalText,
  target_url: optionalText,
});
type ListedAlert = z.infer<typeof ListedAlert>;

/**
 * Events we subscribe to: what the tracker reads. Filings and en-route holds change nothing for a
 * traveller; gate changes come as `departure`.
 */
const subscribedEvents = {
  arrival: true,
  cancelled: true,
  departure: true,
  diverted: true,
  filed: false,
  out: true,
  off: true,
  on: true,
  in: true,
  hold_start: false,
  hold_end: false,
};

type AlertRequest = Parameters<FlightAlerts['create']>[0];

const isSame = (alert: ListedAlert, request: AlertRequest, targetUrl: string): boolean => {
  const idents = [alert.ident, alert.user_ident, alert.ident_iata, alert.ident_icao].flatMap(
    (ident) => (ident ? codesOf(ident) : []),
  );
  return (
    codesOf(request.designator).some((code) => idents.includes(code)) &&
    alert.start === request.date &&
    [alert.origin, alert.origin_iata].includes(request.origin) &&
    [alert.destination, alert.destination_iata].includes(request.destination) &&
    (alert.target_url == null || alert.target_url === targetUrl)
  );
};

/** Without `max_pages` a long list times out (AeroAPI, "Get all configured alerts"). */
const pagesPerRequest = 20;
const maxRequests = 25;

/** Access to AeroAPI, and where it sends alerts. */
export interface AeroapiAlertsConfig extends AeroapiConfig {
  /** Receives the pushes; contains an unguessable token, since pushes are not signed. */
  readonly targetUrl: string;
  readonly log: Log;
}

/**
 * `FlightAlerts` on AeroAPI's `/alerts`. Creating has no idempotency there: only the whole list
 * shows an alert whose reply was lost. Where the list cannot be read to its end, none is created.
 */
export const aeroapiAlerts = (config: AeroapiAlertsConfig): FlightAlerts => ({
  async create(request) {
    const parameters = { max_pages: String(pagesPerRequest) };
    const list = await readList(config, '/alerts', parameters, maxRequests);
    if (list.kind === 'too-long')
      config.log.error('AeroAPI lists more pages of alerts than are read: none is created', {
        limit: pagesPerRequest * maxRequests,
      });
    if (list.kind !== 'complete') return null;
    const pages = z.array(AlertPage).safeParse(list.bodies);
    if (!pages.success) return null;
    const existing = pages.data
      .flatMap((page) => page.alerts)
      .map((alert) => ListedAlert.safeParse(alert).data)
      .find((alert) => alert && isSame(alert, request, config.targetUrl));
    if (existing) return String(existing.id);
    const answer = await askAeroapi(config, 'POST', '/alerts', {
      ident: icaoDesignator(request.designator),
      origin: request.origin,
      destination: request.destination,
      start: request.date,
      end: request.date,
      target_url: config.targetUrl,
      events: subscribedEvents,
    });
    if (answer.kind === 'failed' || answer.status !== 201) return null;
    return /\/alerts\/(\d+)\/?$/.exec(answer.headers.get('location') ?? '')?.[1] ?? null;
  },
  async delete(alertId) {
    // A leftover alert ends with its date, so a failure does not matter.
    await askAeroapi(config, 'DELETE', `/alerts/${encodeURIComponent(alertId)}`);
  },
});

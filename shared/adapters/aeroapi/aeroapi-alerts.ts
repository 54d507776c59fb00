import { z } from 'zod';
import { codesOf, icaoDesignator } from '#shared/domain/airline-codes.ts';
import type { FlightAlerts } from '#shared/ports/flight-data.ts';
import type { Log } from '#shared/ports/log.ts';
import { type AeroapiConfig, askAeroapi } from './aeroapi-client.ts';
import { readList } from './aeroapi-list.ts';

const text = z.string().nullish();
const AlertPage = z.object({ alerts: z.array(z.unknown()) });
const ListedAlert = z.object({
  id: z.int(),
  ident: text,
  user_ident: text,
  ident_iata: text,
  ident_icao: text,
  origin: text,
  origin_iata: text,
  destination: text,
  destination_iata: text,
  start: text,
  target_url: text,
});
type ListedAlert = z.infer<typeof ListedAlert>;

/**
 * Everything the tracker reads; en-route holds and filings change nothing for a traveller.
 * `departure` brings gate changes.
 */
const events = {
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

type Wanted = Parameters<FlightAlerts['create']>[0];

const isSame = (alert: ListedAlert, wanted: Wanted, targetUrl: string): boolean => {
  const idents = [alert.ident, alert.user_ident, alert.ident_iata, alert.ident_icao].flatMap(
    (ident) => (ident ? codesOf(ident) : []),
  );
  return (
    codesOf(wanted.designator).some((code) => idents.includes(code)) &&
    alert.start === wanted.date &&
    [alert.origin, alert.origin_iata].includes(wanted.origin) &&
    [alert.destination, alert.destination_iata].includes(wanted.destination) &&
    (alert.target_url == null || alert.target_url === targetUrl)
  );
};

/** Without a limit of pages a long list times out (AeroAPI, "Get all configured alerts"). */
const pagesAtOnce = 20;
const mostRequests = 25;

/** How pushes are asked for. */
export interface AeroapiAlertsConfig extends AeroapiConfig {
  /** Where pushes go; it holds an unguessable token, since they are not signed. */
  readonly targetUrl: string;
  readonly log: Log;
}

/**
 * `FlightAlerts` by AeroAPI's `/alerts`. To create one has no idempotency there: only the whole
 * list shows an alert whose reply was lost, so where it cannot be read to its end none is created.
 */
export const aeroapiAlerts = (config: AeroapiAlertsConfig): FlightAlerts => ({
  async create(wanted) {
    const parameters = { max_pages: String(pagesAtOnce) };
    const list = await readList(config, '/alerts', parameters, mostRequests);
    if (list.kind === 'too-long')
      config.log.error('AeroAPI lists more pages of alerts than are read: none is created', {
        limit: pagesAtOnce * mostRequests,
      });
    if (list.kind !== 'complete') return null;
    const pages = z.array(AlertPage).safeParse(list.bodies);
    if (!pages.success) return null;
    const same = pages.data
      .flatMap((page) => page.alerts)
      .map((alert) => ListedAlert.safeParse(alert).data)
      .find((alert) => alert && isSame(alert, wanted, config.targetUrl));
    if (same) return String(same.id);
    const created = await askAeroapi(config, 'POST', '/alerts', {
      ident: icaoDesignator(wanted.designator),
      origin: wanted.origin,
      destination: wanted.destination,
      start: wanted.date,
      end: wanted.date,
      target_url: config.targetUrl,
      events,
    });
    if (created.kind === 'failed' || created.status !== 201) return null;
    return /\/alerts\/(\d+)\/?$/.exec(created.headers.get('location') ?? '')?.[1] ?? null;
  },
  async delete(alertId) {
    // An alert that stays behind ends with its date; nothing waits for this.
    await askAeroapi(config, 'DELETE', `/alerts/${encodeURIComponent(alertId)}`);
  },
});

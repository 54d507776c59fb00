import { z } from 'zod';
import { codesOf, icaoDesignator } from '#shared/domain/airline-codes.ts';
import type { FlightAlerts } from '#shared/ports/flight-data.ts';
import { type AeroapiConfig, askAeroapi } from './aeroapi-client.ts';

const text = z.string().nullish();
const AlertList = z.object({
  alerts: z.array(
    z.object({
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
    }),
  ),
});
type ListedAlert = z.infer<typeof AlertList>['alerts'][number];

/** Everything the tracker reads; en-route holds and filings change nothing for a traveller. `departure` brings gate changes. */
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

/**
 * `FlightAlerts` by AeroAPI's `/alerts`. Creating has no idempotency there, so the list is read first: an alert whose reply was lost is found
 * again instead of doubled. `targetUrl` holds an unguessable token, since pushes are not signed.
 */
export const aeroapiAlerts = (
  config: AeroapiConfig & { readonly targetUrl: string },
): FlightAlerts => ({
  async create(wanted) {
    const list = await askAeroapi(config, 'GET', '/alerts');
    if (list.kind === 'failed' || list.status !== 200) return null;
    const known = AlertList.safeParse(list.body);
    const same = known.success
      ? known.data.alerts.find((alert) => isSame(alert, wanted, config.targetUrl))
      : undefined;
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

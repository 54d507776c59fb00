import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import { Instant as InstantSchema } from '#shared/domain/instant.ts';

const flag = z.boolean().default(false);

/** Which events an alert is for (AeroAPI `events`). */
const AlertEvents = z.strictObject({
  arrival: flag,
  cancelled: flag,
  departure: flag,
  diverted: flag,
  filed: flag,
  out: flag,
  off: flag,
  on: flag,
  in: flag,
  hold_start: flag,
  hold_end: flag,
});

/** The parameters of GET /alerts; without `max_pages` it returns all alerts. */
export const AlertListQuery = z.object({
  max_pages: z.coerce.number().int().min(0).default(0),
  cursor: z.string().regex(/^\d+$/).optional(),
});

/**
 * The body of POST and PUT /alerts. AeroAPI's specification also requires keys of the response,
 * which the service itself does not.
 */
export const AlertRequest = z.object({
  ident: z.string().nullish(),
  origin: z.string().nullish(),
  destination: z.string().nullish(),
  aircraft_type: z.string().nullish(),
  start: z.iso.date().nullish(),
  end: z.iso.date().nullish(),
  max_weekly: z.int().optional(),
  eta: z.int().default(0),
  impending_arrival: z.array(z.int()).max(10).nullish(),
  impending_departure: z.array(z.int()).max(10).nullish(),
  events: AlertEvents.default(AlertEvents.parse({})),
  target_url: z.url().nullish(),
});
export type AlertRequest = z.infer<typeof AlertRequest>;

const Alert = z.object({
  id: z.int(),
  created: InstantSchema,
  changed: InstantSchema,
  request: AlertRequest,
});
/** An alert as it was requested. */
export type Alert = z.infer<typeof Alert>;

const State = z.object({
  endpoint: z.string().nullable(),
  lastId: z.int(),
  alerts: z.array(Alert),
});

/** The account's alerts and the URL they are pushed to. */
export interface AlertBook {
  endpoint(): string | null;
  setEndpoint(url: string | null): void;
  all(): readonly Alert[];
  add(request: AlertRequest, now: Instant): Alert;
  /** Null where there is no such alert. */
  replace(id: number, request: AlertRequest, now: Instant): Alert | null;
  remove(id: number): boolean;
}

/** Creates the alert book; with a file it survives a restart, as the real service's alerts do. */
export const createAlertBook = (file: string | null): AlertBook => {
  const stored =
    file !== null && existsSync(file)
      ? State.safeParse(JSON.parse(readFileSync(file, 'utf8')))
      : null;
  let { endpoint, lastId, alerts } = stored?.success
    ? stored.data
    : { endpoint: null, lastId: 1_000, alerts: [] };
  const save = (): void => {
    if (file === null) return;
    writeFileSync(`${file}.new`, JSON.stringify({ endpoint, lastId, alerts }));
    renameSync(`${file}.new`, file);
  };
  return {
    endpoint: () => endpoint,
    setEndpoint: (url) => {
      endpoint = url;
      save();
    },
    all: () => alerts,
    add: (request, now) => {
      lastId += 1;
      const alert: Alert = { id: lastId, created: now, changed: now, request };
      alerts = [...alerts, alert];
      save();
      return alert;
    },
    replace: (id, request, now) => {
      const alert = alerts.find((other) => other.id === id);
      if (!alert) return null;
      const replacement: Alert = { ...alert, changed: now, request };
      alerts = alerts.map((other) => (other.id === id ? replacement : other));
      save();
      return replacement;
    },
    remove: (id) => {
      const count = alerts.length;
      alerts = alerts.filter((alert) => alert.id !== id);
      if (alerts.length !== count) save();
      return alerts.length !== count;
    },
  };
};

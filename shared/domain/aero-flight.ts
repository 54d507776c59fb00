import { z } from 'zod';
import { Instant } from './instant.ts';
import { isZone } from './zone-offset.ts';

const text = z
  .string()
  .nullish()
  .transform((v) => v ?? null);
const time = Instant.nullish().transform((v) => v ?? null);
const flag = z
  .boolean()
  .nullish()
  .transform((v) => v ?? false);
/** A zone that clocks here do not know would fail every turn that asks it for the time. */
const zone = text.transform((v) => (v !== null && isZone(v) ? v : null));
const airport = z
  .object({ code: text, code_icao: text, code_iata: text, timezone: zone, name: text, city: text })
  .nullish()
  .transform((v) => v ?? null);

/**
 * One flight as AeroAPI v4 describes it, reduced to what we read (source: FlightAware AeroAPI 4.28,
 * GET /flights/{ident}). Instants are UTC; `status` is free text and decides nothing alone.
 */
export const AeroFlight = z.object({
  ident: z.string(),
  ident_icao: text,
  ident_iata: text,
  fa_flight_id: z.string(),
  codeshares: z
    .array(z.string())
    .nullish()
    .transform((v) => v ?? []),
  codeshares_iata: z
    .array(z.string())
    .nullish()
    .transform((v) => v ?? []),
  inbound_fa_flight_id: text,
  status: z
    .string()
    .nullish()
    .transform((v) => v ?? ''),
  cancelled: flag,
  diverted: flag,
  origin: airport,
  destination: airport,
  scheduled_out: time,
  estimated_out: time,
  actual_out: time,
  scheduled_off: time,
  estimated_off: time,
  actual_off: time,
  scheduled_on: time,
  estimated_on: time,
  actual_on: time,
  scheduled_in: time,
  estimated_in: time,
  actual_in: time,
  gate_origin: text,
  terminal_origin: text,
  gate_destination: text,
  terminal_destination: text,
  baggage_claim: text,
  progress_percent: z
    .number()
    .nullish()
    .transform((v) => v ?? null),
});
export type AeroFlight = z.infer<typeof AeroFlight>;

import { type Instant, instant, latest, minute, second } from '#shared/domain/instant.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { Arrivals } from './rows.ts';
import type { Tables } from './tables.ts';

interface Rate {
  readonly limit: number;
  readonly windowMs: number;
  /** How many may go at once; the gap between the others is such that no window ever holds more than `limit`. */
  readonly burst: number;
}

/** Critical messages spend the ordinary allowance too, but never wait for it. */
const reserve = (
  tables: Tables,
  bucket: string,
  { limit, windowMs, burst }: Rate,
  critical: boolean,
  now: Instant,
): Instant => {
  const nowMs = Date.parse(now);
  const gapMs = Math.ceil(windowMs / (limit - burst + 1));
  const before = tables.rates.get(bucket) ?? { all: nowMs, critical: nowMs };
  const arrivals: Arrivals = {
    all: Math.max(before.all, nowMs) + gapMs,
    critical: critical ? Math.max(before.critical, nowMs) + gapMs : before.critical,
  };
  tables.rates.set(bucket, arrivals);
  return instant(Math.max(nowMs, (critical ? arrivals.critical : arrivals.all) - gapMs * burst));
};

/** Reserves a slot for one message, within its agency's rate and its sender's (80 a second is WhatsApp's limit for one number): now, or when it may go. */
export const reserveSlot = (
  tables: Tables,
  {
    agencyId,
    from,
    critical,
  }: { readonly agencyId: string; readonly from: string; readonly critical: boolean },
  now: Instant,
): Instant => {
  const limit = effectiveSettings(tables.agencies.get(agencyId)?.settings ?? {}).rate_limiting
    .messages_per_minute;
  const ofAgency = reserve(
    tables,
    `agency|${agencyId}`,
    { limit, windowMs: minute, burst: Math.max(1, Math.floor(limit / 6)) },
    critical,
    now,
  );
  const ofSender = reserve(
    tables,
    `sender|${from}`,
    { limit: 80, windowMs: second, burst: 8 },
    critical,
    now,
  );
  return latest(ofAgency, ofSender) ?? now;
};

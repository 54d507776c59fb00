import { type Instant, instant, latest } from '#shared/domain/instant.ts';
import { agencyRate, type Rate, senderRate } from '#shared/domain/rates.ts';
import { effectiveSettings, withinCeilings } from '#shared/domain/settings.ts';
import type { Arrivals } from './rows.ts';
import type { Tables } from './tables.ts';

/**
 * Reserves a slot in one bucket (GCRA). Critical messages use up the ordinary allowance too, but
 * never wait for it.
 */
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

/**
 * Reserves a slot for one message within the rates of its agency and its sender. Returns when it
 * may be sent.
 */
export const reserveSlot = (
  tables: Tables,
  {
    agencyId,
    from,
    critical,
  }: { readonly agencyId: string; readonly from: string; readonly critical: boolean },
  now: Instant,
): Instant => {
  const { messages_per_minute: limit } = withinCeilings(
    effectiveSettings(tables.agencies.get(agencyId)?.settings ?? {}),
    tables.ceilings,
  ).rate_limiting;
  const agencySlot = reserve(tables, `agency|${agencyId}`, agencyRate(limit), critical, now);
  const senderSlot = reserve(tables, `sender|${from}`, senderRate, critical, now);
  return latest(agencySlot, senderSlot) ?? now;
};

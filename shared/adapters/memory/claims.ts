import { type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import type { ClaimedEffect } from '#shared/ports/actor-store.ts';
import { reserveSlot } from './rates.ts';
import type { EffectRow } from './rows.ts';
import { lineOf, type Tables } from './tables.ts';

/** How long after the lease of a request its message may still appear at the provider. */
const reconcileAfterMs = 2 * minute;

const leaseMs = (row: EffectRow): number =>
  row.content.kind === 'text' && row.content.mediaUrl !== undefined ? 90 * second : 60 * second;

/** When an effect wants to be claimed next; null: never again. */
export const wakeAt = (row: EffectRow): Instant | null => {
  if (row.status === 'PENDING') return row.dueAt;
  if (row.status === 'SENDING')
    return row.leaseUntil === null ? null : plus(row.leaseUntil, reconcileAfterMs);
  if (row.status === 'UNKNOWN') return row.leaseUntil ?? row.reconcileAt;
  return null;
};

export const isUnderWay = (row: EffectRow): boolean =>
  row.status === 'SENDING' || row.status === 'UNKNOWN';

/** Whether another message from the same number to the same phone is under way. */
export const isBlocked = (tables: Tables, row: EffectRow): boolean =>
  tables.effectsOfLine(lineOf(row)).some((other) => other.id !== row.id && isUnderWay(other));

const reasonToDrop = (tables: Tables, row: EffectRow, now: Instant): string | null => {
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired';
  const trip = row.tripId === null ? undefined : tables.trips.get(row.tripId);
  if (trip?.status === 'withdrawn' && row.type !== 'trip_cancelled') return 'trip_withdrawn';
  const agency = tables.agencies.get(row.agencyId);
  const conversation = agency && tables.conversation(agency, row.to);
  if (!row.evenIfOptedOut && tables.isSilenced(row.from, row.to)) return 'opted_out';
  if (
    row.type === 'reply' &&
    conversation &&
    conversation.takenOverUntil !== null &&
    conversation.takenOverUntil > now
  )
    return 'taken_over';
  return null;
};

const accountedFor = (tables: Tables, row: EffectRow): string[] =>
  tables
    .effectsOfLine(lineOf(row))
    .flatMap((other) => [
      ...other.formerProviderIds,
      ...(other.providerId === null ? [] : [other.providerId]),
    ]);

const claimed = (
  tables: Tables,
  row: EffectRow,
  mode: ClaimedEffect['mode'],
  leaseUntil: Instant,
): ClaimedEffect => ({
  id: row.id,
  fence: row.fence,
  mode,
  agencyId: row.agencyId,
  tripId: row.tripId,
  type: row.type,
  from: row.from,
  to: row.to,
  content: row.content,
  critical: row.critical,
  attempts: row.attempts,
  emptyLists: row.emptyLists,
  firstTriedAt: row.firstTriedAt,
  lastTriedAt: row.lastTriedAt,
  expiresAt: row.expiresAt,
  leaseUntil,
  retryLimits: tables.agencies.get(row.agencyId)?.settings['retry_limits'] ?? {},
  accountedFor: mode === 'reconcile' ? accountedFor(tables, row) : [],
});

/** Claims one effect, drops it, moves it to its slot, or leaves it where it is. */
const claimOne = (tables: Tables, row: EffectRow, now: Instant): ClaimedEffect | null => {
  const wake = wakeAt(row);
  if (wake === null || wake > now) return null;
  const leaseUntil = plus(now, leaseMs(row));
  const held = { fence: row.fence + 1, leaseUntil, reconcileAt: null };
  if (isUnderWay(row)) {
    const next: EffectRow = { ...row, ...held, status: 'UNKNOWN' };
    tables.putEffect(next);
    return claimed(tables, next, 'reconcile', leaseUntil);
  }
  const reason = reasonToDrop(tables, row, now);
  if (reason !== null) {
    tables.putEffect({ ...row, status: 'DROPPED', reason });
    return null;
  }
  if (isBlocked(tables, row)) return null;
  const slot = row.slotAt ?? reserveSlot(tables, row, now);
  if (slot > now) {
    tables.putEffect({ ...row, dueAt: slot, slotAt: slot });
    return null;
  }
  tables.tries += 1;
  const tried = { firstTriedAt: row.firstTriedAt ?? now, lastTriedAt: now, tryOrder: tables.tries };
  const next: EffectRow = { ...row, ...held, ...tried, status: 'SENDING', slotAt: null };
  tables.putEffect(next);
  return claimed(tables, next, 'send', leaseUntil);
};

/** Critical ones first, then the one due longest. */
const byUrgency = (a: EffectRow, b: EffectRow): number =>
  Number(b.critical) - Number(a.critical) || (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0);

/** Claims what is due among the effects given, the most urgent first; a null agency sees all of them. */
export const claimEffects = (
  tables: Tables,
  ids: Iterable<string>,
  agencyId: string | null,
  now: Instant,
): ClaimedEffect[] =>
  [...ids]
    .flatMap((id) => tables.effects.get(id) ?? [])
    .filter((row) => agencyId === null || row.agencyId === agencyId)
    .sort(byUrgency)
    .flatMap((row) => claimOne(tables, row, now) ?? []);

/** Claims the next message that waits on a line that has become free. */
export const claimNextOf = (
  tables: Tables,
  line: string,
  agencyId: string | null,
  now: Instant,
): ClaimedEffect[] => {
  const waiting = tables
    .effectsOfLine(line)
    .filter((row) => row.status === 'PENDING' && row.dueAt <= now)
    .sort(byUrgency);
  for (const row of waiting) {
    const taken = claimEffects(tables, [row.id], agencyId, now);
    if (taken.length > 0) return taken;
  }
  return [];
};

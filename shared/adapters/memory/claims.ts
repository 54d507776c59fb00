import {
  accountedBeforeMs,
  appearsWithinMs,
  mostWaitingTried,
  pairDelayMs,
  reconcileLeaseMs,
  sendLeaseMs,
} from '#shared/domain/delivery.ts';
import { type Instant, latest, plus } from '#shared/domain/instant.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { ClaimedEffect } from '#shared/ports/actor-store.ts';
import { reserveSlot } from './rates.ts';
import type { EffectRow } from './rows.ts';
import { lineOf, type Tables } from './tables.ts';

export const isUnderWay = (row: EffectRow): boolean =>
  row.status === 'SENDING' || row.status === 'UNKNOWN';

/** The message that is under way from the same number to the same phone. */
const underWay = (tables: Tables, line: string): EffectRow | undefined =>
  tables.effectsOfLine(line).find(isUnderWay);

const reasonToDrop = (tables: Tables, row: EffectRow, now: Instant): string | null => {
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired';
  const trip = row.tripId === null ? undefined : tables.trips.get(row.tripId);
  if (trip?.status === 'withdrawn' && !messageTypes[row.type].sentAfterWithdrawal)
    return 'trip_withdrawn';
  const agency = tables.agencies.get(row.agencyId);
  const conversation = agency && tables.conversation(agency, row.to);
  if (!row.evenIfOptedOut && tables.isSilenced(row.from, row.to)) return 'opted_out';
  if (
    messageTypes[row.type].heldByTakeover &&
    conversation &&
    conversation.takenOverUntil !== null &&
    conversation.takenOverUntil > now
  )
    return 'taken_over';
  return null;
};

/** Provider ids of this number and phone that are of other messages, or of other tries. */
const accountedFor = (tables: Tables, row: EffectRow): string[] => {
  const since = plus(row.lastTriedAt ?? row.createdAt, -accountedBeforeMs);
  return [
    ...row.formerProviderIds,
    ...tables
      .effectsOfLine(lineOf(row))
      .filter(
        ({ id, agencyId, sentAt }) =>
          id !== row.id && agencyId === row.agencyId && sentAt !== null && sentAt >= since,
      )
      .sort((a, b) => ((a.sentAt ?? '') < (b.sentAt ?? '') ? -1 : 1))
      .flatMap((other) => [
        ...other.formerProviderIds,
        ...(other.providerId === null ? [] : [other.providerId]),
      ]),
  ];
};

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
  retryLimits: tables.agencies.get(row.agencyId)?.settings['retry_limits'] ?? null,
  accountedFor: mode === 'reconcile' ? accountedFor(tables, row) : [],
});

/** Claims one effect, drops it, moves it to its slot, or has it wait behind another. */
const claimOne = (tables: Tables, row: EffectRow, now: Instant): ClaimedEffect | null => {
  if (row.nextAttemptAt === null || row.nextAttemptAt > now) return null;
  if (isUnderWay(row)) {
    const leaseUntil = plus(now, reconcileLeaseMs);
    const next: EffectRow = {
      ...row,
      status: 'UNKNOWN',
      fence: row.fence + 1,
      leaseUntil,
      nextAttemptAt: leaseUntil,
    };
    tables.putEffect(next);
    return claimed(tables, next, 'reconcile', leaseUntil);
  }
  const reason = reasonToDrop(tables, row, now);
  if (reason !== null) {
    tables.putEffect(dropped(row, reason));
    return null;
  }
  const other = underWay(tables, lineOf(row));
  if (other?.agencyId === row.agencyId) {
    const nextAttemptAt = plus(latest(other.nextAttemptAt, now) ?? now, pairDelayMs);
    tables.putEffect({ ...row, nextAttemptAt, waitsForPair: true });
    return null;
  }
  const slotAt = row.slotAt ?? reserveSlot(tables, row, now);
  if (slotAt > now) {
    tables.putEffect({ ...row, nextAttemptAt: slotAt, slotAt, waitsForPair: false });
    return null;
  }
  if (other) {
    // Another agency's from the same number: when it will be over is not this one's to know.
    tables.putEffect({ ...row, nextAttemptAt: plus(now, pairDelayMs), slotAt, waitsForPair: true });
    return null;
  }
  tables.tries += 1;
  const leaseUntil = plus(now, sendLeaseMs(row.content));
  const next: EffectRow = {
    ...row,
    status: 'SENDING',
    fence: row.fence + 1,
    leaseUntil,
    nextAttemptAt: plus(leaseUntil, appearsWithinMs),
    waitsForPair: false,
    slotAt: null,
    firstTriedAt: row.firstTriedAt ?? now,
    lastTriedAt: now,
    tryOrder: tables.tries,
  };
  tables.putEffect(next);
  return claimed(tables, next, 'send', leaseUntil);
};

/** The row as one that will not be sent. */
export const dropped = (row: EffectRow, reason: string): EffectRow => ({
  ...row,
  status: 'DROPPED',
  reason,
  nextAttemptAt: null,
  waitsForPair: false,
});

/** Critical ones first, then the one due longest, then the one decided first. */
const byUrgency = (a: EffectRow, b: EffectRow): number =>
  Number(b.critical) - Number(a.critical) ||
  (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.seq - b.seq);

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

/** Claims the next message of an agency that waits on a line, if the line has become free. */
export const claimNextOf = (
  tables: Tables,
  line: string,
  agencyId: string,
  now: Instant,
): ClaimedEffect[] => {
  if (underWay(tables, line)?.agencyId === agencyId) return [];
  const waiting = tables
    .effectsOfLine(line)
    .filter(
      (row) =>
        row.status === 'PENDING' &&
        row.dueAt <= now &&
        row.agencyId === agencyId &&
        (row.waitsForPair || (row.nextAttemptAt ?? now) <= now),
    )
    .sort(byUrgency)
    .slice(0, mostWaitingTried);
  for (const row of waiting) {
    const taken = claimOne(tables, { ...row, nextAttemptAt: now }, now);
    if (taken) return [taken];
  }
  return [];
};

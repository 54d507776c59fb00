import {
  accountedBeforeMs,
  appearsWithinMs,
  mostWaitingTried,
  pairDelayMs,
  reconcileLeaseMs,
  sendLeaseMs,
  suspensionPauseMs,
} from '#shared/domain/delivery.ts';
import { earliest, type Instant, latest, plus } from '#shared/domain/instant.ts';
import { needsRedecision } from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import {
  heldByPause,
  heldWordsLifeMs,
  inShadow,
  pauseLifted,
  testPhoneFor,
} from '#shared/domain/sending.ts';
import type { ClaimedEffect } from '#shared/ports/actor-store.ts';
import { brakeOn } from './brakes.ts';
import { isAlertTaken } from './duty.ts';
import { announceFailure } from './failures.ts';
import { reserveSlot } from './rates.ts';
import type { EffectRow } from './rows.ts';
import { recipientKey, type Tables } from './tables.ts';

/** Whether a worker is sending the message, or its outcome is unknown. */
export const isUnderWay = (row: EffectRow): boolean =>
  row.status === 'SENDING' || row.status === 'UNKNOWN';

/** The message under way from the same number to the same phone. */
const underWay = (tables: Tables, recipient: string): EffectRow | undefined =>
  tables.effectsToRecipient(recipient).find(isUnderWay);

const reasonToDrop = (tables: Tables, row: EffectRow, now: Instant): string | null => {
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired';
  const trip = row.tripId === null ? undefined : tables.trips.get(row.tripId);
  if (trip?.status === 'withdrawn' && !messageTypes[row.type].sentAfterWithdrawal)
    return 'trip_withdrawn';
  // Of unknown fate when the number was corrected, and not sent: decided again for the one of now.
  if (trip && trip.whatsapp !== row.to && !messageTypes[row.type].conversational)
    return 'number_corrected';
  const agency = tables.agencies.get(row.agencyId);
  const conversation = agency && tables.conversation(agency, row.to);
  if (!row.evenIfOptedOut && tables.isOptedOut(row.from, row.to)) return 'opted_out';
  if (
    messageTypes[row.type].heldByTakeover &&
    conversation &&
    conversation.takenOverUntil !== null &&
    conversation.takenOverUntil > now
  )
    return 'taken_over';
  if (isAlertTaken(tables, row)) return 'incident_taken';
  return null;
};

/**
 * Provider ids to this recipient that belong to other messages, or to earlier tries of this one.
 */
const accountedFor = (tables: Tables, row: EffectRow): string[] => {
  const since = plus(row.lastTriedAt ?? row.createdAt, -accountedBeforeMs);
  return [
    ...row.formerProviderIds,
    ...tables
      .effectsToRecipient(recipientKey(row))
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

const claimedEffect = (
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
  to: row.address ?? row.to,
  testFor: row.isTest ? row.to : null,
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

/** A message as a pause leaves it; the agent hears of a critical one, so that a person calls. */
const hold = (tables: Tables, row: EffectRow, until: Instant | null, now: Instant): void => {
  const isNew = row.reason !== heldByPause;
  const held: EffectRow = {
    ...row,
    reason: heldByPause,
    fence: row.fence + (isNew ? 1 : 0),
    nextAttemptAt: earliest(plus(now, suspensionPauseMs), until),
    waitsForPair: false,
    slotAt: null,
  };
  tables.putEffect(held);
  if (isNew && held.critical && !messageTypes[held.type].conversational)
    announceFailure(
      tables,
      { ...held, permanent: false, errorCode: null },
      'held',
      now,
      held.fence,
    );
};

/** A message that a pause held, once it is over; null: its agent decides again, or it is stale. */
const released = (tables: Tables, row: EffectRow, now: Instant): EffectRow | null => {
  const { writtenByPerson, conversational } = messageTypes[row.type];
  if (writtenByPerson && row.createdAt > plus(now, -heldWordsLifeMs))
    return { ...row, reason: null };
  if (conversational) {
    tables.putEffect(dropped(row, 'overtaken'));
    return null;
  }
  const lifted = { ...dropped(row, pauseLifted), fence: row.fence + 1 };
  tables.putEffect(lifted);
  announceFailure(tables, { ...lifted, permanent: false }, needsRedecision, now, lifted.fence);
  return null;
};

/** Claims one effect; or drops it, moves it to its rate slot, or lets it wait behind another. */
const claimOne = (tables: Tables, waiting: EffectRow, now: Instant): ClaimedEffect | null => {
  let row = waiting;
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
    return claimedEffect(tables, next, 'reconcile', leaseUntil);
  }
  const reason = reasonToDrop(tables, row, now);
  if (reason !== null) {
    tables.putEffect(dropped(row, reason));
    return null;
  }
  const brake = brakeOn(tables, row, now);
  if (brake?.state === 'paused') {
    hold(tables, row, brake.until, now);
    return null;
  }
  if (row.reason === heldByPause) {
    const next = released(tables, row, now);
    if (next === null) return null;
    row = next;
  }
  if (brake?.state === 'shadow') {
    tables.tries += 1;
    tables.putEffect({
      ...dropped(row, inShadow),
      slotAt: null,
      firstTriedAt: row.firstTriedAt ?? now,
      lastTriedAt: now,
      tryOrder: tables.tries,
    });
    return null;
  }
  if ((tables.agencies.get(row.agencyId)?.suspendedBecause ?? null) !== null) {
    tables.putEffect({
      ...row,
      reason: 'agency_suspended',
      nextAttemptAt: plus(now, suspensionPauseMs),
      waitsForPair: false,
    });
    return null;
  }
  const other = underWay(tables, recipientKey(row));
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
    // Another agency's message: how long it takes is not for this one to know.
    tables.putEffect({ ...row, nextAttemptAt: plus(now, pairDelayMs), slotAt, waitsForPair: true });
    return null;
  }
  tables.tries += 1;
  const isReleased = row.reason === 'agency_suspended';
  const leaseUntil = plus(now, sendLeaseMs(row.content));
  const testPhone = brake?.state === 'test' ? testPhoneFor(brake.phones, row.to) : null;
  const next: EffectRow = {
    ...row,
    status: 'SENDING',
    reason: isReleased ? null : row.reason,
    fence: row.fence + 1,
    leaseUntil,
    nextAttemptAt: plus(leaseUntil, appearsWithinMs),
    waitsForPair: false,
    slotAt: null,
    firstTriedAt: row.firstTriedAt ?? now,
    lastTriedAt: now,
    tryOrder: tables.tries,
    address:
      testPhone ??
      tables.conversation({ id: row.agencyId, sender: row.from }, row.to)?.address ??
      null,
    isTest: testPhone !== null,
  };
  tables.putEffect(next);
  return claimedEffect(tables, next, 'send', leaseUntil);
};

/** The row, dropped for a reason. */
export const dropped = (row: EffectRow, reason: string): EffectRow => ({
  ...row,
  status: 'DROPPED',
  reason,
  nextAttemptAt: null,
  waitsForPair: false,
});

/** Critical messages first, then the one due longest, then the one decided first. */
const byUrgency = (a: EffectRow, b: EffectRow): number =>
  Number(b.critical) - Number(a.critical) ||
  (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.seq - b.seq);

/** Claims the due ones of the effects, the most urgent first. A null agency may claim any. */
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

/** Claims an agency's next message that waits for a recipient, if none is under way. */
export const claimNextFor = (
  tables: Tables,
  recipient: string,
  agencyId: string,
  now: Instant,
): ClaimedEffect[] => {
  if (underWay(tables, recipient)?.agencyId === agencyId) return [];
  const waiting = tables
    .effectsToRecipient(recipient)
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
    const effect = claimOne(tables, { ...row, nextAttemptAt: now }, now);
    if (effect) return [effect];
  }
  return [];
};

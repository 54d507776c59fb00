import { isArrival, isProviderFailure, providerRank } from '#shared/domain/delivery.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { needsRedecision, windowClosedCode } from '#shared/domain/message.ts';
import { messageTypes, supersedes } from '#shared/domain/message-types.ts';
import { testFailed } from '#shared/domain/sending.ts';
import type { ActorStore, ClaimedEffect, Settlement } from '#shared/ports/actor-store.ts';
import { claimNextFor, dropped, isUnderWay } from './claims.ts';
import { announceFailure } from './failures.ts';
import { type EffectRow, hasArrived } from './rows.ts';
import { recipientKey, type Tables } from './tables.ts';
import { closeTask } from './tasks.ts';

const triedAfter = (a: EffectRow, b: EffectRow): boolean =>
  (a.lastTriedAt ?? '') > (b.lastTriedAt ?? '');

/**
 * Whether a message whose failure the agency hears of did not arrive, and no later one supersedes
 * it.
 */
const isMissing = (row: EffectRow, ofTrip: readonly EffectRow[]): boolean => {
  if (!row.critical && !messageTypes[row.type].alertsAgencyOnFailure) return false;
  if (row.status === 'FAILED')
    return !ofTrip.some(
      (other) => hasArrived(other) && triedAfter(other, row) && supersedes(other.type, row.type),
    );
  const waits = row.status === 'PENDING' || row.status === 'SENDING';
  return row.status === 'UNKNOWN' || (waits && (row.attempts > 0 || row.errorCode !== null));
};

/**
 * Closes the tasks about undelivered messages once a message has arrived; being accepted is not
 * enough.
 */
const closeDeliveryTasks = (tables: Tables, row: EffectRow, now: Instant): void => {
  const { tripId } = row;
  if (tripId === null) return;
  const ofTrip = tables.effectsOfTrip(tripId);
  if (!ofTrip.some((other) => other.permanent && triedAfter(other, row)))
    closeTask(tables, tripId, 'unreachable', 'message_got_through', now);
  if (!ofTrip.some((other) => isMissing(other, ofTrip)))
    closeTask(tables, tripId, 'critical_unsent', 'message_got_through', now);
};

const afterSettlement = (row: EffectRow, settlement: Settlement): EffectRow => {
  const settledRow: EffectRow = { ...row, leaseUntil: null };
  switch (settlement.kind) {
    case 'sent':
      return {
        ...settledRow,
        status: 'SENT',
        nextAttemptAt: null,
        sentAt: settlement.at,
        providerId: settlement.providerId,
        providerStatus: row.providerStatus ?? 'accepted',
        errorCode: null,
      };
    case 'retry':
      return {
        ...settledRow,
        status: 'PENDING',
        dueAt: settlement.retryAt,
        nextAttemptAt: settlement.retryAt,
        attempts: row.attempts + 1,
        emptyLists: 0,
        errorCode: settlement.code,
      };
    case 'deferred':
      return {
        ...settledRow,
        status: 'PENDING',
        nextAttemptAt: settlement.retryAt,
        errorCode: settlement.code,
      };
    case 'failed':
      return {
        ...settledRow,
        status: 'FAILED',
        nextAttemptAt: null,
        attempts: row.attempts + 1,
        emptyLists: 0,
        permanent: settlement.permanent,
        errorCode: settlement.code,
      };
    case 'unknown':
      return {
        ...settledRow,
        status: 'UNKNOWN',
        nextAttemptAt: settlement.reconcileAt,
        errorCode: settlement.code,
      };
    case 'still-unknown':
      return {
        ...settledRow,
        status: 'UNKNOWN',
        nextAttemptAt: settlement.reconcileAt,
        emptyLists: row.emptyLists + 1,
      };
    case 'replace':
      return {
        ...settledRow,
        status: 'PENDING',
        dueAt: settlement.at,
        nextAttemptAt: settlement.at,
        content: settlement.content,
      };
  }
};

/**
 * The row after a settlement. One that was assumed delivered and was not sent is dropped, so that
 * its actor decides again.
 */
const settled = (row: EffectRow, settlement: Settlement): EffectRow => {
  const next = afterSettlement(row, settlement);
  if (next.status === 'UNKNOWN') return next;
  const isUnsent =
    row.assumedDelivered && (settlement.kind === 'retry' || settlement.kind === 'deferred');
  const settledRow = { ...next, assumedDelivered: false };
  if (row.isTest && settlement.kind === 'failed')
    return { ...dropped(settledRow, testFailed), permanent: false };
  return isUnsent ? dropped(settledRow, needsRedecision) : settledRow;
};

/**
 * Drops waiting messages of the trip: they were decided assuming that a message was told which
 * turned out unsent. MessageFailed makes the actor decide again. Answers in a conversation stay,
 * since nobody would decide them again.
 */
const dropDependentMessages = (tables: Tables, { tripId }: EffectRow): void => {
  if (tripId === null) return;
  for (const row of tables.effectsOfTrip(tripId))
    if (row.status === 'PENDING' && !messageTypes[row.type].conversational)
      tables.putEffect(dropped(row, 'overtaken'));
};

const failureStates = {
  retry: 'retrying',
  deferred: 'retrying',
  failed: 'failed',
  unknown: 'unknown',
  'still-unknown': 'unknown',
} as const;

/** Enters the outcome of one attempt, also where a status callback had told it before. */
const recordAttempt = (
  tables: Tables,
  { id, agencyId, lastTriedAt }: EffectRow,
  settlement: Settlement,
): void => {
  const key = `${id}|${settlement.fence}`;
  if (lastTriedAt === null || tables.attempts.has(key)) return;
  tables.attempts.set(key, {
    messageId: id,
    fence: settlement.fence,
    agencyId,
    triedAt: lastTriedAt,
    settledAt: settlement.at,
    outcome: settlement.kind,
    providerId: 'providerId' in settlement ? settlement.providerId : null,
    errorCode: 'code' in settlement ? settlement.code : null,
  });
};

/** Settles claimed effects. Returns what waited behind them, claimed. */
export const settleEffects = (
  tables: Tables,
  { settlements, agencyId, now }: Parameters<ActorStore['settle']>[0],
): ClaimedEffect[] => {
  const finished = new Map<string, EffectRow>();
  for (const settlement of settlements) {
    const row = tables.effects.get(settlement.id);
    if (!row || (agencyId !== null && row.agencyId !== agencyId)) continue;
    if (row.fence !== settlement.fence) continue;
    recordAttempt(tables, row, settlement);
    if (!isUnderWay(row)) {
      // A status callback came first.
      finished.set(recipientKey(row), row);
      continue;
    }
    const next = settled(row, settlement);
    tables.putEffect(next);
    if (!isUnderWay(next)) finished.set(recipientKey(next), next);
    if (next.reason === testFailed) continue;
    if (row.assumedDelivered && (next.status === 'DROPPED' || next.status === 'FAILED'))
      dropDependentMessages(tables, next);
    // Announced for each try, also if no failure was counted: the fence tells tries apart.
    if (next.status === 'DROPPED')
      announceFailure(tables, next, needsRedecision, settlement.at, next.fence);
    if ('announce' in settlement && settlement.announce)
      announceFailure(tables, next, failureStates[settlement.kind], settlement.at);
  }
  return [...finished].flatMap(([recipient, row]) =>
    claimNextFor(tables, recipient, row.agencyId, now),
  );
};

type Report = Parameters<ActorStore['deliveryReport']>[0];

/**
 * The row as a template, for free text that came outside the 24-hour window; null where there is no
 * template for it.
 */
const asTemplate = (row: EffectRow, report: Report): EffectRow | null => {
  if (report.code !== windowClosedCode || row.content.kind !== 'text') return null;
  const { outsideWindow } = row.content;
  return outsideWindow === undefined
    ? null
    : {
        ...row,
        status: 'PENDING',
        content: outsideWindow,
        dueAt: report.now,
        nextAttemptAt: report.now,
        leaseUntil: null,
        sentAt: null,
        errorCode: report.code,
        providerId: null,
        providerStatus: null,
        formerProviderIds: [...row.formerProviderIds, row.providerId ?? report.providerId],
      };
};

/** A status callback only moves forward; one that arrives before the settlement settles the row. */
export const reportDelivery = (tables: Tables, report: Report): void => {
  const row = tables.effects.get(report.id);
  if (!row || row.status === 'FAILED' || row.status === 'DROPPED') return;
  if (row.formerProviderIds.includes(report.providerId)) return;
  // A callback of an earlier try says nothing about the one known to be accepted.
  if (row.status === 'SENT' && row.providerId !== null && row.providerId !== report.providerId)
    return;
  const isFailure = isProviderFailure(report.status);
  if (providerRank(report.status) <= providerRank(row.providerStatus)) return;
  if (isFailure && isArrival(row.providerStatus)) return;
  const next: EffectRow = {
    ...row,
    providerStatus: report.status,
    providerId: row.providerId ?? report.providerId,
    nextAttemptAt: null,
    leaseUntil: null,
  };
  if (isFailure) {
    const template = asTemplate(row, report);
    if (template) {
      tables.putEffect(template);
      return;
    }
    if (row.isTest && report.code !== windowClosedCode) {
      const attempts = row.attempts + 1;
      tables.putEffect({ ...dropped(next, testFailed), attempts, errorCode: report.code });
      return;
    }
    const failedRow: EffectRow = {
      ...next,
      status: 'FAILED',
      attempts: row.attempts + 1,
      permanent: report.permanent && !row.isTest,
      errorCode: report.code,
    };
    tables.putEffect(failedRow);
    dropDependentMessages(tables, failedRow);
    announceFailure(tables, failedRow, 'failed', report.now);
    return;
  }
  const acceptedRow: EffectRow = {
    ...next,
    status: 'SENT',
    sentAt: row.sentAt ?? report.now,
    permanent: false,
    errorCode: null,
  };
  tables.putEffect(acceptedRow);
  if (hasArrived(acceptedRow) && !hasArrived(row))
    closeDeliveryTasks(tables, acceptedRow, report.now);
};

import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { isProviderFailure, providerRank } from '#shared/domain/delivery.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { needsRedecision, windowClosedCode } from '#shared/domain/message.ts';
import { messageTypes, supersedes } from '#shared/domain/message-types.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { ActorStore, ClaimedEffect, Settlement } from '#shared/ports/actor-store.ts';
import { claimNextOf, dropped, isUnderWay } from './claims.ts';
import { type EffectRow, hasArrived } from './rows.ts';
import { lineOf, type Tables } from './tables.ts';
import { closeTask } from './tasks.ts';

type FailureState = EventOf<'MessageFailed'>['data']['state'];

const announceFailure = (
  tables: Tables,
  row: EffectRow,
  state: FailureState,
  now: Instant,
  nth = row.attempts,
): void => {
  tables.emit({
    id: uuidV5('MessageFailed', row.id, nth, state),
    type: 'MessageFailed',
    version: 1,
    time: now,
    agencyId: row.agencyId,
    tripId: row.tripId,
    correlationId: row.correlationId,
    causationId: row.eventId,
    data: {
      messageId: row.id,
      type: row.type,
      state,
      permanent: row.permanent,
      code: row.errorCode,
      attempts: row.attempts,
    },
  });
};

const triedAfter = (a: EffectRow, b: EffectRow): boolean =>
  (a.lastTriedAt ?? '') > (b.lastTriedAt ?? '');

/** Whether a message that its agency hears of has not got through, and no later one makes up for it. */
const isMissing = (row: EffectRow, ofTrip: readonly EffectRow[]): boolean => {
  if (!row.critical && !messageTypes[row.type].alertsAgencyOnFailure) return false;
  if (row.status === 'FAILED')
    return !ofTrip.some(
      (other) => hasArrived(other) && triedAfter(other, row) && supersedes(other.type, row.type),
    );
  const waits = row.status === 'PENDING' || row.status === 'SENDING';
  return row.status === 'UNKNOWN' || (waits && (row.attempts > 0 || row.errorCode !== null));
};

/** A message has arrived, which that it was accepted does not say: what its agency heard of messages that do not is over. */
const gotThrough = (tables: Tables, row: EffectRow, now: Instant): void => {
  const { tripId } = row;
  if (tripId === null) return;
  const ofTrip = tables.effectsOfTrip(tripId);
  if (!ofTrip.some((other) => other.permanent && triedAfter(other, row)))
    closeTask(tables, tripId, 'unreachable', 'message_got_through', now);
  if (!ofTrip.some((other) => isMissing(other, ofTrip)))
    closeTask(tables, tripId, 'critical_unsent', 'message_got_through', now);
};

const afterwards = (row: EffectRow, settlement: Settlement): EffectRow => {
  const free: EffectRow = { ...row, leaseUntil: null };
  switch (settlement.kind) {
    case 'sent':
      return {
        ...free,
        status: 'SENT',
        nextAttemptAt: null,
        sentAt: settlement.at,
        providerId: settlement.providerId,
        providerStatus: row.providerStatus ?? 'accepted',
        errorCode: null,
      };
    case 'retry':
      return {
        ...free,
        status: 'PENDING',
        dueAt: settlement.retryAt,
        nextAttemptAt: settlement.retryAt,
        attempts: row.attempts + 1,
        emptyLists: 0,
        errorCode: settlement.code,
      };
    case 'deferred':
      return {
        ...free,
        status: 'PENDING',
        nextAttemptAt: settlement.retryAt,
        errorCode: settlement.code,
      };
    case 'failed':
      return {
        ...free,
        status: 'FAILED',
        nextAttemptAt: null,
        attempts: row.attempts + 1,
        emptyLists: 0,
        permanent: settlement.permanent,
        errorCode: settlement.code,
      };
    case 'unknown':
      return {
        ...free,
        status: 'UNKNOWN',
        nextAttemptAt: settlement.reconcileAt,
        errorCode: settlement.code,
      };
    case 'still-unknown':
      return {
        ...free,
        status: 'UNKNOWN',
        nextAttemptAt: settlement.reconcileAt,
        emptyLists: row.emptyLists + 1,
      };
    case 'replace':
      return {
        ...free,
        status: 'PENDING',
        dueAt: settlement.at,
        nextAttemptAt: settlement.at,
        content: settlement.content,
      };
  }
};

/** What becomes of an effect; one that was counted as told and was not sent is left to its actor. */
const settled = (row: EffectRow, settlement: Settlement): EffectRow => {
  const next = afterwards(row, settlement);
  if (next.status === 'UNKNOWN') return next;
  const unsent =
    row.assumedDelivered && (settlement.kind === 'retry' || settlement.kind === 'deferred');
  const counted = { ...next, assumedDelivered: false };
  return unsent ? dropped(counted, needsRedecision) : counted;
};

/**
 * What of the trip waits was decided on the belief that a message is told which turned out unsent. Its actor hears of that (MessageFailed) and
 * decides again; until then nothing of it goes out. An answer in the conversation is nobody's to decide again.
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

/** Moves the ledger by what became of claimed effects; answers what was waiting behind them. */
export const settleEffects = (
  tables: Tables,
  { settlements, agencyId, now }: Parameters<ActorStore['settle']>[0],
): ClaimedEffect[] => {
  const over = new Map<string, EffectRow>();
  for (const settlement of settlements) {
    const row = tables.effects.get(settlement.id);
    if (!row || (agencyId !== null && row.agencyId !== agencyId)) continue;
    if (row.fence !== settlement.fence) continue;
    if (!isUnderWay(row)) {
      // A status callback was faster.
      over.set(lineOf(row), row);
      continue;
    }
    const next = settled(row, settlement);
    tables.putEffect(next);
    if (!isUnderWay(next)) over.set(lineOf(next), next);
    if (row.assumedDelivered && (next.status === 'DROPPED' || next.status === 'FAILED'))
      dropDependentMessages(tables, next);
    // Each time anew, also where no failure was counted: the fence tells the tries apart.
    if (next.status === 'DROPPED')
      announceFailure(tables, next, needsRedecision, settlement.at, next.fence);
    if ('announce' in settlement && settlement.announce)
      announceFailure(tables, next, failureStates[settlement.kind], settlement.at);
  }
  return [...over].flatMap(([line, row]) => claimNextOf(tables, line, row.agencyId, now));
};

type Report = Parameters<ActorStore['deliveryReport']>[0];

/** What free text becomes that came too late for it, where it can be said as a template. */
const saidAgain = (row: EffectRow, report: Report): EffectRow | null => {
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

/** A status callback: moves forward only. One that arrives before the request is settled settles it. */
export const reportDelivery = (tables: Tables, report: Report): void => {
  const row = tables.effects.get(report.id);
  if (!row || row.status === 'FAILED' || row.status === 'DROPPED') return;
  if (row.formerProviderIds.includes(report.providerId)) return;
  // A try that the provider had hidden, and that was sent again meanwhile, says nothing about the one that is known to have been taken.
  if (row.status === 'SENT' && row.providerId !== null && row.providerId !== report.providerId)
    return;
  const failed = isProviderFailure(report.status);
  if (providerRank(report.status) <= providerRank(row.providerStatus)) return;
  if (failed && hasArrived(row)) return;
  const next: EffectRow = {
    ...row,
    providerStatus: report.status,
    providerId: row.providerId ?? report.providerId,
    nextAttemptAt: null,
    leaseUntil: null,
  };
  if (failed) {
    const instead = saidAgain(row, report);
    if (instead) {
      tables.putEffect(instead);
      return;
    }
    const given: EffectRow = {
      ...next,
      status: 'FAILED',
      attempts: row.attempts + 1,
      permanent: report.permanent,
      errorCode: report.code,
    };
    tables.putEffect(given);
    dropDependentMessages(tables, given);
    announceFailure(tables, given, 'failed', report.now);
    return;
  }
  const taken: EffectRow = {
    ...next,
    status: 'SENT',
    sentAt: row.sentAt ?? report.now,
    permanent: false,
    errorCode: null,
  };
  tables.putEffect(taken);
  if (hasArrived(taken) && !hasArrived(row)) gotThrough(tables, taken, report.now);
};

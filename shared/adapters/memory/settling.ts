import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Instant } from '#shared/domain/instant.ts';
import {
  alertsAgencyOnFailure,
  conversational,
  needsRedecision,
  supersedes,
  windowClosedCode,
} from '#shared/domain/message.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { ActorStore, ClaimedEffect, Settlement } from '#shared/ports/actor-store.ts';
import { claimNextOf } from './claims.ts';
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
  if (!row.critical && !alertsAgencyOnFailure(row.type)) return false;
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
  const free: EffectRow = { ...row, leaseUntil: null, reconcileAt: null };
  switch (settlement.kind) {
    case 'sent':
      return {
        ...free,
        status: 'SENT',
        sentAt: settlement.at,
        providerId: settlement.providerId,
        errorCode: null,
      };
    case 'retry':
      return {
        ...free,
        status: 'PENDING',
        dueAt: settlement.retryAt,
        attempts: row.attempts + 1,
        emptyLists: 0,
        errorCode: settlement.code,
      };
    case 'deferred':
      return { ...free, status: 'PENDING', dueAt: settlement.retryAt, errorCode: settlement.code };
    case 'failed':
      return {
        ...free,
        status: 'FAILED',
        attempts: row.attempts + 1,
        emptyLists: 0,
        permanent: settlement.permanent,
        errorCode: settlement.code,
      };
    case 'unknown':
      return {
        ...free,
        status: 'UNKNOWN',
        reconcileAt: settlement.reconcileAt,
        errorCode: settlement.code,
      };
    case 'still-unknown':
      return {
        ...free,
        status: 'UNKNOWN',
        reconcileAt: settlement.reconcileAt,
        emptyLists: row.emptyLists + 1,
      };
    case 'replace':
      return { ...free, status: 'PENDING', dueAt: settlement.at, content: settlement.content };
  }
};

/** What becomes of an effect; one that was counted as told and was not sent is left to its actor. */
const settled = (row: EffectRow, settlement: Settlement): EffectRow => {
  const next = afterwards(row, settlement);
  if (next.status === 'UNKNOWN') return next;
  const unsent =
    row.assumedDelivered && (settlement.kind === 'retry' || settlement.kind === 'deferred');
  return {
    ...next,
    assumedDelivered: false,
    ...(unsent && { status: 'DROPPED', reason: needsRedecision }),
  };
};

/**
 * What of the trip waits was decided on the belief that a message is told which turned out unsent. Its actor hears of that (MessageFailed) and
 * decides again; until then nothing of it goes out. An answer in the conversation is nobody's to decide again.
 */
const dropDependentMessages = (tables: Tables, { tripId }: EffectRow): void => {
  if (tripId === null) return;
  for (const row of tables.effectsOfTrip(tripId))
    if (row.status === 'PENDING' && !conversational.some((type) => type === row.type))
      tables.putEffect({ ...row, status: 'DROPPED', reason: 'overtaken' });
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
  const lines = new Set<string>();
  for (const settlement of settlements) {
    const row = tables.effects.get(settlement.id);
    if (!row || (agencyId !== null && row.agencyId !== agencyId)) continue;
    if (row.fence !== settlement.fence || (row.status !== 'SENDING' && row.status !== 'UNKNOWN'))
      continue;
    const next = settled(row, settlement);
    tables.putEffect(next);
    lines.add(lineOf(next));
    if (row.assumedDelivered && (next.status === 'DROPPED' || next.status === 'FAILED'))
      dropDependentMessages(tables, next);
    // Each time anew, also where no failure was counted: the fence tells the tries apart.
    if (next.status === 'DROPPED')
      announceFailure(tables, next, needsRedecision, settlement.at, next.fence);
    if ('announce' in settlement && settlement.announce)
      announceFailure(tables, next, failureStates[settlement.kind], settlement.at);
  }
  return [...lines].flatMap((line) => claimNextOf(tables, line, agencyId, now));
};

const progress: Readonly<Record<string, number>> = {
  accepted: 0,
  scheduled: 0,
  queued: 0,
  sending: 0,
  sent: 1,
  delivered: 2,
  read: 3,
};
const failures: ReadonlySet<string> = new Set(['failed', 'undelivered', 'canceled']);

/** What a failure callback does: final, unless the message is already known to have arrived, or can be said once more as a template. */
const fail = (
  tables: Tables,
  row: EffectRow,
  report: Parameters<ActorStore['deliveryReport']>[0],
): void => {
  if (
    (progress[row.providerStatus ?? ''] ?? 0) >= 2 ||
    row.status === 'FAILED' ||
    row.status === 'DROPPED'
  )
    return;
  const instead =
    report.code === windowClosedCode && row.content.kind === 'text'
      ? row.content.outsideWindow
      : undefined;
  if (instead) {
    tables.putEffect({
      ...row,
      status: 'PENDING',
      content: instead,
      dueAt: report.now,
      leaseUntil: null,
      reconcileAt: null,
      sentAt: null,
      errorCode: report.code,
      providerId: null,
      providerStatus: null,
      formerProviderIds: [...row.formerProviderIds, report.providerId],
    });
    return;
  }
  const next: EffectRow = {
    ...row,
    status: 'FAILED',
    leaseUntil: null,
    reconcileAt: null,
    attempts: row.attempts + 1,
    permanent: report.permanent,
    errorCode: report.code,
    providerId: report.providerId,
    providerStatus: report.status,
  };
  tables.putEffect(next);
  dropDependentMessages(tables, next);
  announceFailure(tables, next, 'failed', report.now);
};

/** A status callback: moves forward only. One that arrives before the request is settled settles it. */
export const reportDelivery = (
  tables: Tables,
  report: Parameters<ActorStore['deliveryReport']>[0],
): void => {
  const row = tables.effects.get(report.id);
  if (
    !row ||
    row.formerProviderIds.includes(report.providerId) ||
    failures.has(row.providerStatus ?? '')
  )
    return;
  // A try that the provider had hidden, and that was sent again meanwhile, says nothing about the one that is known to have been taken.
  if (row.status === 'SENT' && row.providerId !== null && row.providerId !== report.providerId)
    return;
  if (failures.has(report.status)) {
    fail(tables, row, report);
    return;
  }
  const reached = progress[report.status];
  if (reached === undefined || row.status === 'FAILED' || row.status === 'DROPPED') return;
  const before = row.providerStatus === null ? -1 : (progress[row.providerStatus] ?? -1);
  if (row.status !== 'SENT') {
    const next: EffectRow = {
      ...row,
      status: 'SENT',
      sentAt: report.now,
      leaseUntil: null,
      reconcileAt: null,
      providerId: report.providerId,
      providerStatus: report.status,
      errorCode: null,
    };
    tables.putEffect(next);
  } else if (reached > before) {
    tables.putEffect({
      ...row,
      providerStatus: report.status,
      providerId: row.providerId ?? report.providerId,
    });
  }
  const now = tables.effects.get(row.id);
  if (now && hasArrived(now) && !hasArrived(row)) gotThrough(tables, now, report.now);
};

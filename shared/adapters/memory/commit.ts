import { InvariantBroken } from '#shared/errors.ts';
import { type AnyEvent, isTimerEvent } from '#shared/events/catalogue.ts';
import type { AgentName, CommitResult, TurnCommit } from '#shared/ports/actor-store.ts';
import type { EffectCommand, RecordCommand, TimerCommand } from '#shared/ports/turn-commands.ts';
import { claimEffects, dropped, isUnderWay } from './claims.ts';
import { fileDocument } from './documents.ts';
import { recordAlert, recordCalls } from './duty.ts';
import { turnUrgent } from './incident-rows.ts';
import type { StoredTimer } from './rows.ts';
import { recipientKey, type Tables } from './tables.ts';
import { applyTask } from './tasks.ts';

/** The key of an event in the inbox: an actor takes an event once. */
export const inboxKey = (agent: AgentName, actorId: string, eventId: string): string =>
  `${agent}|${actorId}|${eventId}`;

/** Clears the timer of a timer event, unless it was set again since. */
export const clearTimerOf = (tables: Tables, agent: AgentName, event: AnyEvent): void => {
  if (!isTimerEvent(event)) return;
  const timer = tables.timer(agent, event.data.actorId, event.type);
  if (timer && timer.generation === event.data.generation) tables.putTimer({ ...timer, due: null });
};

const applyTimer = (
  tables: Tables,
  turn: TurnCommit,
  { kind, due }: TimerCommand,
): SetTimer | null => {
  const existing = tables.timer(turn.agent, turn.actorId, kind);
  if (due === null) {
    if (!existing) return null;
    tables.putTimer({ ...existing, due });
    return withoutSweeps({ ...existing, due });
  }
  const tripId = turn.agencyId === null ? null : turn.event.tripId;
  const next: StoredTimer = {
    agent: turn.agent,
    actorId: turn.actorId,
    kind,
    generation: (existing?.generation ?? 0) + 1,
    due,
    agencyId: turn.agencyId,
    tripId: tripId ?? existing?.tripId ?? null,
    sweeps: 0,
    sweptAt: null,
  };
  tables.putTimer(next);
  return withoutSweeps(next);
};

type SetTimer = Extract<CommitResult, { kind: 'committed' }>['timers'][number];
const withoutSweeps = ({ sweeps: _, sweptAt: __, ...timer }: StoredTimer): SetTimer => timer;

/**
 * Enters a message, or takes up again one that was dropped or failed for the moment. Returns its
 * id, or null where its key needs nothing done.
 */
const enterEffect = (tables: Tables, turn: TurnCommit, command: EffectCommand): string | null => {
  const agencyId = turn.agencyId;
  if (agencyId === null) throw new InvariantBroken('a message needs an agency');
  const fields = { ...command, eventId: turn.event.id, correlationId: turn.event.correlationId };
  const existing = tables.effects.get(tables.effectByKey.get(command.key) ?? '');
  if (!existing) {
    const id = tables.ids.random();
    tables.putEffect({
      ...fields,
      id,
      seq: tables.effects.size,
      address: null,
      isTest: false,
      agencyId,
      createdAt: turn.now,
      nextAttemptAt: command.dueAt,
      waitsForPair: false,
      slotAt: null,
      status: 'PENDING',
      fence: 0,
      leaseUntil: null,
      attempts: 0,
      emptyLists: 0,
      assumedDelivered: false,
      firstTriedAt: null,
      lastTriedAt: null,
      tryOrder: 0,
      sentAt: null,
      permanent: false,
      errorCode: null,
      reason: null,
      providerId: null,
      providerStatus: null,
      formerProviderIds: [],
    });
    return id;
  }
  if (existing.status !== 'DROPPED' && (existing.status !== 'FAILED' || existing.permanent))
    return null;
  const { template: _, ...row } = existing;
  tables.putEffect({
    ...row,
    ...fields,
    status: 'PENDING',
    nextAttemptAt: command.dueAt,
    waitsForPair: false,
    slotAt: null,
    sentAt: null,
    reason: null,
    emptyLists: 0,
    providerId: null,
    providerStatus: null,
    formerProviderIds:
      existing.providerId === null
        ? existing.formerProviderIds
        : [...existing.formerProviderIds, existing.providerId],
  });
  return existing.id;
};

const recordFlight = (
  tables: Tables,
  turn: TurnCommit,
  record: Extract<RecordCommand, { kind: 'flight' }>,
): void => {
  const { flightKey, facts, status, nextCheckAt, alertId } = record;
  const existing = tables.flights.get(flightKey);
  const history = existing?.history ?? [];
  tables.flights.set(flightKey, {
    flightKey,
    facts: facts ?? existing?.facts ?? null,
    raw: record.raw ?? existing?.raw ?? null,
    alertId,
    nextCheckAt,
    history: record.changed && facts ? [...history, { at: turn.now, facts }] : history,
  });
  for (const trip of tables.followers(flightKey)) {
    tables.putTrip({
      ...trip,
      status: status ?? trip.status,
      nextCheckAt,
      // A null keeps the known value.
      ...(facts && {
        scheduledDeparture: trip.scheduledDeparture ?? facts.scheduledDeparture,
        estimatedDeparture: facts.departure,
        estimatedArrival: facts.arrival ?? trip.estimatedArrival,
        gate: facts.gate ?? trip.gate,
        terminal: facts.terminal ?? trip.terminal,
        faFlightId: facts.faFlightId ?? trip.faFlightId,
      }),
    });
  }
};

const applyRecord = (tables: Tables, turn: TurnCommit, record: RecordCommand): void => {
  if (record.kind === 'flight') {
    recordFlight(tables, turn, record);
    return;
  }
  if (record.kind === 'itinerary') {
    const { journeyId, stay, itinerary } = record;
    const ofJourney = tables.itineraries.get(journeyId) ?? new Map();
    tables.itineraries.set(
      journeyId,
      ofJourney.set(stay, [...(ofJourney.get(stay) ?? []), itinerary]),
    );
    return;
  }
  if (record.kind === 'place_gap') {
    const { kind: _, city, ...gap } = record;
    const gaps = tables.placeGaps.get(turn.agencyId ?? '') ?? new Map();
    if (!gaps.has(city)) gaps.set(city, { ...gap, since: turn.now });
    tables.placeGaps.set(turn.agencyId ?? '', gaps);
    return;
  }
  if (record.kind === 'document') {
    fileDocument(tables, turn.agencyId, record.document, turn.now);
    return;
  }
  if (record.kind === 'duty_alert') {
    recordAlert(tables, turn.agencyId, record, turn.now);
    return;
  }
  if (record.kind === 'duty_calls') {
    recordCalls(tables, turn.agencyId, record, turn.now);
    return;
  }
  if (record.kind === 'incident_urgent') {
    turnUrgent(tables, record.incidentId, turn.now);
    return;
  }
  const conversation = tables.conversationById(record.conversationId);
  if (!conversation) return;
  const { agencyId, sender, phone } = conversation;
  const recipient = recipientKey({ from: sender, to: phone });
  if ((tables.suppressions.get(recipient)?.at ?? record.at) > record.at) return;
  tables.suppressions.set(recipient, {
    optedOut: record.optedOut,
    at: record.at,
    agencyId,
  });
};

const refusalOf = (tables: Tables, turn: TurnCommit): 'taken' | 'conflict' | null => {
  if (tables.inbox.has(inboxKey(turn.agent, turn.actorId, turn.event.id))) return 'taken';
  if ((tables.actor(turn.agent, turn.actorId)?.version ?? 0) !== turn.expectedVersion)
    return 'conflict';
  const isOvertaken = turn.voids.some(({ key }) => {
    const row = tables.effects.get(tables.effectByKey.get(key) ?? '');
    return row?.status !== 'PENDING';
  });
  const isUnsent = turn.assumedDelivered.some((key) => {
    const row = tables.effects.get(tables.effectByKey.get(key) ?? '');
    return row === undefined || !(isUnderWay(row) || row.status === 'SENT');
  });
  return isOvertaken || isUnsent ? 'conflict' : null;
};

/** Commits a turn whole or not at all. */
export const commitTurn = (tables: Tables, turn: TurnCommit): CommitResult => {
  const refusal = refusalOf(tables, turn);
  if (refusal) return { kind: refusal };
  if (turn.agencyId === null && turn.effects.length > 0)
    throw new InvariantBroken('a message needs an agency');
  const version = turn.expectedVersion + 1;
  tables.inbox.add(inboxKey(turn.agent, turn.actorId, turn.event.id));
  tables.putActor(turn.agent, turn.actorId, {
    version,
    schemaVersion: turn.schemaVersion,
    state: structuredClone(turn.state),
  });
  clearTimerOf(tables, turn.agent, turn.event);
  const timers = turn.timers.flatMap((command) => applyTimer(tables, turn, command) ?? []);
  for (const { key, reason } of turn.voids) {
    const row = tables.effects.get(tables.effectByKey.get(key) ?? '');
    if (row) tables.putEffect(dropped(row, reason));
  }
  for (const key of turn.assumedDelivered) {
    const row = tables.effects.get(tables.effectByKey.get(key) ?? '');
    if (row && isUnderWay(row)) tables.putEffect({ ...row, assumedDelivered: true });
  }
  const enteredIds = turn.effects.flatMap((command) => enterEffect(tables, turn, command) ?? []);
  for (const record of turn.records) applyRecord(tables, turn, record);
  for (const command of turn.tasks) applyTask(tables, command, turn.now, turn.agencyId);
  for (const reason of turn.reasons)
    tables.addDecision({
      ...reason,
      at: turn.now,
      agencyId: turn.agencyId,
      agent: turn.agent,
      actorId: turn.actorId,
      eventId: turn.event.id,
      eventType: turn.event.type,
    });
  for (const event of turn.events) tables.emit(event, turn.now);
  return {
    kind: 'committed',
    version,
    claimed: claimEffects(tables, enteredIds, turn.agencyId, turn.now),
    timers,
  };
};

import type { EffectRow } from '#shared/adapters/memory/rows.ts';
import { epoch, hour, second } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import { staffPhone } from './brake-inputs.ts';
import { brakesHold } from './brakes.ts';
import { missedIsTold, notSentToMissed } from './connections.ts';
import { urgentTasksAreSeen } from './desk.ts';
import { acknowledgedOrEscalated, calledAfterWriting, oneAlertAnIncident } from './duty.ts';
import { erasedStayAway, notToErased } from './erasures.ts';
import type { RunEvidence, SendEvidence } from './evidence.ts';
import { calledWithoutNumber, correctedNumberIsTold, notThroughFormerNumber } from './numbers.ts';
import type { AcceptedMessage } from './provider.ts';
import { whatIsToldIsKnown } from './told-is-known.ts';

const effectsOf = ({ memory }: SendEvidence, tripId: string | null): readonly EffectRow[] =>
  memory.inspect.effects().filter((row) => row.tripId === tripId);

const rowOf = ({ memory }: SendEvidence, effectId: string): EffectRow | undefined =>
  memory.inspect.effects().find((row) => row.id === effectId);

/** An exception of the guarantees: neither listing of reconciliation showed the message. */
const wasHidden = (message: AcceptedMessage): boolean => message.timesHidden >= 2;

/** Counts messages sent twice because the provider hid the first, which is not a violation. */
export const sentTwiceHidden = 'sent twice because the provider hid it';

/** Types without facts about a flight; any other type counts as news between two equal texts. */
const typesWithoutFacts: ReadonlySet<MessageType> = new Set([
  ...(['landing', 'trip_cancelled', 'itinerary_ready', 'reply', 'agency_reply'] as const),
  ...(['duty_alert', 'duty_digest', 'duty_answer', 'duty_call'] as const),
  'agency_notice',
  'test_message',
  ...(['opt_out_ack', 'opt_out_question', 'opt_out_notice', 'opt_in_ack'] as const),
]);
const oncePerTrip: ReadonlySet<MessageType> = new Set([
  'reservation_confirmation',
  'trip_cancelled',
]);
const oncePerLeg: ReadonlySet<MessageType> = new Set(['24h_reminder', 'landing', 'diverted']);

/**
 * No message of the ledger is accepted twice by the provider, unless the first acceptance
 * failed in between or was hidden for longer than reconciliation looks (DESIGN §1).
 */
const acceptedOnce = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const earlier = evidence.accepted.filter(
    (other) => other.effectId === message.effectId && !other.hasFailed,
  );
  if (earlier.length === 0) return;
  if (earlier.every(wasHidden)) {
    evidence.watch.count(sentTwiceHidden);
    return;
  }
  evidence.watch.violate(
    'nothing is told twice',
    `${rowOf(evidence, message.effectId)?.type} was accepted ${earlier.length + 1} times`,
  );
};

/**
 * No traveller gets the same news twice in a row: the same text again needs other news in
 * between (an episode), or an edit by the agency, after which nothing counts as told (a leg).
 */
const sameNewsOnce = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const row = rowOf(evidence, message.effectId);
  if (!row) return;
  // A failed message counts as news too, unless its failure was reported before this claim; one
  // that reconciliation could not find counts as unsent.
  const claimedMs = evidence.observations.claimedAt.get(message.effectId) ?? 0;
  const earlier = evidence.accepted.filter((other) => {
    const otherRow = rowOf(evidence, other.effectId);
    if (otherRow === undefined || otherRow.tripId !== row.tripId || otherRow.id === row.id)
      return false;
    // A corrected number is told what the one before it was told.
    if (other.to !== message.to && !oncePerLeg.has(row.type)) return false;
    if (otherRow.status === 'FAILED') return other.failureReportedAtMs > claimedMs;
    return !(otherRow.status === 'DROPPED' && wasHidden(other));
  });
  const delivered = earlier.filter((other) => !other.hasFailed);
  if (!typesWithoutFacts.has(row.type)) {
    const last = earlier.findLast(
      (other) => !typesWithoutFacts.has(rowOf(evidence, other.effectId)?.type ?? 'reply'),
    );
    const lastRow = last && rowOf(evidence, last.effectId);
    // The agency learned of a failed cancellation and may have called: its end is news.
    const endsFailedCancellation =
      row.type === 'reinstated' &&
      effectsOf(evidence, row.tripId).some(
        (r) =>
          r.type === 'cancelled' &&
          r.status === 'FAILED' &&
          r.createdAt > (lastRow?.createdAt ?? ''),
      );
    if (
      last &&
      !last.hasFailed &&
      !endsFailedCancellation &&
      last.text === message.text &&
      lastRow?.told.leg === row.told.leg
    )
      evidence.watch.violate('nothing is told twice', `the same ${row.type} in two messages`);
  }
  const sameType = delivered.filter((other) => rowOf(evidence, other.effectId)?.type === row.type);
  const isRepeated = oncePerTrip.has(row.type)
    ? sameType.length > 0
    : oncePerLeg.has(row.type) &&
      sameType.some((other) => rowOf(evidence, other.effectId)?.told.leg === row.told.leg);
  if (isRepeated) evidence.watch.violate('nothing is told twice', `a second ${row.type}`);
};

/** After an opt-out nothing is claimed, and an earlier claim is sent within its lease or never. */
const notAfterOptOut = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const { observations, watch } = evidence;
  const row = rowOf(evidence, message.effectId);
  const since = observations.optedOutAt.get(`${message.from}|${message.to}`);
  if (!row || row.evenIfOptedOut || since === undefined) return;
  const claimedAt = observations.claimedAt.get(message.effectId) ?? Number.POSITIVE_INFINITY;
  if (claimedAt > since)
    watch.violate(
      'no message after an opt-out',
      `${row.type} was claimed after the traveller opted out`,
    );
  if (message.atMs - since > 90 * second)
    watch.violate(
      'no message after an opt-out',
      `${row.type} ${(message.atMs - since) / second} s after the opt-out`,
    );
};

/** For a withdrawn trip nothing but the message about the cancellation is claimed. */
const notAfterWithdrawal = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const { observations, watch } = evidence;
  const row = rowOf(evidence, message.effectId);
  const since = observations.withdrawnAt.get(row?.tripId ?? '');
  // A reply to the traveller's own message is not about the trip.
  if (!row || row.type === 'trip_cancelled' || row.evenIfOptedOut || since === undefined) return;
  const claimedAt = observations.claimedAt.get(message.effectId) ?? Number.POSITIVE_INFINITY;
  if (claimedAt > since || message.atMs - since > 90 * second)
    watch.violate(
      'no message after the trip was withdrawn',
      `${row.type} ${(message.atMs - since) / second} s after the withdrawal`,
    );
};

/** No concierge reply is claimed during a takeover. */
const notDuringTakeover = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const { observations, watch } = evidence;
  const row = rowOf(evidence, message.effectId);
  const since = observations.takenOverAt.get(`${message.from}|${message.to}`);
  if (row?.type !== 'reply' || since === undefined) return;
  if ((observations.claimedAt.get(message.effectId) ?? Number.POSITIVE_INFINITY) > since)
    watch.violate(
      'no concierge reply while a person has the conversation',
      `claimed ${(message.atMs - since) / second} s after`,
    );
};

/** What those hear who only hear of the trips of others, by the key of their trip. */
const onlyFor: Readonly<Record<string, ReadonlySet<MessageType>>> = {
  follower: new Set(['departed', 'landing', 'delayed', 'cancelled', 'diverted']),
  guide: new Set([
    'delayed',
    'departure_moved_earlier',
    'back_on_time',
    'cancelled',
    'reinstated',
    'diverted',
  ]),
};

/** Followers and guides hear what is theirs alone; a guide no name and no number of anybody. */
const whatIsTheirs = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const row = rowOf(evidence, message.effectId);
  const trip = evidence.memory.inspect.trips().find(({ id }) => id === row?.tripId);
  if (!row || !trip) return;
  const types = onlyFor[trip.role];
  const isDeparted = row.type === 'departed' && trip.role !== 'follower';
  if ((types && !types.has(row.type)) || isDeparted)
    evidence.watch.violate('followers and guides hear what is theirs', `${trip.role}: ${row.type}`);
  // In a test the first line says for which number it was.
  const isToStaff = message.to === staffPhone;
  if (trip.role === 'guide' && !isToStaff && /Qorvath [56]|\+\d/.test(message.text))
    evidence.watch.violate('followers and guides hear what is theirs', 'a guide reads of somebody');
  if (types) evidence.watch.count(`told a ${trip.role}`);
};

/** Checked for every message at the moment the provider accepts it. */
export const sendInvariants: readonly ((
  message: AcceptedMessage,
  evidence: SendEvidence,
) => void)[] = [
  notToErased,
  brakesHold,
  acceptedOnce,
  sameNewsOnce,
  whatIsTheirs,
  notAfterOptOut,
  notAfterWithdrawal,
  notDuringTakeover,
  notSentToMissed,
  notThroughFormerNumber,
  oneAlertAnIncident,
  calledAfterWriting,
];

/** At the end no timer is set and no event is unpublished. */
const nothingIsLeft = ({ watch, memory }: RunEvidence): void => {
  // A desk tells of each day.
  const timer = memory.inspect.timers().find(({ kind }) => kind !== 'DigestDue');
  if (timer)
    watch.violate(
      'a finished trip has no live timer',
      `${timer.agent} has ${timer.kind} due ${timer.due}`,
    );
  const event = memory.inspect.unpublished()[0];
  if (event) watch.violate('every event is published', `${event.type} still lies in the outbox`);
};

/** No alert is left once its flight is over. */
const noAlertIsLeft = ({ watch, alertIds }: RunEvidence): void => {
  const [left] = alertIds;
  if (left !== undefined) watch.violate('no alert outlives its flight', `${left} is still there`);
};

/** Nothing in a run is a defect, whatever services do: no event is set aside. */
const nothingIsSetAside = ({ watch, memory }: RunEvidence): void => {
  const [first] = memory.inspect.quarantined();
  if (first)
    watch.violate(
      'only a defect sets an event aside',
      `${first.event.type} of ${first.agent}: ${first.error}`,
    );
};

/** Every message is sent or visibly failed: none is undecided, and every failure has a reason. */
const everythingIsSettled = ({ watch, memory }: RunEvidence): void => {
  // A digest may have begun just before the end.
  for (const row of memory.inspect.effects().filter(({ type }) => type !== 'duty_digest')) {
    if (row.status === 'PENDING' || row.status === 'SENDING' || row.status === 'UNKNOWN')
      watch.violate(
        'every message is delivered or visibly failed',
        `${row.type} is still ${row.status}`,
      );
    if (row.status === 'DROPPED' && row.reason === null)
      watch.violate(
        'every message is delivered or visibly failed',
        `${row.type} was dropped without a reason`,
      );
    if (row.status === 'FAILED' && row.errorCode === null)
      watch.violate(
        'every message is delivered or visibly failed',
        `${row.type} failed without a code`,
      );
  }
};

const forgotten = 'forgotten';

/** A row is SENT where, and only where, the provider accepted it under the row's provider id. */
const theLedgerIsTrue = ({ watch, memory, accepted }: RunEvidence): void => {
  for (const row of memory.inspect.effects()) {
    const acceptances = accepted.filter((m) => m.effectId === row.id);
    if (row.status === 'SENT' && !acceptances.some((m) => m.providerId === row.providerId))
      watch.violate('the ledger tells the truth', `${row.type} is SENT and was never accepted`);
    if (
      (row.status === 'DROPPED' || row.status === 'FAILED') &&
      // At an erasure a message may be under way; its row says then that nobody is left to ask.
      row.reason !== forgotten &&
      acceptances.some((m) => !m.hasFailed && !wasHidden(m))
    )
      watch.violate('the ledger tells the truth', `${row.type} is ${row.status} and was accepted`);
  }
};

/** A critical message that failed for good has opened a task for the agency. */
const failuresAreVisible = ({ watch, memory }: RunEvidence): void => {
  const withdrawn = new Set(
    memory.inspect.trips().flatMap((trip) => (trip.status === 'withdrawn' ? [trip.id] : [])),
  );
  for (const row of memory.inspect.effects()) {
    if (
      row.status !== 'FAILED' ||
      !messageTypes[row.type].critical ||
      row.tripId === null ||
      withdrawn.has(row.tripId)
    )
      continue;
    const hasTask = memory.inspect
      .tasks()
      .some(
        (t) =>
          t.tripId === row.tripId &&
          ['critical_unsent', 'unreachable', 'template_unusable'].includes(t.kind),
      );
    if (!hasTask)
      watch.violate(
        'a critical message that failed opens a task',
        `${row.type} failed (${row.errorCode}) without a task`,
      );
  }
};

/** Every booked trip is confirmed, or a recorded reason says why not. */
const everyTripIsConfirmed = ({ watch, memory, bookedTripIds }: RunEvidence): void => {
  for (const [key, tripId] of bookedTripIds) {
    if (onlyFor[key] !== undefined) continue;
    const rows = memory.inspect
      .effects()
      .filter(
        (row) =>
          row.type === 'reservation_confirmation' &&
          (row.tripId === tripId || row.told.legs?.[tripId] !== undefined),
      );
    const isSuppressed = memory.inspect
      .decisions()
      .some(
        (d) =>
          d.tripId === tripId &&
          d.subject === 'reservation_confirmation' &&
          d.decision === 'suppressed',
      );
    const isWithdrawn = memory.inspect
      .trips()
      .some((trip) => trip.id === tripId && trip.status === 'withdrawn');
    if (rows.length === 0 && !isSuppressed && !isWithdrawn)
      watch.violate('every trip is confirmed or says why not', `trip ${key} was never confirmed`);
  }
};

/** What is known of a flight is true, if AeroAPI was read truthfully after its last change. */
const whatIsKnownIsTrue = ({
  watch,
  memory,
  world,
  truthfulAt,
  bookedTripIds,
}: RunEvidence): void => {
  const followedKeys = new Set(
    memory.inspect.trips().flatMap((t) => (t.status === 'withdrawn' ? [] : [t.flightKey])),
  );
  if (bookedTripIds.size === 0) return;
  for (const flight of memory.inspect.flights()) {
    const timeline = world.flights.find((t) => flight.flightKey.startsWith(`${t.flightNumber}/`));
    if (!timeline || !flight.facts || !followedKeys.has(flight.flightKey)) continue;
    const states = timeline.flights.flat();
    const hasLanded = states.some(
      (s) => s.set['actual_on'] !== undefined && s.set['actual_on'] !== null,
    );
    const isDiverted = states.some((s) => s.set['diverted'] === true);
    const truePhase = isDiverted ? 'diverted' : hasLanded ? 'landed' : 'cancelled';
    const lastChangeMs = Math.max(...states.map((s) => epoch(s.from)));
    const readMs = truthfulAt.get(timeline.flightNumber) ?? 0;
    // A cancellation is believed at the second reading only, which may come up to two hours later.
    const confirmationMs = truePhase === 'cancelled' ? 2 * hour : 0;
    if (readMs > lastChangeMs + confirmationMs && flight.facts.phase !== truePhase)
      watch.violate(
        'what is known is true',
        `${flight.flightKey} is ${flight.facts.phase}, in truth ${truePhase}`,
      );
  }
};

const intentOf = (body: string): 'out' | 'in' | 'maybe' | null =>
  /^(BAJA|STOP|no quiero)/.test(body)
    ? 'out'
    : /^ALTA/.test(body)
      ? 'in'
      : /^CANCELAR/.test(body)
        ? 'maybe'
        : null;

/** The last unambiguous message decides; an ambiguous one alone never opts a traveller out. */
const optedOutAsAsked = ({ watch, world, observations }: RunEvidence): void => {
  const messages = world.inputs.filter((input) => input.kind === 'write');
  for (const { phone, sender } of messages) {
    const intents = messages
      .filter((w) => w.phone === phone && w.sender === sender)
      .map((w) => intentOf(w.body))
      .filter((intent) => intent === 'out' || intent === 'in');
    // A word that was not heeded yet goes with the conversation that was erased.
    const agencyId = world.agencies.find((agency) => agency.sender === sender)?.id;
    if (observations.erasures.has(`${agencyId}|${phone}`)) continue;
    const shouldBeOut = intents.at(-1) === 'out';
    if (observations.optedOutAt.has(`${sender}|${phone}`) !== shouldBeOut)
      watch.violate('a traveller is opted out as asked', `expected ${shouldBeOut ? 'out' : 'in'}`);
  }
};

/** Checked once the run is over. */
export const endInvariants: readonly ((evidence: RunEvidence) => void)[] = [
  nothingIsSetAside,
  nothingIsLeft,
  noAlertIsLeft,
  everythingIsSettled,
  theLedgerIsTrue,
  failuresAreVisible,
  urgentTasksAreSeen,
  everyTripIsConfirmed,
  whatIsToldIsKnown,
  whatIsKnownIsTrue,
  optedOutAsAsked,
  missedIsTold,
  correctedNumberIsTold,
  calledWithoutNumber,
  erasedStayAway,
  acknowledgedOrEscalated,
];

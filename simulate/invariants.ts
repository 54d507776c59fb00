import type { EffectRow } from '#shared/adapters/memory/rows.ts';
import { epoch, hour, second } from '#shared/domain/instant.ts';
import { criticalTypes, type MessageType } from '#shared/domain/message.ts';
import type { Ending, Sending } from './evidence.ts';
import type { Accepted } from './provider.ts';
import { whatIsToldIsKnown } from './told-is-known.ts';

const effectsOf = ({ memory }: Sending, tripId: string | null): readonly EffectRow[] =>
  memory.inspect.effects().filter((row) => row.tripId === tripId);

const rowOf = ({ memory }: Sending, effectId: string): EffectRow | undefined =>
  memory.inspect.effects().find((row) => row.id === effectId);

/** The exception that the guarantees name: the provider did not show an accepted message however long reconciliation looked. */
const wasHidden = (message: Accepted): boolean => message.hiddenLooks >= 2;

/** Types that tell no facts about a flight; all the others count as news between two messages of the same words. */
const tellsNothing: ReadonlySet<MessageType> = new Set([
  ...(['landing', 'trip_cancelled', 'itinerary_ready', 'reply', 'agency_reply'] as const),
  ...(['opt_out_ack', 'opt_out_question', 'opt_out_notice', 'opt_in_ack'] as const),
]);
const onceAtMost: ReadonlySet<MessageType> = new Set([
  'reservation_confirmation',
  'trip_cancelled',
]);
const oncePerLeg: ReadonlySet<MessageType> = new Set(['24h_reminder', 'landing', 'diverted']);

/**
 * No message of the ledger is accepted twice by the provider, unless the first one was found undeliverable in between,
 * or the provider hid it for longer than reconciliation looks (DESIGN §1).
 */
const acceptedOnce = (message: Accepted, sending: Sending): void => {
  const earlier = sending.accepted.filter(
    (other) => other.effectId === message.effectId && !other.failed,
  );
  if (earlier.length === 0) return;
  if (earlier.every(wasHidden)) {
    sending.watch.count('told twice because the provider hid it');
    return;
  }
  sending.watch.violate(
    'nothing is told twice',
    `${rowOf(sending, message.effectId)?.type} was accepted ${earlier.length + 1} times`,
  );
};

/**
 * No traveller reads the same news twice in a row: the same words again need other news in between (an episode), or an edit by the
 * agency, after which nothing counts as told (a leg).
 */
const sameNewsOnce = (message: Accepted, sending: Sending): void => {
  const row = rowOf(sending, message.effectId);
  if (!row) return;
  // One that never arrived is news in between as well, as long as nobody had reported that to us when this one was claimed; one that the
  // provider hid for longer than reconciliation looks is taken for unsent.
  const claimedMs = sending.ledger.claimedAt.get(message.effectId) ?? 0;
  const taken = sending.accepted.filter((other) => {
    const there = rowOf(sending, other.effectId);
    if (there === undefined || there.tripId !== row.tripId || there.id === row.id) return false;
    if (there.status === 'FAILED') return other.failureHeardMs > claimedMs;
    return !(there.status === 'DROPPED' && wasHidden(other));
  });
  const before = taken.filter((other) => !other.failed);
  if (!tellsNothing.has(row.type)) {
    const last = taken.findLast(
      (other) => !tellsNothing.has(rowOf(sending, other.effectId)?.type ?? 'reply'),
    );
    const lastRow = last && rowOf(sending, last.effectId);
    // Of a cancellation that failed the agency has heard, and perhaps called: that it is over is news.
    const overAgain =
      row.type === 'reinstated' &&
      effectsOf(sending, row.tripId).some(
        (r) =>
          r.type === 'cancelled' &&
          r.status === 'FAILED' &&
          r.createdAt > (lastRow?.createdAt ?? ''),
      );
    if (
      last &&
      !last.failed &&
      !overAgain &&
      last.text === message.text &&
      lastRow?.told.leg === row.told.leg
    )
      sending.watch.violate('nothing is told twice', `the same ${row.type} in two messages`);
  }
  const sameType = before.filter((other) => rowOf(sending, other.effectId)?.type === row.type);
  const again = onceAtMost.has(row.type)
    ? sameType.length > 0
    : oncePerLeg.has(row.type) &&
      sameType.some((other) => rowOf(sending, other.effectId)?.told.leg === row.told.leg);
  if (again) sending.watch.violate('nothing is told twice', `a second ${row.type}`);
};

/** Nothing is claimed after the traveller opted out, and nothing claimed before is accepted once its lease has ended. */
const notAfterOptOut = (message: Accepted, { ledger, watch, ...sending }: Sending): void => {
  const row = rowOf({ ledger, watch, ...sending }, message.effectId);
  const since = ledger.optedOutAt.get(`${message.from}|${message.to}`);
  if (!row || row.evenIfOptedOut || since === undefined) return;
  const claimedAt = ledger.claimedAt.get(message.effectId) ?? Number.POSITIVE_INFINITY;
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

/** Nothing but the word of the cancellation itself is claimed for a trip that its agency withdrew. */
const notAfterWithdrawal = (message: Accepted, { ledger, watch, ...sending }: Sending): void => {
  const row = rowOf({ ledger, watch, ...sending }, message.effectId);
  const since = ledger.withdrawnAt.get(row?.tripId ?? '');
  // An answer to a traveller's own words is not about the trip.
  if (!row || row.type === 'trip_cancelled' || row.evenIfOptedOut || since === undefined) return;
  const claimedAt = ledger.claimedAt.get(message.effectId) ?? Number.POSITIVE_INFINITY;
  if (claimedAt > since || message.atMs - since > 90 * second)
    watch.violate(
      'no message after the trip was withdrawn',
      `${row.type} ${(message.atMs - since) / second} s after the withdrawal`,
    );
};

/** No reply of the concierge is claimed while a person has the conversation. */
const notWhileAPersonSpeaks = (message: Accepted, sending: Sending): void => {
  const { ledger, watch } = sending;
  const row = rowOf(sending, message.effectId);
  const since = ledger.takenOverAt.get(`${message.from}|${message.to}`);
  if (row?.type !== 'reply' || since === undefined) return;
  if ((ledger.claimedAt.get(message.effectId) ?? Number.POSITIVE_INFINITY) > since)
    watch.violate(
      'no concierge reply while a person has the conversation',
      `claimed ${(message.atMs - since) / second} s after`,
    );
};

/** Held against every message that the provider accepts, in the moment it does. */
export const sendInvariants: readonly ((message: Accepted, sending: Sending) => void)[] = [
  acceptedOnce,
  sameNewsOnce,
  notAfterOptOut,
  notAfterWithdrawal,
  notWhileAPersonSpeaks,
];

/** A finished trip has no live timer, and nothing else is left to be done either. */
const nothingIsLeft = ({ watch, memory }: Ending): void => {
  const timer = memory.inspect.timers()[0];
  if (timer)
    watch.violate(
      'a finished trip has no live timer',
      `${timer.agent} has ${timer.kind} due ${timer.due}`,
    );
  const event = memory.inspect.unpublished()[0];
  if (event) watch.violate('every event is published', `${event.type} still lies in the outbox`);
};

/** Every message is delivered or visibly failed: nothing stays undecided, and what was given up says why. */
const everythingIsSettled = ({ watch, memory }: Ending): void => {
  for (const row of memory.inspect.effects()) {
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

/** The ledger tells the truth: what it calls sent was accepted under that very id, and what was accepted is not called anything less. */
const theLedgerTellsTheTruth = ({ watch, memory, accepted }: Ending): void => {
  for (const row of memory.inspect.effects()) {
    const taken = accepted.filter((m) => m.effectId === row.id);
    if (row.status === 'SENT' && !taken.some((m) => m.providerId === row.providerId))
      watch.violate('the ledger tells the truth', `${row.type} is SENT and was never accepted`);
    if (
      (row.status === 'DROPPED' || row.status === 'FAILED') &&
      taken.some((m) => !m.failed && !wasHidden(m))
    )
      watch.violate('the ledger tells the truth', `${row.type} is ${row.status} and was accepted`);
  }
};

/** A critical message that failed for good has raised a task for the agency. */
const failuresAreVisible = ({ watch, memory }: Ending): void => {
  const withdrawn = new Set(
    memory.inspect.trips().flatMap((trip) => (trip.status === 'withdrawn' ? [trip.id] : [])),
  );
  for (const row of memory.inspect.effects()) {
    if (
      row.status !== 'FAILED' ||
      !criticalTypes.has(row.type) ||
      row.tripId === null ||
      withdrawn.has(row.tripId)
    )
      continue;
    const told = memory.inspect
      .tasks()
      .some(
        (t) =>
          t.tripId === row.tripId &&
          ['critical_unsent', 'unreachable', 'template_unusable'].includes(t.kind),
      );
    const lost = memory.inspect
      .quarantined()
      .some((q) => q.event.type === 'MessageFailed' && q.event.tripId === row.tripId);
    if (!told && !lost)
      watch.violate(
        'a critical message that failed opens a task',
        `${row.type} failed (${row.errorCode}) and nobody was told`,
      );
  }
};

/** Every booked trip is confirmed once, or says why not. */
const everyTripIsConfirmed = ({ watch, memory, booked }: Ending): void => {
  for (const [key, tripId] of booked) {
    const rows = memory.inspect
      .effects()
      .filter((row) => row.tripId === tripId && row.type === 'reservation_confirmation');
    const silent = memory.inspect
      .decisions()
      .some(
        (d) =>
          d.tripId === tripId &&
          d.subject === 'reservation_confirmation' &&
          d.decision === 'suppressed',
      );
    const withdrawn = memory.inspect
      .trips()
      .some((trip) => trip.id === tripId && trip.status === 'withdrawn');
    const lost = memory.inspect.quarantined().some((q) => q.event.tripId === tripId);
    if (rows.length === 0 && !silent && !withdrawn && !lost)
      watch.violate('every trip is confirmed or says why not', `trip ${key} was never confirmed`);
  }
};

/** What is known at the end is how it really was, wherever AeroAPI said so after the last thing that happened. */
const whatIsKnownIsTrue = ({ watch, memory, world, truthfulAt, booked }: Ending): void => {
  const followed = new Set(
    memory.inspect.trips().flatMap((t) => (t.status === 'withdrawn' ? [] : [t.flightKey])),
  );
  if (booked.size === 0) return;
  for (const flight of memory.inspect.flights()) {
    const timeline = world.flights.find((t) => flight.flightKey.startsWith(`${t.flightNumber}/`));
    if (!timeline || !flight.facts || !followed.has(flight.flightKey)) continue;
    const states = timeline.flights.flat();
    const landed = states.some(
      (s) => s.set['actual_on'] !== undefined && s.set['actual_on'] !== null,
    );
    const diverted = states.some((s) => s.set['diverted'] === true);
    const really = diverted ? 'diverted' : landed ? 'landed' : 'cancelled';
    const lastMs = Math.max(...states.map((s) => epoch(s.from)));
    const readMs = truthfulAt.get(timeline.flightNumber) ?? 0;
    // A cancellation is believed at the second reading only, and watched for a while; one look may be all that was left.
    if (readMs > lastMs + (really === 'cancelled' ? 2 * hour : 0) && flight.facts.phase !== really)
      watch.violate(
        'what is known is true',
        `${flight.flightKey} is ${flight.facts.phase}, really ${really}`,
      );
  }
};

const words = (body: string): 'out' | 'in' | 'maybe' | null =>
  /^(BAJA|STOP|no quiero)/.test(body)
    ? 'out'
    : /^ALTA/.test(body)
      ? 'in'
      : /^CANCELAR/.test(body)
        ? 'maybe'
        : null;

/** A traveller is opted out where the last clear word said so; one ambiguous word alone never opts anybody out. */
const optedOutAsAsked = ({ watch, world, ledger, memory }: Ending): void => {
  const written = world.inputs.filter((input) => input.kind === 'write');
  if (memory.inspect.quarantined().some((q) => q.agent === 'concierge')) return;
  for (const { phone, sender } of written) {
    const clear = written
      .filter((w) => w.phone === phone && w.sender === sender)
      .map((w) => words(w.body))
      .filter((w) => w === 'out' || w === 'in');
    const wanted = clear.at(-1) === 'out';
    if (ledger.optedOutAt.has(`${sender}|${phone}`) !== wanted)
      watch.violate('a traveller is opted out as asked', `wanted ${wanted ? 'out' : 'in'}`);
  }
};

/** Held against the whole run once everything is over. */
export const endInvariants: readonly ((ending: Ending) => void)[] = [
  nothingIsLeft,
  everythingIsSettled,
  theLedgerTellsTheTruth,
  failuresAreVisible,
  everyTripIsConfirmed,
  whatIsToldIsKnown,
  whatIsKnownIsTrue,
  optedOutAsAsked,
];

import { epoch, hour, minute, second } from '#shared/domain/instant.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import { staffPhone } from './brake-inputs.ts';
import type { RunEvidence, SendEvidence } from './evidence.ts';
import type { AcceptedMessage } from './provider.ts';

/** Promises about numbers that an agency corrects, and about travellers who have none. */
const corrected = 'a corrected number is told, and the former one no more';
const called = 'who has no number is called about what matters';

/** A request that was claimed before the correction may still be written within its lease. */
const leaseMs = 90 * second;

/** Nothing about a trip is claimed for a number that its agency has corrected. */
export const notThroughFormerNumber = (
  message: AcceptedMessage,
  { memory, observations, watch }: SendEvidence,
): void => {
  const { inspect } = memory;
  const row = inspect.effects().find(({ id }) => id === message.effectId);
  const trip = inspect.trips().find(({ id }) => id === row?.tripId);
  const since = observations.correctedAt.get(trip?.id ?? '');
  if (!row || !trip || since === undefined || messageTypes[row.type].conversational) return;
  if (message.to === staffPhone) return;
  if (message.to === trip.whatsapp) {
    watch.count('told a corrected number');
    return;
  }
  const claimedMs = observations.claimedAt.get(row.id) ?? Number.POSITIVE_INFINITY;
  if (claimedMs > since || message.atMs - since > leaseMs)
    watch.violate(corrected, `${row.type} went to the former number`);
};

/** A night, and what a queue may be late; until then a corrected number is written to. */
const firstWordMs = 14 * hour;

/** A number that was corrected a day before was written to, or a reason says why not. */
export const correctedNumberIsTold = ({ memory, watch, observations }: RunEvidence): void => {
  const { inspect } = memory;
  for (const [tripId, since] of observations.correctedAt) {
    const trip = inspect.trips().find(({ id }) => id === tripId);
    const facts = inspect.flights().find(({ flightKey }) => flightKey === trip?.flightKey)?.facts;
    if (!trip || trip.status === 'withdrawn' || trip.whatsapp === null) continue;
    const leavesMs = Math.min(epoch(trip.departure), epoch(facts?.departure ?? trip.departure));
    if (leavesMs - since < firstWordMs) continue;
    const isWrittenTo = inspect
      .effects()
      .some(
        ({ to, createdAt, tripId: about, told }) =>
          to === trip.whatsapp &&
          epoch(createdAt) < since + firstWordMs &&
          (about === tripId || told.legs?.[tripId] !== undefined),
      );
    const hasReason = inspect
      .decisions()
      .some(
        (d) => d.tripId === tripId && epoch(d.at) >= since - minute && d.decision === 'suppressed',
      );
    const isSetAside = inspect.quarantined().some(({ event }) => event.tripId === tripId);
    if (!isWrittenTo && !hasReason && !isSetAside)
      watch.violate(corrected, 'the number of now was never written to');
  }
};

/** What is critical becomes a task to call, since there is nowhere to write to. */
export const calledWithoutNumber = ({ memory, watch, bookedTripIds }: RunEvidence): void => {
  const { inspect } = memory;
  const tripId = bookedTripIds.get('unwritten');
  const trip = inspect.trips().find(({ id }) => id === tripId);
  if (!trip) return;
  if (inspect.effects().some((row) => row.tripId === tripId))
    watch.violate(called, 'a message was written to nobody');
  const flight = inspect.flights().find(({ flightKey }) => flightKey === trip.flightKey);
  const phase = flight?.facts?.phase;
  const isSetAside = inspect
    .quarantined()
    .some(({ event, actorId }) => event.tripId === tripId || actorId === trip.flightKey);
  if (trip.status === 'withdrawn' || isSetAside || (phase !== 'cancelled' && phase !== 'diverted'))
    return;
  watch.count('to be called');
  const hasTask = inspect.tasks().some((t) => t.tripId === tripId && t.kind === 'call');
  if (!hasTask) watch.violate(called, `the flight is ${phase}, and nobody is asked to call`);
};

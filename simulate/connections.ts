import type { EffectRow } from '#shared/adapters/memory/rows.ts';
import { epoch, minute } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { RunEvidence, SendEvidence } from './evidence.ts';
import type { AcceptedMessage } from './provider.ts';

/** Promises about a traveller who changes planes: the trip `in`, and the trip `on` after it. */
const promise = 'a missed connection is told, and nobody is sent to its flight';

/** What sends a traveller to a flight, or welcomes who should have flown with it. */
const sendsThere: ReadonlySet<MessageType> = new Set([
  '24h_reminder',
  'boarding',
  'gate_change',
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'landing',
]);

/** Clocks of workers differ, and a turn may be decided a little before a message is accepted. */
const crossingMs = minute;

/** Nothing about the second flight is decided while the last word of it is that it is missed. */
export const notSentToMissed = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const rows = new Map(evidence.memory.inspect.effects().map((row) => [row.id, row]));
  const row = rows.get(message.effectId);
  if (!row || row.tripId === null || !sendsThere.has(row.type)) return;
  const { tripId } = row;
  const before = evidence.accepted.filter(
    ({ atMs, hasFailed }) => !hasFailed && atMs < epoch(row.createdAt) - crossingMs,
  );
  const last = before
    .flatMap(({ effectId }) => rows.get(effectId) ?? [])
    .findLast(({ told }) => told.connection !== undefined && told.legs?.[tripId] !== undefined);
  if (last?.told.connection?.status === 'missed' && last.told.legs?.[tripId]?.leg === row.told.leg)
    evidence.watch.violate(promise, `${row.type} after connection_missed`);
};

const isTold = (row: EffectRow): boolean =>
  row.type === 'connection_missed' &&
  (row.status === 'SENT' || row.status === 'FAILED' || row.status === 'DROPPED');

/** Where the agency's task says at the end that it was missed, the traveller was told as well. */
export const missedIsTold = ({ memory, watch, bookedTripIds, observations }: RunEvidence): void => {
  const tripId = bookedTripIds.get('in');
  const { inspect } = memory;
  const trip = inspect.trips().find(({ id }) => id === tripId);
  const isMissed = inspect
    .tasks()
    .some(
      (task) =>
        task.tripId === tripId && task.kind === 'connection_missed' && task.state !== 'done',
    );
  if (!trip || !isMissed) return;
  watch.count('missed connection');
  const own = inspect.effects().filter((row) => row.tripId === tripId);
  const isOtherwiseTold = own.some(({ type }) => type === 'cancelled' || type === 'diverted');
  const isSetAside = inspect.quarantined().some(({ event }) => event.tripId === tripId);
  const isOptedOut = [...observations.optedOutAt.keys()].some((key) =>
    key.endsWith(`|${trip.whatsapp}`),
  );
  if (!own.some(isTold) && !isOtherwiseTold && !isSetAside && !isOptedOut)
    watch.violate(promise, 'the agency has its task, the traveller no word');
};

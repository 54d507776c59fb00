import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { EffectRow } from '#shared/adapters/memory/rows.ts';
import { epoch, second } from '#shared/domain/instant.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import { type Brake, heldByPause, strictestBrake } from '#shared/domain/sending.ts';
import type { ClaimedEffect } from '#shared/ports/actor-store.ts';
import { type ObservedBrake, staffPhone } from './brake-inputs.ts';
import type { SendEvidence } from './evidence.ts';
import type { AcceptedMessage } from './provider.ts';
import type { Watch } from './watch.ts';

/** Workers' clocks differ by so much, and so do their ends of a pause. */
const skewMs = 15 * second;

/** The brakes that hold for an agency at a true instant, whatever a worker's clock says. */
const brakesAt = (
  observed: readonly ObservedBrake[],
  agencyId: string,
  atMs: number,
): readonly Brake[] => {
  const last = new Map<string, Brake>();
  for (const { agencyId: of, brake, setAtMs } of observed)
    if (setAtMs < atMs && (of === null || of === agencyId))
      last.set(`${of}|${brake.scope}|${brake.subject}`, brake);
  return [...last.values()].filter(({ until }) => until === null || epoch(until) > atMs + skewMs);
};

const brakeOf = (
  row: EffectRow,
  atMs: number,
  { memory, observations }: Pick<SendEvidence, 'memory' | 'observations'>,
): Brake | null => {
  const trip = memory.inspect.trips().find(({ id }) => id === row.tripId);
  return strictestBrake(
    brakesAt(observations.brakes, row.agencyId, atMs),
    {
      type: row.type,
      journeyIds: trip ? [trip.journeyId] : [],
      contactIds: trip ? [trip.contactId] : [],
    },
    // Those that are over were left out by the true instant.
    '0001-01-01T00:00:00.000Z',
  );
};

/** Whatever was claimed under a brake leaves as the brake says: not at all, or to the staff. */
export const brakesHold = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const { watch, observations, memory } = evidence;
  const row = memory.inspect.effects().find(({ id }) => id === message.effectId);
  const claimedMs = observations.claimedAt.get(message.effectId);
  if (!row || claimedMs === undefined) return;
  const isToStaff = message.to === staffPhone;
  const brake = brakeOf(row, claimedMs, evidence);
  if (brake?.state === 'paused')
    watch.violate('nothing leaves while paused', `${row.type} by a brake on ${brake.scope}`);
  if (brake?.state === 'shadow')
    watch.violate('a shadow sends nothing', `${row.type} by a brake on ${brake.scope}`);
  if (brake?.state === 'test' && !isToStaff)
    watch.violate('in a test nothing reaches a traveller', `${row.type} on ${brake.scope}`);
  if (isToStaff) watch.count('sent to the staff in a test');
};

/** What a pause held is decided anew before it is said: nothing is sent as it was. */
export const watchHeld = (
  watch: Watch,
  { inspect }: Pick<MemoryStore, 'inspect'>,
): {
  readonly onWrite: () => void;
  readonly onClaimed: (effects: readonly ClaimedEffect[]) => void;
} => {
  const held = new Set<string>();
  return {
    onWrite: () => {
      for (const { id, reason, status } of inspect.effects()) {
        if (reason === heldByPause && status === 'PENDING') {
          if (!held.has(id)) watch.count('held by a pause');
          held.add(id);
        } else if (status === 'DROPPED' && held.delete(id)) watch.count('decided after a pause');
      }
    },
    onClaimed: (effects) => {
      for (const { id, mode, type } of effects) {
        if (mode !== 'send' || !held.delete(id) || messageTypes[type].writtenByPerson) continue;
        watch.violate(
          'what a pause held is decided again before it is said',
          `${type} was sent as it was`,
        );
      }
    },
  };
};

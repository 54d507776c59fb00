import { z } from 'zod';
import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import { FlightFacts, freshMs } from '#shared/domain/flight.ts';
import { between, day, epoch, type Instant, second } from '#shared/domain/instant.ts';
import type { TurnCommit } from '#shared/ports/actor-store.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';

/** The part of a trip's state that says which flight it is on, and when that was read. */
const Knowledge = z.object({
  facts: FlightFacts.pick({ observedAt: true, phase: true }).nullable(),
  legFlight: z.object({ flightKey: z.string(), departure: z.string() }).nullable(),
});

/** The look that a trip asked for, and when (epoch ms) and whether it was answered to any use. */
interface Look {
  readonly eventId: string;
  readonly askedAt: Instant;
  answer: { readonly atMs: number; readonly isUseful: boolean } | null;
}

/** What is held of the flight that a trip is on, and the look that is made for it. */
interface HeldOfTrip {
  readonly leg: string;
  readonly kinds: Set<string>;
  look: Look | null;
}

/** Messages about the flight that may be held; one of a kind is told in the place of another. */
const kinds: Readonly<Record<string, string>> = {
  cancelled: 'news',
  reinstated: 'news',
  departure_moved_earlier: 'news',
  back_on_time: 'news',
  delayed: 'news',
  gate_change: 'news',
  '24h_reminder': 'reminder',
  trip_changed: 'change',
};

const holdingRules: ReadonlySet<string> = new Set(['quiet_hours', 'pause_after_delay']);
/** How long a held message waits for its look. */
const lookWaitMs = 90 * second;
/** By how much the clocks of two workers may differ, and some. */
const clocksDifferMs = 30 * second;

/** Whether the times of a record are to be believed at its first reading (RULES §1). */
const isUsable = ({ status, cancelled, actual_off, actual_on }: AeroFlight): boolean =>
  !cancelled &&
  !/result unknown/i.test(status ?? '') &&
  !(actual_on !== null && actual_off !== null && actual_on <= actual_off);

/** Whether the tracker looked, found the flight and could believe it, or had no reason not to. */
const isUseful = ({ reasons, records, now }: TurnCommit): boolean => {
  const rule = reasons.find(({ subject }) => subject === 'flight')?.rule;
  return records.some(
    (record) =>
      record.kind === 'flight' &&
      (rule === 'found'
        ? record.raw?.every(isUsable)
        : rule === 'known' &&
          record.nextCheckAt !== null &&
          record.facts !== null &&
          between(now, record.facts.departure) < 2 * day),
  );
};

/** The look failed, taught nothing or could not be made, or its answer was (nearly) too late. */
const isInVain = ({ askedAt, answer }: Look, now: Instant): boolean =>
  answer === null
    ? between(askedAt, now) >= lookWaitMs
    : !answer.isUseful || answer.atMs - epoch(askedAt) >= lookWaitMs - clocksDifferMs;

/** Whether a message may be told from a reading made at `observedAt`. */
const isFreshEnough = (observedAt: Instant, now: Instant, look: Look | null): boolean =>
  between(observedAt, now) <= freshMs ||
  // The turn itself may be late; then the reading is no older than the look that was made.
  (look !== null && (between(observedAt, look.askedAt) <= freshMs || isInVain(look, now)));

/** Checks the committed turns for held news that is told from an old reading (RULES §4). */
export const watchHeldNews = (watch: Watch, time: VirtualTime): ((turn: TurnCommit) => void) => {
  const heldOf = new Map<string, HeldOfTrip>();

  const isFresh = (
    { effects, now }: TurnCommit,
    facts: z.infer<typeof Knowledge>['facts'],
    held: HeldOfTrip,
  ): void => {
    for (const { type } of effects) {
      if (!held.kinds.delete(kinds[type] ?? '') || facts === null) continue;
      // That a flight has left or was diverted is told at once, whatever was held.
      if (facts.phase !== 'scheduled' && facts.phase !== 'cancelled') continue;
      watch.count('held news told');
      const { observedAt } = facts;
      if (!isFreshEnough(observedAt, now, held.look))
        watch.violate(
          'held news is told from a fresh look',
          `${type} at ${now} from ${observedAt}, look asked at ${held.look?.askedAt ?? 'no time'}`,
        );
    }
  };

  const noteHolds = ({ reasons }: TurnCommit, held: HeldOfTrip): void => {
    for (const { decision, subject, rule } of reasons) {
      const kind = kinds[subject];
      if (kind === undefined) continue;
      if (decision === 'dropped') held.kinds.delete(kind);
      if (decision === 'held' && holdingRules.has(rule)) held.kinds.add(kind);
    }
  };

  return (turn) => {
    const { agent, actorId, event, events, now } = turn;
    if (agent === 'flight-tracker')
      for (const { look } of heldOf.values())
        if (look?.eventId === event.id)
          look.answer = { atMs: time.nowMs, isUseful: isUseful(turn) };
    if (agent !== 'notifications') return;
    const { facts, legFlight } = Knowledge.parse(turn.state);
    const leg = `${legFlight?.flightKey} ${legFlight?.departure}`;
    const before = heldOf.get(actorId);
    const held = before?.leg === leg ? before : { leg, kinds: new Set<string>(), look: null };
    heldOf.set(actorId, held);
    isFresh(turn, facts, held);
    noteHolds(turn, held);
    const asked = events.find(({ type }) => type === 'FlightLookRequested');
    if (asked) held.look = { eventId: asked.id, askedAt: now, answer: null };
    else if (held.kinds.size === 0) held.look = null;
  };
};

import { z } from 'zod';
import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { EffectRow } from '#shared/adapters/memory/rows.ts';
import { unreadableCode } from '#shared/domain/message.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type {
  ClaimedEffect,
  CommitResult,
  Settlement,
  TurnCommit,
} from '#shared/ports/actor-store.ts';
import { watchHeld } from './brakes.ts';
import { type BeforeErasure, beforeErasure, checkErasure, emptiedActors } from './erasures.ts';
import { watchHeldNews } from './held-news.ts';
import type { Observations } from './observations.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';

/** A timer as a commit set or cleared it. */
export type TimerChange = Extract<CommitResult, { kind: 'committed' }>['timers'][number];

/** Sizes of the tables that a turn writes, to compare before and after. */
interface Fingerprint {
  readonly decisions: number;
  readonly effects: number;
  readonly tasks: number;
  readonly events: number;
  readonly timers: string;
}

/** The part of an actor's state that says which facts it holds. */
const StateWithFacts = z.object({
  facts: z.object({ version: z.int() }).nullable(),
  legFlight: z.object({ flightKey: z.string() }).nullable().optional(),
});

const readable = 'no rotation makes a row unreadable';

const departureNews: ReadonlySet<string> = new Set([
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'reinstated',
]);

/**
 * The store as the workers see it; checks each write against the promises about turns. `onWrite`
 * is called after every write, in the same step, and stands for what a transactional engine does
 * in the transaction of the commit.
 */
export const watchStore = (
  inner: MemoryStore,
  deps: {
    readonly watch: Watch;
    readonly time: VirtualTime;
    readonly observations: Observations;
    readonly nameOf: (id: string) => string;
    readonly onWrite: (timers: readonly TimerChange[]) => void;
  },
): MemoryStore => {
  const { watch, time, observations, nameOf, onWrite } = deps;
  const { inspect } = inner;
  /** Null: it was emptied by an erasure, at whatever version. */
  const versions = new Map<string, number | null>();
  const takenEvents = new Set<string>();
  /** By conversation: `sender|phone`. */
  const recipients = new Map<string, string>();

  const fingerprint = (): Fingerprint => ({
    decisions: inspect.decisions().length,
    effects: inspect.effects().length,
    tasks: inspect.tasks().length,
    events: inspect.unpublished().length,
    timers: inspect
      .timers()
      .map((t) => `${t.agent}|${t.actorId}|${t.kind}|${t.generation}`)
      .join(),
  });

  const held = watchHeld(watch, inner);

  const addTries = (id: string, count: number): void =>
    void observations.tries.set(id, (observations.tries.get(id) ?? 0) + count);
  const onClaimed = (effects: readonly ClaimedEffect[]): void => {
    held.onClaimed(effects);
    for (const { id, type, tripId, mode } of effects) {
      observations.nameOf.set(id, `${type} ${nameOf(tripId ?? '')}`);
      if (mode !== 'send') continue;
      observations.claimedAt.set(id, time.nowMs);
      addTries(id, 1);
    }
  };

  /** The turn of a timer is committed only while the timer's generation is current. */
  const timerIsCurrent = ({ agent, event }: TurnCommit, before: Fingerprint): void => {
    if (!('generation' in event.data)) return;
    const { actorId, generation } = event.data;
    if (!before.timers.split(',').includes(`${agent}|${actorId}|${event.type}|${generation}`))
      watch.violate('a superseded timer wakes nobody', `${event.type} of generation ${generation}`);
  };

  /** A turn is committed on the state it was decided on, and the version goes up by one. */
  const versionsAreContiguous = (
    turn: TurnCommit,
    result: Extract<CommitResult, { kind: 'committed' }>,
  ): void => {
    const actor = `${turn.agent}|${turn.actorId}`;
    const before = versions.get(actor) === null ? turn.expectedVersion : (versions.get(actor) ?? 0);
    if (turn.expectedVersion !== before || result.version !== before + 1)
      watch.violate(
        'versions are contiguous',
        [
          `${turn.agent}: decided on ${turn.expectedVersion},`,
          `stored was ${before}, now ${result.version}`,
        ].join(' '),
      );
    versions.set(actor, result.version);
  };

  /** An actor takes an event once, however often it is delivered. */
  const takenOnce = ({ agent, actorId, event }: TurnCommit): void => {
    const key = `${agent}|${actorId}|${event.id}`;
    if (takenEvents.has(key))
      watch.violate('an event is taken once', `${agent} took ${event.type} again`);
    takenEvents.add(key);
  };

  /** A committed turn is stored with all its parts; a refused or failed one with none. */
  const wholeOrNothing = (
    turn: TurnCommit,
    result: CommitResult | null,
    before: Fingerprint,
  ): void => {
    const after = fingerprint();
    if (result?.kind !== 'committed') {
      if (JSON.stringify(after) !== JSON.stringify(before))
        watch.violate(
          'no turn is half-applied',
          `${turn.agent}: a turn that was not committed left traces`,
        );
      return;
    }
    const eventIds = new Set(inspect.unpublished().map((event) => event.id));
    const keys = new Set(inspect.effects().map((effect) => effect.key));
    const timers = inspect.timers();
    const missing = [
      ...turn.events.filter((event) => !eventIds.has(event.id)).map((event) => event.type),
      ...turn.effects.filter((effect) => !keys.has(effect.key)).map((effect) => effect.type),
      ...turn.timers
        .filter(
          (t) =>
            (timers.find(
              (row) =>
                row.agent === turn.agent && row.actorId === turn.actorId && row.kind === t.kind,
            )?.due ?? null) !== t.due,
        )
        .map((t) => t.kind),
      ...(after.decisions === before.decisions + turn.reasons.length ? [] : ['reasons']),
    ];
    if (missing.length > 0)
      watch.violate(
        'no turn is half-applied',
        `${turn.agent} committed ${turn.event.type} without ${missing.join(', ')}`,
      );
  };

  /** Departures that the loads of a turn returned, by actor and event. */
  const loadedDepartures = new Map<string, Set<string>>();
  const load: MemoryStore['load'] = async (request) => {
    const loaded = await inner.load(request);
    const departure = loaded.trip?.flight?.departure;
    if (request.agent !== 'notifications' || departure === undefined) return loaded;
    const key = `${request.actorId}|${request.eventId}`;
    loadedDepartures.set(key, (loadedDepartures.get(key) ?? new Set()).add(departure));
    return loaded;
  };

  /** News of a departure tells the newest one known, whatever event the turn is for. */
  const newsIsTheNewest = (turn: TurnCommit): void => {
    const departures = loadedDepartures.get(`${turn.actorId}|${turn.event.id}`);
    for (const { type, told } of turn.effects) {
      if (!departureNews.has(type) || departures === undefined || told.departure === undefined)
        continue;
      if (!departures.has(told.departure))
        watch.violate(
          'nobody is told what is known to be outdated',
          `${type} tells ${told.departure}, known was ${[...departures].join()}`,
        );
    }
  };

  const heldNewsIsFresh = watchHeldNews(watch, time);

  const versionsOfFacts = new Map<string, number>();
  /** An actor never returns to older facts of a flight, in whatever order events arrive. */
  const knowledgeNeverGoesBack = ({ agent, actorId, state }: TurnCommit): void => {
    const parsed = StateWithFacts.safeParse(state);
    if (!parsed.success || parsed.data.facts === null) return;
    const { facts, legFlight } = parsed.data;
    const key = `${agent}|${actorId}|${legFlight?.flightKey ?? ''}`;
    const before = versionsOfFacts.get(key) ?? 0;
    if (facts.version < before)
      watch.violate(
        'knowledge never goes back',
        `${agent}: facts of version ${facts.version} after ${before}`,
      );
    versionsOfFacts.set(key, facts.version);
  };

  /** A deferred message spends no attempt: a row never has more attempts than tries. */
  const attemptsAreTries = (settlement: Settlement, before: EffectRow | undefined): void => {
    const { id, kind, fence } = settlement;
    if (kind === 'deferred' && before?.status === 'SENDING' && before.fence === fence) {
      addTries(id, -1);
      watch.count('deferred');
    }
    const attempts = inspect.effects().find((row) => row.id === id)?.attempts ?? 0;
    const tries = observations.tries.get(id) ?? 0;
    if (attempts > tries)
      watch.violate(
        'a deferred message spends no attempt',
        `${observations.nameOf.get(id)}: ${attempts} attempts, ${tries} tries`,
      );
  };

  const observeOptOuts = (turn: TurnCommit): void => {
    for (const record of turn.records) {
      if (record.kind !== 'suppression') continue;
      const recipient = recipients.get(record.conversationId);
      if (recipient === undefined) continue;
      if (record.optedOut) observations.optedOutAt.set(recipient, time.nowMs);
      else observations.optedOutAt.delete(recipient);
    }
  };

  /** States of the erased are empty; what is said later begins anew. */
  const noteErasure = (before: BeforeErasure, shared: readonly string[]): void => {
    const { agencyId, tripIds, conversationIds, phones } = before;
    const actors = emptiedActors(before, shared);
    for (const actor of actors) versions.set(actor, null);
    for (const key of versionsOfFacts.keys())
      if (actors.some((actor) => key.startsWith(`${actor}|`))) versionsOfFacts.delete(key);
    for (const { id, status } of inspect.trips())
      if (tripIds.has(id) && status === 'withdrawn' && !observations.withdrawnAt.has(id))
        observations.withdrawnAt.set(id, time.nowMs);
    for (const id of conversationIds) observations.takenOverAt.delete(recipients.get(id) ?? '');
    for (const phone of phones) {
      const erasure = { agencyId, phone, atMs: time.nowMs, anewAtMs: null };
      observations.erasures.set(`${agencyId}|${phone}`, erasure);
    }
  };
  const beginAnew = (agencyId: string, phone: string | null): void => {
    const erasure = observations.erasures.get(`${agencyId}|${phone}`);
    if (erasure) erasure.anewAtMs ??= time.nowMs;
  };

  const commit = async (turn: TurnCommit): Promise<CommitResult> => {
    const before = fingerprint();
    watch.noPersonalData('reasons', turn.reasons);
    let result: CommitResult;
    try {
      result = await inner.commit(turn);
    } catch (error) {
      wholeOrNothing(turn, null, before);
      throw error;
    }
    wholeOrNothing(turn, result, before);
    watch.count(`commit ${result.kind}`);
    if (result.kind === 'committed') {
      timerIsCurrent(turn, before);
      versionsAreContiguous(turn, result);
      takenOnce(turn);
      newsIsTheNewest(turn);
      knowledgeNeverGoesBack(turn);
      heldNewsIsFresh(turn);
      observeOptOuts(turn);
      onClaimed(result.claimed);
      if (turn.agent === 'notifications')
        observations.turnsOf.set(turn.actorId, [
          ...(observations.turnsOf.get(turn.actorId) ?? []),
          time.nowMs,
        ]);
      watch.narrate(() => {
        const reasons = turn.reasons.map((r) => `${r.decision} ${r.subject}: ${r.rule}`);
        return `${turn.agent} takes ${turn.event.type} (${reasons.join('; ')})`;
      });
    } else watch.narrate(() => `${turn.agent}: ${turn.event.type} is ${result.kind}`);
    held.onWrite();
    onWrite(result.kind === 'committed' ? result.timers : []);
    return result;
  };

  const observe = async <T>(
    write: Promise<T>,
    observer: (result: T) => void = () => {},
  ): Promise<T> => {
    const result = await write;
    observer(result);
    held.onWrite();
    onWrite([]);
    return result;
  };

  return {
    ...inner,
    load,
    commit,
    claim: (request) => observe(inner.claim(request), onClaimed),
    settle: (request) => {
      const rows = new Map(inspect.effects().map((row) => [row.id, row]));
      return observe(inner.settle(request), (claimed) => {
        for (const settlement of request.settlements) {
          const { id, kind } = settlement;
          attemptsAreTries(settlement, rows.get(id));
          const code = 'code' in settlement ? ` (${settlement.code})` : '';
          if ('code' in settlement && settlement.code === unreadableCode)
            watch.violate(readable, `${observations.nameOf.get(id)} cannot be opened`);
          watch.narrate(() => `${observations.nameOf.get(id)} is settled: ${kind}${code}`);
        }
        onClaimed(claimed);
      });
    },
    deliveryReport: (report) =>
      observe(inner.deliveryReport(report), () => {
        addTries(report.id, 1);
        watch.narrate(() => `callback: ${observations.nameOf.get(report.id)} is ${report.status}`);
      }),
    quarantine: (entry) =>
      observe(inner.quarantine(entry), () => {
        watch.count('quarantined');
        watch.noPersonalData('quarantine', entry.error);
        if (entry.error.includes('WrongKey'))
          watch.violate(readable, `${entry.agent}: ${entry.error}`);
        watch.narrate(() => `${entry.agent}: ${entry.event.type} is quarantined: ${entry.error}`);
      }),
    book: (request) =>
      observe(inner.book(request), (result) => {
        if (result.kind !== 'booked' && result.kind !== 'joined') return;
        beginAnew(request.agencyId, request.trip.whatsapp);
      }),
    erase: (request) => {
      const before = beforeErasure(inspect, request);
      return observe(inner.erase(request), (result) => {
        checkErasure(watch, inspect, before, result);
        if (result.kind === 'erased') noteErasure(before, result.shared);
      });
    },
    edit: (request) => {
      const numberOf = (): string | null | undefined =>
        inspect.trips().find(({ id }) => id === request.tripId)?.whatsapp;
      const before = numberOf();
      return observe(inner.edit(request), (result) => {
        if (result.kind !== 'edited') return;
        observations.editedAt.set(request.tripId, time.nowMs);
        const number = numberOf();
        if (number === before) return;
        observations.correctedAt.set(request.tripId, time.nowMs);
        // Whoever is given the number now is somebody to the agency, as with a new booking.
        beginAnew(request.agencyId, number ?? null);
      });
    },
    cancel: (request) =>
      observe(inner.cancel(request), (result) => {
        if (result.kind === 'cancelled') observations.withdrawnAt.set(request.tripId, time.nowMs);
      }),
    receiveInbound: (message) =>
      observe(inner.receiveInbound(message), (received) => {
        if (!received) return;
        recipients.set(received.conversationId, `${message.sender}|${message.phone}`);
        const agencyId = inspect
          .conversations()
          .find(({ id }) => id === received.conversationId)?.agencyId;
        if (received.first && agencyId !== undefined) beginAnew(agencyId, message.phone);
      }),
    takeOver: (move) =>
      observe(inner.takeOver(move), () => {
        observations.takenOverAt.set(recipients.get(move.conversationId) ?? '', time.nowMs);
      }),
    giveBack: (move) =>
      observe(inner.giveBack(move), () => {
        observations.takenOverAt.delete(recipients.get(move.conversationId) ?? '');
      }),
    putBrake: (request) =>
      observe(inner.putBrake(request), (brake) => {
        const { agencyId } = request;
        if (brake) observations.brakes.push({ agencyId, brake, setAtMs: time.nowMs });
      }),
    setPlatformBrake: (brake) => {
      inner.setPlatformBrake(brake);
      const { now: since, ...set } = brake;
      observations.brakes.push({
        agencyId: null,
        brake: { ...set, scope: 'platform', subject: null, phones: [], since },
        setAtMs: time.nowMs,
      });
      onWrite([]);
    },
    receiveAlert: (alert) => observe(inner.receiveAlert(alert)),
  };
};

/** Reads the unpublished events; checks each for personal data the first time it is seen. */
export const watchOutbox = (store: MemoryStore, watch: Watch): (() => readonly AnyEvent[]) => {
  const checkedIds = new Set<string>();
  return () => {
    const events = store.inspect.unpublished();
    for (const event of events) {
      if (checkedIds.has(event.id)) continue;
      checkedIds.add(event.id);
      watch.noPersonalData(event.type, event);
    }
    return events;
  };
};

import { z } from 'zod';
import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { EffectRow } from '#shared/adapters/memory/rows.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type {
  ClaimedEffect,
  CommitResult,
  Settlement,
  TurnCommit,
} from '#shared/ports/actor-store.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';

/** What is known of the claims and suppressions of a run, by the true time and not by any worker's clock. */
export interface Ledger {
  /** How often each effect was tried: claimed to be sent and not deferred, or given back by the provider. */
  readonly tries: Map<string, number>;
  /** When each effect was last claimed to be sent. */
  readonly claimedAt: Map<string, number>;
  /** What each effect is called in the story and in the names of faults: its type and its trip. */
  readonly nameOf: Map<string, string>;
  /** When a phone last opted out with a sender; absent where it is opted in. */
  readonly optedOutAt: Map<string, number>;
  readonly withdrawnAt: Map<string, number>;
  /** Since when a person has the conversation of a sender and a phone. */
  readonly takenOverAt: Map<string, number>;
  /** When each trip's notifications took their turns. */
  readonly turnsOf: Map<string, number[]>;
  /** When a trip was last edited. */
  readonly editedAt: Map<string, number>;
}

export const newLedger = (): Ledger => ({
  tries: new Map(),
  claimedAt: new Map(),
  nameOf: new Map(),
  optedOutAt: new Map(),
  withdrawnAt: new Map(),
  editedAt: new Map(),
  turnsOf: new Map(),
  takenOverAt: new Map(),
});

/** A timer as a commit left it. */
export type TimerSet = Extract<CommitResult, { kind: 'committed' }>['timers'][number];

interface Fingerprint {
  readonly decisions: number;
  readonly effects: number;
  readonly tasks: number;
  readonly events: number;
  readonly timers: string;
}

/** As much of an actor's state as says which facts it holds. */
const KnownFlight = z.object({
  facts: z.object({ version: z.int() }).nullable(),
  legOf: z.object({ flightKey: z.string() }).nullable().optional(),
});

const newsOfDeparture: ReadonlySet<string> = new Set([
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'reinstated',
]);

/**
 * The store as the workers see it, with each write held against the promises about turns. `written` is told after every write, within
 * the same step: what an engine does in the transaction of the commit is done there.
 */
export const watchStore = (
  inner: MemoryStore,
  deps: {
    readonly watch: Watch;
    readonly time: VirtualTime;
    readonly ledger: Ledger;
    readonly nameOf: (id: string) => string;
    readonly written: (timers: readonly TimerSet[]) => void;
  },
): MemoryStore => {
  const { watch, time, ledger, nameOf, written } = deps;
  const { inspect } = inner;
  const versions = new Map<string, number>();
  const taken = new Set<string>();
  const lines = new Map<string, string>();

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

  const tried = (id: string, by: number): void =>
    void ledger.tries.set(id, (ledger.tries.get(id) ?? 0) + by);
  const claimed = (effects: readonly ClaimedEffect[]): void => {
    for (const { id, type, tripId, mode } of effects) {
      ledger.nameOf.set(id, `${type} ${nameOf(tripId ?? '')}`);
      if (mode !== 'send') continue;
      ledger.claimedAt.set(id, time.nowMs);
      tried(id, 1);
    }
  };

  /** A superseded timer wakes nobody: the turn of a timer is committed only while the timer is the current one. */
  const timerIsCurrent = ({ agent, event }: TurnCommit, before: Fingerprint): void => {
    if (!('generation' in event.data)) return;
    const { actorId, generation } = event.data;
    if (!before.timers.split(',').includes(`${agent}|${actorId}|${event.type}|${generation}`))
      watch.violate('a superseded timer wakes nobody', `${event.type} of generation ${generation}`);
  };

  /** Versions are contiguous: a turn is committed on the very state it was decided on, and the version goes up by one. */
  const versionsAreContiguous = (
    turn: TurnCommit,
    result: Extract<CommitResult, { kind: 'committed' }>,
  ): void => {
    const actor = `${turn.agent}|${turn.actorId}`;
    const before = versions.get(actor) ?? 0;
    if (turn.expectedVersion !== before || result.version !== before + 1)
      watch.violate(
        'versions are contiguous',
        `${turn.agent}: decided on ${turn.expectedVersion}, stored was ${before}, now ${result.version}`,
      );
    versions.set(actor, result.version);
  };

  /** An event is taken once by an actor, however often it is delivered. */
  const takenOnce = ({ agent, actorId, event }: TurnCommit): void => {
    const key = `${agent}|${actorId}|${event.id}`;
    if (taken.has(key))
      watch.violate('an event is taken once', `${agent} took ${event.type} again`);
    taken.add(key);
  };

  /** No turn is half-applied: a committed one is there with all its parts, a refused or failed one with none. */
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
    const there = new Set(inspect.unpublished().map((event) => event.id));
    const keys = new Set(inspect.effects().map((effect) => effect.key));
    const timers = inspect.timers();
    const missing = [
      ...turn.events.filter((event) => !there.has(event.id)).map((event) => event.type),
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

  /** Departures as a turn's loads found them known, by actor and event. */
  const known = new Map<string, Set<string>>();
  const load: MemoryStore['load'] = async (request) => {
    const loaded = await inner.load(request);
    const departure = loaded.trip?.flight?.departure;
    if (request.agent !== 'notifications' || departure === undefined) return loaded;
    const key = `${request.actorId}|${request.eventId}`;
    known.set(key, (known.get(key) ?? new Set()).add(departure));
    return loaded;
  };

  /** Nobody is told what is known to be outdated: news of a departure carries the newest one there is, whatever woke the turn. */
  const newsIsTheNewest = (turn: TurnCommit): void => {
    const departures = known.get(`${turn.actorId}|${turn.event.id}`);
    for (const { type, told } of turn.effects) {
      if (!newsOfDeparture.has(type) || departures === undefined || told.departure === undefined)
        continue;
      if (!departures.has(told.departure))
        watch.violate(
          'nobody is told what is known to be outdated',
          `${type} tells ${told.departure}, known was ${[...departures].join()}`,
        );
    }
  };

  const versionsOfFacts = new Map<string, number>();
  /** What an actor knows of a flight never goes back to an older version, however late and out of order the news of it come. */
  const knowledgeNeverGoesBack = ({ agent, actorId, state }: TurnCommit): void => {
    const parsed = KnownFlight.safeParse(state);
    if (!parsed.success || parsed.data.facts === null) return;
    const { facts, legOf } = parsed.data;
    const about = `${agent}|${actorId}|${legOf?.flightKey ?? ''}`;
    const before = versionsOfFacts.get(about) ?? 0;
    if (facts.version < before)
      watch.violate(
        'knowledge never goes back',
        `${agent}: facts of version ${facts.version} after ${before}`,
      );
    versionsOfFacts.set(about, facts.version);
  };

  /** A message that is deferred spends no attempt: attempts are never more than the tries that were made of it. */
  const attemptsAreTries = (settlement: Settlement, before: EffectRow | undefined): void => {
    const { id, kind, fence } = settlement;
    if (kind === 'deferred' && before?.status === 'SENDING' && before.fence === fence) {
      tried(id, -1);
      watch.count('deferred');
    }
    const attempts = inspect.effects().find((row) => row.id === id)?.attempts ?? 0;
    const tries = ledger.tries.get(id) ?? 0;
    if (attempts > tries)
      watch.violate(
        'a deferred message spends no attempt',
        `${ledger.nameOf.get(id)}: ${attempts} attempts, ${tries} tries`,
      );
  };

  const suppressions = (turn: TurnCommit): void => {
    for (const record of turn.records) {
      if (record.kind !== 'suppression') continue;
      const line = lines.get(record.conversationId);
      if (line === undefined) continue;
      if (record.optedOut) ledger.optedOutAt.set(line, time.nowMs);
      else ledger.optedOutAt.delete(line);
    }
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
      suppressions(turn);
      claimed(result.claimed);
      if (turn.agent === 'notifications')
        ledger.turnsOf.set(turn.actorId, [...(ledger.turnsOf.get(turn.actorId) ?? []), time.nowMs]);
      watch.tell(
        () =>
          `${turn.agent} takes ${turn.event.type} (${turn.reasons.map((r) => `${r.decision} ${r.subject}: ${r.rule}`).join('; ')})`,
      );
    } else watch.tell(() => `${turn.agent}: ${turn.event.type} is ${result.kind}`);
    written(result.kind === 'committed' ? result.timers : []);
    return result;
  };

  const then = async <T>(work: Promise<T>, after: (value: T) => void = () => {}): Promise<T> => {
    const value = await work;
    after(value);
    written([]);
    return value;
  };

  return {
    ...inner,
    load,
    commit,
    claim: (request) => then(inner.claim(request), claimed),
    settle: (request) => {
      const rows = new Map(inspect.effects().map((row) => [row.id, row]));
      return then(inner.settle(request), (next) => {
        for (const s of request.settlements) {
          attemptsAreTries(s, rows.get(s.id));
          watch.tell(
            () =>
              `${ledger.nameOf.get(s.id)} is settled: ${s.kind}${'code' in s ? ` (${s.code})` : ''}`,
          );
        }
        claimed(next);
      });
    },
    deliveryReport: (report) =>
      then(inner.deliveryReport(report), () => {
        tried(report.id, 1);
        watch.tell(() => `callback: ${ledger.nameOf.get(report.id)} is ${report.status}`);
      }),
    quarantine: (entry) =>
      then(inner.quarantine(entry), () => {
        watch.count('quarantined');
        watch.noPersonalData('quarantine', entry.error);
        watch.tell(() => `${entry.agent}: ${entry.event.type} is quarantined: ${entry.error}`);
      }),
    book: (request) => then(inner.book(request)),
    edit: (request) =>
      then(inner.edit(request), (result) => {
        if (result.kind === 'edited') ledger.editedAt.set(request.tripId, time.nowMs);
      }),
    cancel: (request) =>
      then(inner.cancel(request), (result) => {
        if (result.kind === 'cancelled') ledger.withdrawnAt.set(request.tripId, time.nowMs);
      }),
    receiveInbound: (message) =>
      then(inner.receiveInbound(message), (got) => {
        if (got) lines.set(got.conversationId, `${message.sender}|${message.phone}`);
      }),
    takeOver: (move) =>
      then(inner.takeOver(move), () => {
        ledger.takenOverAt.set(lines.get(move.conversationId) ?? '', time.nowMs);
      }),
    giveBack: (move) =>
      then(inner.giveBack(move), () => {
        ledger.takenOverAt.delete(lines.get(move.conversationId) ?? '');
      }),
    receiveAlert: (alert) => then(inner.receiveAlert(alert)),
  };
};

/** The events that lie in the outbox, each of them checked for personal data the first time it is seen. */
export const outboxOf = (store: MemoryStore, watch: Watch): (() => readonly AnyEvent[]) => {
  const seen = new Set<string>();
  return () => {
    const events = store.inspect.unpublished();
    for (const event of events) {
      if (seen.has(event.id)) continue;
      seen.add(event.id);
      watch.noPersonalData(event.type, event);
    }
    return events;
  };
};

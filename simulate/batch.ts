import {
  callbackRates,
  callRates,
  commitRates,
  deliveryRates,
  edgeRates,
  lookRates,
  pushRates,
  sendRates,
  timerRates,
} from './faults.ts';
import { type Outcome, type RunOptions, run } from './run.ts';

/** The outcome of many seeds. */
export interface Summary {
  readonly seeds: number;
  readonly failures: readonly {
    readonly seed: string;
    readonly invariant: string;
    readonly detail: string;
  }[];
  readonly counts: Readonly<Record<string, number>>;
  /** How often each kind of fault struck. */
  readonly faults: Readonly<Record<string, number>>;
}

const sum = (
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> => {
  const total = { ...a };
  for (const [name, n] of Object.entries(b)) total[name] = (total[name] ?? 0) + n;
  return total;
};

/** The kind in a fault's key: `crash after` in `crash after @ commit TripBooked …`. */
const kindOf = (key: string): string =>
  key.includes(' @ ') ? (key.split(' @ ')[0] ?? key) : (key.split(':')[0] ?? key);

/** Runs `count` seeds from `from` on, one after the other. */
export const runSeeds = async (
  from: number,
  count: number,
  options: RunOptions = {},
): Promise<Summary> => {
  const failures: Summary['failures'][number][] = [];
  let counts: Record<string, number> = {};
  const faults: Record<string, number> = {};
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await run(String(seed), options);
    if (outcome.violation)
      failures.push({
        seed: outcome.seed,
        invariant: outcome.violation.invariant,
        detail: outcome.violation.detail,
      });
    counts = sum(counts, Object.fromEntries(outcome.counts));
    for (const { key } of outcome.fired) faults[kindOf(key)] = (faults[kindOf(key)] ?? 0) + 1;
  }
  return { seeds: count, failures, counts, faults };
};

/** The first of at most `maxSeeds` seeds that breaks a promise, or null. */
export const firstFailure = async (
  from: number,
  maxSeeds: number,
  options: RunOptions = {},
): Promise<Outcome | null> => {
  for (let seed = from; seed < from + maxSeeds; seed += 1) {
    const outcome = await run(String(seed), options);
    if (outcome.violation) return outcome;
  }
  return null;
};

/** Adds up the summaries of several batches. */
export const merge = (summaries: readonly Summary[]): Summary => ({
  seeds: summaries.reduce((n, s) => n + s.seeds, 0),
  failures: summaries.flatMap((s) => s.failures),
  counts: summaries.reduce<Record<string, number>>((all, s) => sum(all, s.counts), {}),
  faults: summaries.reduce<Record<string, number>>((all, s) => sum(all, s.faults), {}),
});

/** Work that a seed must do on average; a batch that does less proves nothing and fails. */
const minimumPerSeed: Readonly<Record<string, number>> = {
  'commit committed': 20,
  deliveries: 20,
  requests: 4,
  accepted: 3,
  looks: 8,
  sweeps: 2,
  crashes: 1,
  pauses: 0.5,
  'lists read': 0.5,
};

/** Message types that `seedsForAllKinds` seeds together must have sent. */
const expectedTypes = [
  'reservation_confirmation',
  '24h_reminder',
  'delayed',
  'departure_moved_earlier',
  'gate_change',
  'boarding',
  'cancelled',
  'reinstated',
  'diverted',
  'landing',
  'trip_changed',
  'trip_cancelled',
  'opt_out_ack',
  'opt_out_question',
  'opt_in_ack',
  'reply',
  'itinerary_ready',
  'connection_at_risk',
  'connection_missed',
  'departed',
];
/** Events that as many seeds must have seen. */
const expectedCounts = [
  'commit taken',
  'commit conflict',
  'redriven',
  'deadline passed before writing',
  'calls that failed in a brownout',
  'deferred',
  'held news told',
  'told a follower',
  'told a guide',
  'missed connection',
  'told a corrected number',
  'to be called',
  'erase live',
  'erase erased',
  'repeated after an erasure',
  'accepted amid an erasure',
  'keys rotated',
  'held by a pause',
  'decided after a pause',
  'sent to the staff in a test',
  'breaker of twilio opened',
  'breaker of aeroapi opened',
];
const faultKinds = [
  callRates,
  commitRates,
  deliveryRates,
  timerRates,
  sendRates,
  callbackRates,
  lookRates,
  pushRates,
  edgeRates,
].flatMap(Object.keys);
/** Sent once in several hundred seeds. */
const rareTypes = ['back_on_time'];
const seedsForAllKinds = 400;
const seedsForRareTypes = 3_000;

/**
 * What a batch failed to exercise: too little work, a fault that never struck, a message type
 * that was never sent. Empty for a batch that did its work.
 */
export const shortfalls = ({ seeds, counts, faults }: Summary): string[] => [
  ...Object.entries(minimumPerSeed).flatMap(([name, minimum]) =>
    (counts[name] ?? 0) < minimum * seeds
      ? [`${name}: ${counts[name] ?? 0}, at least ${minimum * seeds}`]
      : [],
  ),
  ...(seeds < seedsForAllKinds
    ? []
    : [
        ...faultKinds.flatMap((kind) => (faults[kind] ? [] : [`the fault never struck: ${kind}`])),
        ...[...expectedTypes, ...(seeds < seedsForRareTypes ? [] : rareTypes)].flatMap((type) =>
          counts[`sent ${type}`] ? [] : [`the message was never sent: ${type}`],
        ),
        ...expectedCounts
          .filter((name) => !counts[name])
          .map((name) => `it never happened: ${name}`),
      ]),
];

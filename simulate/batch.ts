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

/** What came of many seeds. */
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

/** The kind of a fault by its key: `crash after` of `crash after @ commit TripBooked …`. */
const kindOf = (key: string): string =>
  key.includes(' @ ') ? (key.split(' @ ')[0] ?? key) : (key.split(':')[0] ?? key);

/** Runs seeds one after the other. */
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

/** The first of many seeds that breaks a promise, or null. */
export const firstFailure = async (
  from: number,
  most: number,
  options: RunOptions = {},
): Promise<Outcome | null> => {
  for (let seed = from; seed < from + most; seed += 1) {
    const outcome = await run(String(seed), options);
    if (outcome.violation) return outcome;
  }
  return null;
};

export const merge = (summaries: readonly Summary[]): Summary => ({
  seeds: summaries.reduce((n, s) => n + s.seeds, 0),
  failures: summaries.flatMap((s) => s.failures),
  counts: summaries.reduce<Record<string, number>>((all, s) => sum(all, s.counts), {}),
  faults: summaries.reduce<Record<string, number>>((all, s) => sum(all, s.faults), {}),
});

/** Work that a seed must do at the least, on average, so that a run that proves nothing does not pass. */
const perSeed: Readonly<Record<string, number>> = {
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

/** Messages that many seeds together must have told. */
const types = [
  ...[
    'reservation_confirmation',
    '24h_reminder',
    'delayed',
    'departure_moved_earlier',
    'gate_change',
    'boarding',
    'cancelled',
  ],
  ...[
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
  ],
];
const kinds = [
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
/** Once in several hundred seeds. */
const rareTypes = ['back_on_time'];
const enoughForAll = 400;
const enoughForRare = 3_000;

/** What a batch failed to do: too little work, a fault that never struck, a message that was never told. Empty where it did its work. */
export const shortfalls = ({ seeds, counts, faults }: Summary): string[] => [
  ...Object.entries(perSeed).flatMap(([name, least]) =>
    (counts[name] ?? 0) < least * seeds
      ? [`${name}: ${counts[name] ?? 0}, at least ${least * seeds}`]
      : [],
  ),
  ...(seeds < enoughForAll
    ? []
    : [
        ...kinds.flatMap((kind) => (faults[kind] ? [] : [`the fault never struck: ${kind}`])),
        ...[...types, ...(seeds < enoughForRare ? [] : rareTypes)].flatMap((type) =>
          counts[`told ${type}`] ? [] : [`the message was never told: ${type}`],
        ),
        ...[
          'commit taken',
          'commit conflict',
          'redriven',
          'deadline passed before writing',
          'quarantined',
          'deferred',
          'breaker of twilio opened',
          'breaker of aeroapi opened',
        ]
          .filter((name) => !counts[name])
          .map((name) => `it never happened: ${name}`),
      ]),
];

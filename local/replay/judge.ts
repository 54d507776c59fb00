import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { canonicalPhone } from '#shared/domain/canonical-phone.ts';
import { Instant } from '#shared/domain/instant.ts';
import { typesThat } from '#shared/domain/message-types.ts';
import { Expectations, flightTotal } from './expectations.ts';
import { Outcome } from './outcome.ts';

/** The part of a scenario that is judged. */
interface JudgedScenario {
  readonly trips: readonly { readonly key: string }[];
  readonly agency?: { readonly staff: readonly { readonly key: string }[] };
  readonly inbound: readonly { readonly trip: string }[];
  readonly expect: unknown;
}

/** An entry of any list of the outcome. */
interface Entry {
  readonly at: Instant;
  readonly trip: string;
  readonly type?: string;
  readonly kind?: string;
  readonly status?: string;
  readonly state?: string;
  readonly severity?: string;
  readonly reason?: string;
  readonly text?: string;
  readonly to?: string | undefined;
}

/** What an expectation says of the entries of any list. */
interface Pattern {
  readonly trip?: string | undefined;
  readonly type?: string | undefined;
  readonly kind?: string | undefined;
  readonly status?: string | undefined;
  readonly state?: string | undefined;
  readonly severity?: string | undefined;
  readonly after?: Instant | undefined;
  readonly before?: Instant | undefined;
  readonly to?: string | undefined;
  readonly includes?: readonly string[] | undefined;
  readonly excludes?: readonly string[] | undefined;
}

const quoted = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
const fields = ['trip', 'type', 'kind', 'status', 'state', 'severity'] as const;

/** Whether two writings are of one number. */
const isSameNumber = (a: string | undefined, b: string): boolean =>
  a !== undefined &&
  canonicalPhone(a.replace(/[^+\d]/g, '')) === canonicalPhone(b.replace(/[^+\d]/g, ''));

/** Why an entry does not match a pattern; empty where it does. */
const mismatches = (entry: Entry, pattern: Pattern): readonly string[] => {
  const { after, before, includes = [], excludes = [] } = pattern;
  const text = entry.text ?? '';
  return [
    ...fields
      .filter((field) => pattern[field] !== undefined && pattern[field] !== entry[field])
      .map((field) => `${field} is ${entry[field] ?? 'absent'}`),
    ...(pattern.to !== undefined && !isSameNumber(entry.to, pattern.to)
      ? [`went to ${entry.to ?? 'nobody'}`]
      : []),
    ...(after !== undefined && entry.at < after ? ['too early'] : []),
    ...(before !== undefined && entry.at > before ? ['too late'] : []),
    ...includes.filter((part) => !text.includes(part)).map((part) => `lacks ${quoted(part)}`),
    ...excludes.filter((part) => text.includes(part)).map((part) => `has ${quoted(part)}`),
  ];
};
const matches = (entry: Entry, pattern: Pattern): boolean =>
  mismatches(entry, pattern).length === 0;

const describePattern = (pattern: Pattern): string =>
  [
    pattern.type ?? pattern.kind ?? 'entry',
    pattern.trip && `of ${pattern.trip}`,
    pattern.status ?? pattern.state,
    pattern.severity,
    pattern.to && `to ${pattern.to}`,
    pattern.after && `at ${pattern.after} or later`,
    pattern.before && `at ${pattern.before} or earlier`,
    ...(pattern.includes ?? []).map((part) => `with ${quoted(part)}`),
    ...(pattern.excludes ?? []).map((part) => `without ${quoted(part)}`),
  ]
    .filter(Boolean)
    .join(', ');

const describeEntry = (entry: Entry): string =>
  [
    `${entry.type ?? entry.kind} of ${entry.trip || 'nobody'} at ${entry.at}`,
    entry.status ?? entry.state,
    entry.reason,
    entry.text !== undefined && quoted(entry.text),
  ]
    .filter(Boolean)
    .join(', ');

/** The entries of the same trip and type or kind, with why they do not match. */
const nearMisses = (entries: readonly Entry[], pattern: Pattern): string => {
  const { trip, type, kind } = pattern;
  const similar = entries.filter((entry) => matches(entry, { trip, type, kind }));
  const descriptions = similar.map((entry) => {
    const reasons = mismatches(entry, pattern);
    return reasons.length === 0
      ? describeEntry(entry)
      : `${describeEntry(entry)} (${reasons.join('; ')})`;
  });
  return descriptions.length === 0 ? 'nothing like it' : descriptions.join(' | ');
};

const judgeList = (
  path: string,
  entries: readonly Entry[],
  patterns: readonly (Pattern & { readonly times?: number | undefined })[],
): readonly string[] =>
  patterns.flatMap((pattern, index) => {
    const { times } = pattern;
    const count = entries.filter((entry) => matches(entry, pattern)).length;
    if (times === undefined ? count > 0 : count === times) return [];
    const expected = `expected ${times === undefined ? 'at least one' : `exactly ${times}`}`;
    const actual = `came ${count}: ${nearMisses(entries, pattern)}`;
    return [`${path}.${index}: ${expected} ${describePattern(pattern)}; ${actual}`];
  });

const judgeNever = (
  path: string,
  entries: readonly Entry[],
  patterns: readonly Pattern[],
): readonly string[] =>
  patterns.flatMap((pattern, index) =>
    entries
      .filter((entry) => matches(entry, pattern))
      .map(
        (entry) =>
          `${path}.${index}: expected no ${describePattern(pattern)}; came ${describeEntry(entry)}`,
      ),
  );

const aboutTheFlight: ReadonlySet<string> = new Set(
  typesThat(({ conversational }) => !conversational).filter((type) => type !== 'itinerary_ready'),
);

const judgeCount = (
  delivered: Outcome['delivered'],
  counts: Expectations['count'],
): readonly string[] =>
  Object.entries(counts).flatMap(([trip, countsByType]) =>
    Object.entries(countsByType).flatMap(([type, expected]) => {
      const isTotal = type === flightTotal;
      const entries = delivered.filter(
        (entry) =>
          (trip === '*' || entry.trip === trip) &&
          (isTotal ? aboutTheFlight.has(entry.type) : entry.type === type),
      );
      const count = entries.length;
      if (isTotal ? count <= expected : count === expected) return [];
      const limit = `${isTotal ? 'at most ' : ''}${expected}`;
      const actual = entries.map((entry) => `${entry.type} at ${entry.at}`).join(', ') || 'none';
      return [`count.${trip}.${type}: expected ${limit}; came ${count}: ${actual}`];
    }),
  );

const judgeBooking = (
  booking: Outcome['booking'],
  expected: Expectations['booking'],
): readonly string[] =>
  Object.entries(expected).flatMap(([trip, accepted]) => {
    const result = booking[trip];
    if (result?.accepted === accepted) return [];
    const actual = result === undefined ? 'nothing' : result.accepted ? 'accepted' : result.error;
    return [`booking.${trip}: expected ${accepted ? 'accepted' : 'refused'}; came ${actual}`];
  });

const valueAt = (path: string, trip: unknown): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined,
      trip,
    );

const isSame = (expected: unknown, actual: unknown): boolean => {
  const [a, b] = [Instant.safeParse(expected), Instant.safeParse(actual)];
  return a.success && b.success ? a.data === b.data : isDeepStrictEqual(expected, actual);
};

const judgeTrips = (trips: Outcome['trips'], expected: Expectations['trips']): readonly string[] =>
  Object.entries(expected).flatMap(([trip, values]) => {
    const actualTrip = trips[trip];
    if (actualTrip === undefined) return [`trips.${trip}: expected in the outcome; came nothing`];
    return Object.entries(values).flatMap(([path, value]) => {
      const actual = valueAt(path, actualTrip);
      const isPresence = path === 'nextCheckAt' && (value === 'none' || value === 'some');
      const isMet = isPresence
        ? (value === 'some') === (actual !== null && actual !== undefined)
        : isSame(value, actual);
      return isMet
        ? []
        : [`trips.${trip}.${path}: expected ${quoted(value)}; came ${quoted(actual)}`];
    });
  });

/** What an outcome lacks, whatever the scenario expects. */
const incomplete = (
  keys: readonly string[],
  { booking, delivered, messages }: Outcome,
): readonly string[] => [
  ...keys
    .filter((key) => booking[key] === undefined)
    .map((key) => `booking.${key}: expected whether it was booked; came nothing`),
  ...delivered.flatMap((entry, index) =>
    messages.some(({ trip, type }) => trip === entry.trip && type === entry.type)
      ? []
      : [`delivered.${index}: expected among the messages too; came only ${describeEntry(entry)}`],
  ),
];

/** Trips that an expectation names and the file does not have, which could never match. */
const unknownTrips = (
  knownTrips: ReadonlySet<string>,
  { delivered, messages, suppressed, tasks, never, neverTasks, count }: Expectations,
): readonly string[] => {
  const lists = { delivered, messages, suppressed, tasks, never, neverTasks };
  const references = [
    ...Object.entries(lists).flatMap(([list, patterns]) =>
      patterns.map(({ trip }, index) => ({ path: `${list}.${index}`, trip })),
    ),
    ...Object.keys(count).map((trip) => ({
      path: 'count',
      trip: trip === '*' ? undefined : trip,
    })),
  ];
  return references.flatMap(({ path, trip }) =>
    trip === undefined || knownTrips.has(trip)
      ? []
      : [`expect.${path}: expected a trip of the file; came ${quoted(trip)}`],
  );
};

const parseFindings = (name: string, error: z.ZodError): readonly string[] =>
  error.issues.map(({ path, message, input }) => {
    const actual =
      typeof input === 'object' || input === undefined ? '' : `; came ${quoted(input)}`;
    return `${[name, ...path].join('.')}: ${message}${actual}`;
  });

/**
 * Compares an outcome with what its scenario expects: one line for each difference, with its path,
 * what was expected and what came. Unknown keys and values are findings as well, on either side.
 */
export const judge = (scenario: JudgedScenario, outcome: unknown): readonly string[] => {
  const expected = Expectations.safeParse(scenario.expect, { reportInput: true });
  const actual = Outcome.safeParse(outcome, { reportInput: true });
  if (!expected.success || !actual.success)
    return [
      ...(expected.success ? [] : parseFindings('expect', expected.error)),
      ...(actual.success ? [] : parseFindings('outcome', actual.error)),
    ];
  const { data: expectations } = expected;
  const { delivered, messages, suppressed, tasks, aeroapi, booking, trips } = actual.data;
  const { lookupsAtMost } = expectations;
  const keys = scenario.trips.map(({ key }) => key);
  const staff = scenario.agency?.staff.map(({ key }) => key) ?? [];
  const knownTrips = new Set([...keys, ...staff, ...scenario.inbound.map(({ trip }) => trip)]);
  return [
    ...unknownTrips(knownTrips, expectations),
    ...incomplete(keys, actual.data),
    ...judgeList('delivered', delivered, expectations.delivered),
    ...judgeList('messages', messages, expectations.messages),
    ...judgeList('suppressed', suppressed, expectations.suppressed),
    ...judgeList('tasks', tasks, expectations.tasks),
    ...judgeNever('never', delivered, expectations.never),
    ...judgeNever('neverTasks', tasks, expectations.neverTasks),
    ...judgeCount(delivered, expectations.count),
    ...(lookupsAtMost !== undefined && aeroapi.lookups > lookupsAtMost
      ? [`lookupsAtMost: expected at most ${lookupsAtMost}; came ${aeroapi.lookups}`]
      : []),
    ...judgeBooking(booking, expectations.booking),
    ...judgeTrips(trips, expectations.trips),
  ];
};

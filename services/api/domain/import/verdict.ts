// cspell:ignore unbookable
import { createHash } from 'node:crypto';
import type { ImportedRow, ImportSends, ImportVerdict } from '#shared/domain/booking-import.ts';
import { earliest, type Instant } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import type { Consent } from '#shared/domain/trip.ts';
import type { ReadJourney } from '#shared/ports/imports.ts';
import { liveTrips } from '../journey-additions.ts';
import { normaliseJourney } from '../journey-booking.ts';
import type { NewJourneyInput } from '../journey-input.ts';
import type { JourneyIssue } from '../journey-issue.ts';
import { flightAndDay } from '../journey-legs.ts';
import { type ConsentOf, sameName } from '../journey-people.ts';
import { differenceFrom, type RowDifference } from './difference.ts';
import { type JourneyPlan, journeyKeyOf, type PlannedRow, planOf, rectangleOf } from './plan.ts';
import { pastIssue, type ReadRow, type RowIssue, type RowLeg } from './rows.ts';
import { type SeenFlights, sightOf } from './seen-flights.ts';

/** By what the rows of a journey are judged. */
export interface Judging {
  readonly now: Instant;
  readonly by: string;
  readonly consentOf: ConsentOf;
  readonly seen: SeenFlights;
  /** The booking code of the journey that has a contact on a flight already; null: none. */
  readonly takenBy: (phone: string, flightNumber: string, date: string) => string | null;
}

/** The key of a journey without a booking code: who flies which flight first. */
export const keyOf = (rows: readonly ReadRow[]): string | null => {
  const [first] = rows;
  if (!first || first.reference !== null) return null;
  const legs = rows
    .flatMap(({ leg }) => leg ?? [])
    .map((leg) => `${leg.departure} ${flightAndDay(leg)}`);
  const text = `${journeyKeyOf(first)} ${legs.sort()[0] ?? ''}`;
  return `import ${createHash('sha256').update(text).digest('hex')}`;
};

/** What is booked at once of a plan, as the API takes a journey. */
export const bookingOf = (plan: JourneyPlan): NewJourneyInput => {
  const { passengers, legs } = rectangleOf(plan);
  return {
    ...(plan.reference !== null && { reference: plan.reference }),
    ...(plan.group !== null && { group: plan.group }),
    metadata: {},
    passengers: passengers
      .flatMap((nth) => plan.passengers[nth] ?? [])
      .map(({ name, kind }) => ({ name, kind })),
    legs: legs
      .flatMap((nth) => plan.legs[nth] ?? [])
      .map(({ flightNumber, originIata, destinationIata, localDeparture, stay }) => ({
        flightNumber,
        originIata,
        destinationIata,
        departure: localDeparture,
        ...(stay !== null && { stay }),
      })),
    contacts: plan.contacts.flatMap((contact) => {
      const own = contact.passengers
        .map((nth) => passengers.indexOf(nth))
        .filter((nth) => nth >= 0);
      return own.length === 0
        ? []
        : [
            {
              name: contact.name,
              phone: contact.phone,
              ...(contact.email !== null && { email: contact.email }),
              language: contact.language,
              role: 'traveller' as const,
              passengers: own,
            },
          ];
    }),
    notify: true,
  };
};

const issueOf = ({ code, message }: JourneyIssue): RowIssue => ({
  field: null,
  code,
  message,
  suggestion: null,
});

/** The rows that a place of a booking is about. */
const rowsAt = (plan: JourneyPlan, { path: [list, nth] }: JourneyIssue): readonly PlannedRow[] => {
  const { passengers, legs } = rectangleOf(plan);
  if (typeof nth !== 'number') return plan.rows;
  switch (list) {
    case 'passengers':
      return plan.rows.filter(({ passenger }) => passenger === passengers[nth]);
    case 'legs':
      return plan.rows.filter(({ leg }) => leg === legs[nth]);
    case 'contacts':
      return plan.rows.filter(({ passenger }) =>
        plan.contacts[nth]?.passengers.includes(passenger),
      );
    default:
      return plan.rows;
  }
};

const legText = ({ flightNumber, originIata, destinationIata, localDeparture }: RowLeg): string =>
  `${flightNumber} ${originIata}-${destinationIata} ${localDeparture.replace('T', ' ')}`;
const flightText = ({ leg, flightText: written }: ReadRow): string =>
  leg === null ? written : legText(leg);

const rowView = (
  row: ReadRow,
  verdict: ImportVerdict,
  more: Partial<Pick<ImportedRow, 'changes' | 'problems' | 'warnings'>> = {},
): ImportedRow => ({
  line: row.line,
  verdict,
  passenger: row.name,
  flight: flightText(row),
  phone: row.phone,
  changes: [...(more.changes ?? [])],
  problems: [...(more.problems ?? [])],
  warnings: [...row.warnings, ...(more.warnings ?? [])],
});

const flownBy = (journey: Journey | null, row: ReadRow): boolean => {
  const { leg } = row;
  return (
    journey !== null &&
    leg !== null &&
    liveTrips(journey).some(
      (trip) =>
        flightAndDay(trip) === flightAndDay(leg) &&
        trip.passengers.some(({ name }) => sameName(name, row.name)),
    )
  );
};

/** Of those that can be read the rows that cannot be booked all the same: gone, or taken. */
const unbookable = (
  rows: readonly ReadRow[],
  journey: Journey | null,
  { now, takenBy }: Judging,
): ReadonlyMap<ReadRow, RowIssue> => {
  const found = new Map<ReadRow, RowIssue>();
  for (const row of rows) {
    const { leg, phone } = row;
    if (leg === null || row.problems.length > 0 || flownBy(journey, row)) continue;
    const other =
      phone === null ? null : takenBy(phone, leg.flightNumber, leg.localDeparture.slice(0, 10));
    if (leg.isPast) found.set(row, pastIssue(leg, now));
    else if (other !== null)
      found.set(row, {
        field: 'phone',
        code: 'duplicate_trip',
        message:
          `is on this flight already with ${other || 'another booking'}: whoever shares a number ` +
          'on a flight is one booking',
        suggestion: null,
      });
  }
  return found;
};

/** What a plan would send: welcomes to who is new, news to whom something changes for. */
const sendsOf = (plan: JourneyPlan, rows: readonly RowDifference[]): ImportSends => {
  const count = (verdict: RowDifference['verdict']) => {
    const counts: Record<string, number> = {};
    for (const { passengers, language } of plan.contacts)
      if (rows.some((one) => one.verdict === verdict && passengers.includes(one.row.passenger)))
        counts[language] = (counts[language] ?? 0) + 1;
    return counts;
  };
  const written = new Set(plan.contacts.flatMap(({ passengers }) => passengers));
  const called = new Set(
    rows
      .filter(({ verdict, row }) => verdict === 'new' && !written.has(row.passenger))
      .map(({ row }) => row.passenger)
      .filter((nth) => plan.passengers[nth]?.kind !== 'infant'),
  );
  return { welcome: count('new'), changes: count('changed'), calls: called.size };
};

/** Judges the rows of one journey of a file against the journey that there is. */
export const judge = (
  rows: readonly ReadRow[],
  journey: Journey | null,
  position: number,
  judging: Judging,
): ReadJourney => {
  const refusedFirst = unbookable(rows, journey, judging);
  const views: ImportedRow[] = [...refusedFirst].map(([row, problem]) =>
    rowView(row, 'refused', { problems: [problem] }),
  );
  const { plan, refused } = planOf(rows.filter((row) => !refusedFirst.has(row)));
  for (const { row, problems } of refused)
    views.push(rowView(row, 'refused', { problems: [...problems] }));
  const judged = journey === null ? judgeNew(plan, judging) : judgeChanged(plan, journey, judging);
  const byLine = new Map(rows.map((row) => [row.line, row] as const));
  const view = ({ line }: PlannedRow, ...more: [ImportVerdict, Parameters<typeof rowView>[2]]) => {
    const row = byLine.get(line);
    if (row) views.push(rowView(row, ...more));
  };
  for (const { row, verdict, changes } of judged.rows)
    view(row, verdict, {
      changes: [...changes],
      warnings: [...(judged.warnings.get(row) ?? [])],
    });
  for (const [row, problems] of judged.refused) view(row, 'refused', { problems: [...problems] });
  const counts: Partial<Record<ImportVerdict, number>> = {};
  for (const { verdict } of views) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const isChanged = (counts.new ?? 0) + (counts.changed ?? 0) > 0 || judged.notes;
  const verdict: ImportVerdict = isChanged
    ? journey === null
      ? 'new'
      : 'changed'
    : (counts.same ?? 0) > 0
      ? 'same'
      : 'refused';
  const bookable: JourneyPlan = {
    ...plan,
    rows: plan.rows.filter((row) => !judged.refused.has(row)),
  };
  return {
    position,
    verdict,
    journeyId: journey?.id ?? null,
    basis: journey?.revision ?? null,
    rows: counts,
    sends: sendsOf(plan, judged.rows),
    departure: earliest(...plan.legs.map(({ departure }) => departure)),
    phones: [...new Set(rows.flatMap(({ phone }) => phone ?? []))].map((phone) => ({ phone })),
    content: {
      reference: plan.reference ?? rows[0]?.reference ?? null,
      group: plan.group,
      passengers: plan.passengers.map(({ name }) => name),
      flights: plan.legs.map((leg) => {
        const { found, scheduled } = sightOf(leg, judging.seen, judging.now);
        return { flight: legText(leg), found, scheduled };
      }),
      contacts: plan.contacts.map(({ name, phone, language }) => ({ name, phone, language })),
      rows: views.sort((a, b) => a.line - b.line),
      notInFile: [...judged.notInFile],
      plan: { ...bookable, key: keyOf(rows) },
      undo: [],
    },
  };
};

interface Judged {
  readonly rows: readonly RowDifference[];
  readonly refused: ReadonlyMap<PlannedRow, readonly RowIssue[]>;
  readonly warnings: ReadonlyMap<PlannedRow, readonly RowIssue[]>;
  readonly notInFile: readonly string[];
  /** Something is said of the journey itself that is another now. */
  readonly notes: boolean;
}

const byRow = (
  plan: JourneyPlan,
  issues: readonly JourneyIssue[],
): Map<PlannedRow, readonly RowIssue[]> => {
  const found = new Map<PlannedRow, readonly RowIssue[]>();
  for (const issue of issues)
    for (const row of rowsAt(plan, issue))
      found.set(row, [...(found.get(row) ?? []), issueOf(issue)]);
  return found;
};

const judgeNew = (plan: JourneyPlan, { now, by, consentOf }: Judging): Judged => {
  const nothing = { notInFile: [], notes: false };
  if (plan.rows.length === 0)
    return { rows: [], refused: new Map(), warnings: new Map(), ...nothing };
  const result = normaliseJourney(bookingOf(plan), { now, by, consentOf });
  const refused = result.ok
    ? new Map<PlannedRow, readonly RowIssue[]>()
    : byRow(plan, result.problems);
  // A journey is written whole or not at all: with a part of it the rest waits.
  const [problem] = result.ok ? [] : result.problems;
  if (problem)
    for (const row of plan.rows)
      if (!refused.has(row))
        refused.set(row, [
          {
            field: null,
            code: 'booking_refused',
            message: `is not booked without the rest of its booking (${problem.code})`,
            suggestion: null,
          },
        ]);
  return {
    rows: plan.rows
      .filter((row) => !refused.has(row))
      .map((row) => ({ row, verdict: row.isRepeated ? 'same' : 'new', changes: [] })),
    refused,
    // Who has no number is called: the row shows that already.
    warnings: result.ok
      ? byRow(
          plan,
          result.warnings.filter(({ code }) => code !== 'phone_may_be_landline'),
        )
      : new Map(),
    ...nothing,
  };
};

const judgeChanged = (plan: JourneyPlan, journey: Journey, judging: Judging): Judged => {
  const consent = judging.consentOf(undefined, false);
  const isRequired = 'code' in consent;
  const attested: Consent = isRequired
    ? { how: 'attested', at: judging.now, by: judging.by }
    : consent;
  const difference = differenceFrom(journey, plan, { now: judging.now, consent: attested });
  const refused = new Map<PlannedRow, readonly RowIssue[]>(
    difference.refused.map(({ row, problem }) => [row, [problem]] as const),
  );
  const rows = difference.rows.filter(({ row, verdict }) => {
    const isNewPerson =
      verdict === 'new' &&
      !journey.passengers.some(({ name }) =>
        sameName(name, plan.passengers[row.passenger]?.name ?? ''),
      );
    if (!isRequired || !isNewPerson) return true;
    refused.set(row, [
      { field: null, code: consent.code, message: consent.message, suggestion: null },
    ]);
    return false;
  });
  return {
    rows,
    refused,
    warnings: new Map(),
    notInFile: difference.notInFile,
    notes: difference.acts.some(({ kind }) => kind === 'group'),
  };
};

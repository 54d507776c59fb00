import type { Instant } from '#shared/domain/instant.ts';
import { withoutSecretsIn } from '#shared/domain/redact-json.ts';
import type { NewJourney } from '#shared/ports/journey-desk.ts';
import { maxMetadataBytes } from './booking.ts';
import type { NewJourneyInput } from './journey-input.ts';
import type { JourneyIssue } from './journey-issue.ts';
import { legsOf } from './journey-legs.ts';
import { type ConsentOf, contactsOf, peopleOf, withUnspokenFor } from './journey-people.ts';

/** A journey in normal form, or all of its problems. */
export type NormaliseJourneyResult =
  | {
      readonly ok: true;
      readonly journey: NewJourney;
      readonly warnings: readonly JourneyIssue[];
    }
  | { readonly ok: false; readonly problems: readonly JourneyIssue[] };

/**
 * Brings a journey into normal form. Problems and warnings name their places in the document.
 */
export const normaliseJourney = (
  input: NewJourneyInput,
  options: { readonly now: Instant; readonly consentOf: ConsentOf; readonly by: string },
): NormaliseJourneyResult => {
  const { now, consentOf, by } = options;
  const legs = legsOf(input, now);
  const people = peopleOf(input);
  const stated = contactsOf(input, people.passengers, consentOf);
  const contacts = withUnspokenFor(people.passengers, stated.contacts, {
    how: 'attested',
    at: now,
    by,
  });
  const whole = checkedWhole(input);
  const problems = [...whole, ...people.problems, ...legs.problems, ...stated.problems];
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    journey: {
      reference: input.reference ?? null,
      title: input.title ?? null,
      owner: input.owner ?? null,
      group: input.group ?? null,
      notes: input.notes ?? null,
      metadata: withoutSecretsIn(input.metadata),
      passengers: people.passengers,
      legs: legs.legs,
      contacts: contacts.contacts,
    },
    warnings: [...people.warnings, ...legs.warnings, ...stated.warnings, ...contacts.warnings],
  };
};

/** Whether the metadata of a journey is too large. */
export const metadataIssues = (
  metadata: Readonly<Record<string, unknown>>,
): readonly JourneyIssue[] =>
  Buffer.byteLength(JSON.stringify(metadata)) > maxMetadataBytes
    ? [
        {
          path: ['metadata'],
          code: 'metadata_too_large',
          message: `must be at most ${maxMetadataBytes} bytes of JSON`,
        },
      ]
    : [];

/** What is wrong with a journey as a whole. */
const checkedWhole = (input: NewJourneyInput): readonly JourneyIssue[] => [
  ...(input.legs.length > 0
    ? []
    : [{ path: ['legs'], code: 'no_legs', message: 'must hold a flight' }]),
  ...(input.passengers.length > 0
    ? []
    : [{ path: ['passengers'], code: 'no_passengers', message: 'must hold somebody who flies' }]),
  ...(/\p{Cc}/u.test(input.reference ?? '')
    ? [
        {
          path: ['reference'],
          code: 'bad_reference',
          message: 'must not contain control characters',
        },
      ]
    : []),
  ...metadataIssues(input.metadata),
];

import type { Journey } from '#shared/domain/journey.ts';
import type { NewJourney } from '#shared/ports/journey-desk.ts';
import type { JourneyIssue } from './journey-issue.ts';

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

const noteFields = ['reference', 'title', 'owner', 'group', 'notes', 'metadata'] as const;

const differs = (path: JourneyIssue['path'], message: string): JourneyIssue => ({
  path,
  code: 'differs',
  message,
});

/** Where a list names what the other does not have, and whether it lacks what the other has. */
const listDifference = (
  name: string,
  booked: readonly string[],
  asked: readonly string[],
): readonly JourneyIssue[] => [
  ...asked.flatMap((item, nth) =>
    booked.includes(item) ? [] : [differs([name, nth], 'is not so in the journey there is')],
  ),
  ...(booked.every((item) => asked.includes(item))
    ? []
    : [differs([name], 'lacks what is in the journey there is')]),
];

/**
 * Where a request to book a journey differs from the journey that there is, as places in the
 * request; empty where they are the same.
 */
export const journeyDifference = (journey: Journey, asked: NewJourney): readonly JourneyIssue[] => {
  const live = journey.trips.filter(({ status }) => status !== 'withdrawn');
  const legIds = new Set(live.map(({ legId }) => legId));
  const flying = new Map(live.flatMap((trip) => trip.passengers).map(({ id, name }) => [id, name]));
  const stands = (phone: string | null, name: string, role: string, names: readonly string[]) =>
    [phone ?? name, role, ...[...new Set(names)].sort()].join('|');
  return [
    ...noteFields
      .filter((field) => canonical(journey[field]) !== canonical(asked[field]))
      .map((field) => differs([field], 'is another in the journey there is')),
    ...listDifference(
      'passengers',
      [...flying.values()],
      asked.passengers.map(({ name }) => name),
    ),
    ...listDifference(
      'legs',
      journey.legs
        .filter(({ id }) => legIds.has(id))
        .map(({ flightKey, departure }) => `${flightKey} ${departure}`),
      asked.legs.map(({ flightKey, departure }) => `${flightKey} ${departure}`),
    ),
    ...listDifference(
      'contacts',
      live.map((trip) =>
        stands(
          trip.whatsapp,
          trip.clientName,
          trip.role,
          trip.passengers.map(({ name }) => name),
        ),
      ),
      asked.contacts.map((contact) =>
        stands(
          contact.phone,
          contact.name,
          contact.role,
          contact.passengers.flatMap((position) => asked.passengers[position]?.name ?? []),
        ),
      ),
    ),
  ];
};

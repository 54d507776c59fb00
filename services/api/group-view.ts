import { z } from 'zod';
import { Group } from '#shared/domain/contact.ts';
import type { PeopleOnFlight } from '#shared/domain/flight-people.ts';
import { FlightView, flightView } from './flight-view.ts';

const GroupFlight = FlightView.omit({ people: true })
  .extend({
    missingDocuments: z.int().describe('People whose document of it is missing.'),
  })
  .meta({ id: 'GroupFlight', description: 'A flight of a group, and how far its people are.' });

/** A group with its flights, as the API shows it. */
export const GroupView = Group.extend({
  flights: z
    .array(GroupFlight)
    .describe('From a week ago on, soonest first, at most 100; counts are of the group alone.'),
  guides: z
    .array(z.object({ contactId: z.uuid(), name: z.string() }))
    .describe('Who goes along as a guide on these flights, by name.'),
}).meta({ id: 'GroupDetails', description: 'A group, and how far its people are by flight.' });

const groupFlight = (flight: PeopleOnFlight): z.input<typeof GroupFlight> => {
  const { people, ...view } = flightView(flight);
  return {
    ...view,
    missingDocuments: people.filter(({ tasks }) =>
      tasks.some(({ kind }) => kind === 'missing_document'),
    ).length,
  };
};

/** A group with how far its people are, by flight. */
export const groupView = (
  group: Group,
  flights: readonly PeopleOnFlight[],
): z.input<typeof GroupView> => {
  const guides = new Map(
    flights
      .flatMap(({ people }) => people)
      .filter(({ role }) => role === 'guide')
      .map(({ contactId, name }) => [contactId, name]),
  );
  return {
    ...group,
    flights: flights.map(groupFlight),
    guides: [...guides]
      .map(([contactId, name]) => ({ contactId, name }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
};

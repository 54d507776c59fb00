import { z } from 'zod';
import { Group } from '#shared/domain/contact.ts';
import type { PeopleOnFlight } from '#shared/domain/flight-people.ts';
import { Passenger } from '#shared/domain/passenger.ts';
import { FlightView, flightView } from './flight-view.ts';
import { localTime } from './views.ts';

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

/** Somebody who travels in a group, as the API shows it. */
export const GroupPassenger = Passenger.pick({ id: true, name: true, kind: true, reference: true })
  .extend({
    contacts: z
      .array(z.object({ name: z.string(), phone: z.string().nullable() }))
      .describe('Who hears of them.'),
    flights: z.array(
      z.object({
        flightNumber: z.string(),
        originIata: z.string(),
        destinationIata: z.string(),
        localDeparture: z.string().describe('As booked, at the origin.'),
      }),
    ),
  })
  .meta({ id: 'GroupPassenger', description: 'A line of the manifest of a group.' });

/** Who travels in a group, by name: each once, with the flights they are on. */
export const groupPassengers = (
  flights: readonly PeopleOnFlight[],
): readonly z.input<typeof GroupPassenger>[] => {
  const lines = new Map<string, z.input<typeof GroupPassenger>>();
  for (const flight of flights) {
    const { flightNumber, originIata, destinationIata, departure, originZone } = flight;
    const leg = {
      flightNumber,
      originIata,
      destinationIata,
      localDeparture: localTime(departure, originZone),
    };
    const seen = new Set<string>();
    for (const { name: contact, phone, passengers } of flight.people)
      for (const { id, name, kind, reference } of passengers) {
        const line = lines.get(id) ?? { id, name, kind, reference, contacts: [], flights: [] };
        lines.set(id, line);
        if (!seen.has(id)) line.flights.push(leg);
        seen.add(id);
        if (!line.contacts.some((one) => one.name === contact && one.phone === phone))
          line.contacts.push({ name: contact, phone });
      }
  }
  return [...lines.values()].sort((a, b) => a.name.localeCompare(b.name));
};

import { z } from 'zod';
import { FlightFacts, FlightKey, zonesOf } from '#shared/domain/flight.ts';
import {
  type PeopleOnFlight,
  PersonOnFlight,
  ToldState,
  ToldTotals,
  toldState,
  toldTotals,
} from '#shared/domain/flight-people.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Passenger } from '#shared/domain/passenger.ts';
import { localTime, TaskView } from './views.ts';

const LocalTime = z.string().describe('As a clock at the airport shows it: `2027-03-03T16:20`.');

const LocalFlightTimes = z
  .object({
    departure: LocalTime.describe('As booked, at the origin.'),
    scheduledDeparture: LocalTime.nullable(),
    bestDeparture: LocalTime.nullable(),
    arrival: LocalTime.nullable().describe('At the destination.'),
    scheduledArrival: LocalTime.nullable(),
    landedAt: LocalTime.nullable(),
    observedAt: LocalTime.nullable().describe('At the origin.'),
    nextCheckAt: LocalTime.nullable().describe('At the origin.'),
  })
  .meta({ id: 'LocalFlightTimes', description: 'The instants of a flight as local times.' });

const LastTold = z
  .object({
    messageId: z.uuid(),
    tripId: z.uuid().describe('Of another leg where its message told of this one.'),
    type: z.string(),
    at: Instant.describe('When the provider took it; before that, when it was entered.'),
    localAt: LocalTime.describe('At the origin.'),
    departure: Instant.nullable().describe('The departure that it told.'),
    localDeparture: LocalTime.nullable(),
  })
  .meta({ id: 'LastTold', description: 'What somebody was told last of a flight.' });

const PersonView = PersonOnFlight.pick({
  tripId: true,
  journeyId: true,
  contactId: true,
  name: true,
  role: true,
})
  .extend({
    passengers: z.array(Passenger.pick({ id: true, name: true, kind: true })),
    phone: z.string().nullable().describe('Null: they are called, not written to.'),
    optedOut: z.boolean(),
    state: ToldState.describe(
      'How far they are with what holds now: `waiting`, `sent`, `delivered`, `read`, `failed`, ' +
        '`to_call`, `called`, or `not_told`.',
    ),
    why: z.string().nullable().describe('Of `not_told`: the rule that says so.'),
    code: z.string().nullable().describe('Of `failed` or `waiting`: the provider’s last error.'),
    last: LastTold.nullable(),
    tasks: z.array(TaskView.extend({ localOpenedAt: LocalTime })).describe('Not done.'),
  })
  .meta({ id: 'PersonOnFlight', description: 'Somebody on a flight, and what they know of it.' });

/** A flight with an agency's people on it, as the API shows it. */
export const FlightView = z
  .object({
    flightKey: FlightKey,
    flightNumber: z.string(),
    originIata: z.string(),
    destinationIata: z.string(),
    departure: Instant.describe('As booked.'),
    facts: FlightFacts.nullable().describe('What is known of it; null: it was not found yet.'),
    nextCheckAt: Instant.nullable(),
    local: LocalFlightTimes,
    totals: ToldTotals.describe(
      'Each of `people` counts in one of told, waiting, failed, toCall and notTold.',
    ),
    people: z.array(PersonView),
  })
  .meta({ id: 'Flight', description: 'A flight, and who was told what of it.' });

const at = (zone: string, instant: Instant | null | undefined): string | null =>
  instant == null ? null : localTime(instant, zone);

const lastView = (
  { messageId, tripId, type, sentAt, createdAt, departure }: NonNullable<PersonOnFlight['last']>,
  zone: string,
): z.input<typeof LastTold> => ({
  messageId,
  tripId,
  type,
  at: sentAt ?? createdAt,
  localAt: localTime(sentAt ?? createdAt, zone),
  departure,
  localDeparture: at(zone, departure),
});

/** A flight with its local times, and how far each person on it is. */
export const flightView = ({
  originZone: bookedOriginZone,
  destinationZone: bookedDestinationZone,
  people,
  ...flight
}: PeopleOnFlight): z.input<typeof FlightView> => {
  const { departure, facts, nextCheckAt } = flight;
  const { originZone, destinationZone } = zonesOf(
    { originZone: bookedOriginZone, destinationZone: bookedDestinationZone },
    facts,
  );
  const views = people.map((person) => {
    const { last, passengers, tasks, dropped: _, suppressed: __, call: ___, ...who } = person;
    const { state, why } = toldState(person, facts);
    return {
      ...who,
      passengers: passengers.map(({ id, name, kind }) => ({ id, name, kind })),
      state,
      why,
      code: state === 'failed' || state === 'waiting' ? (last?.errorCode ?? null) : null,
      last: last && lastView(last, originZone),
      tasks: tasks.map((task) => ({
        ...task,
        localOpenedAt: localTime(task.openedAt, originZone),
      })),
    };
  });
  return {
    ...flight,
    local: {
      departure: localTime(departure, originZone),
      scheduledDeparture: at(originZone, facts?.scheduledDeparture),
      bestDeparture: at(originZone, facts?.departure),
      arrival: at(destinationZone, facts?.arrival),
      scheduledArrival: at(destinationZone, facts?.scheduledArrival),
      landedAt: at(destinationZone, facts?.landedAt),
      observedAt: at(originZone, facts?.observedAt),
      nextCheckAt: at(originZone, nextCheckAt),
    },
    totals: toldTotals(views.map(({ state }) => state)),
    people: views,
  };
};

import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { Language } from '#shared/domain/trip.ts';
import { aFlightFacts, aJourneyStays, aTrip, aTripContext } from '#shared/testing/builders.ts';
import {
  type KnowledgeEntry,
  type Known,
  knownFrom,
  placeFacts,
  withFacts,
} from '../domain/facts/known.ts';

/** Five hours before the flight. */
const now: Instant = '2027-03-03T11:20:00.000Z';
const departure: Instant = '2027-03-03T16:20:00.000Z';

const knowledge: readonly KnowledgeEntry[] = [
  {
    id: 'bag',
    question: '¿Qué equipaje puedo llevar?',
    answer: 'Tu tarifa incluye una valija de 23 kg y un bolso de mano.',
  },
  {
    id: 'pets',
    question: 'Can I travel with my dog?',
    answer: 'Pets up to 8 kg fly in the cabin.',
  },
];

const trip = aTrip({
  clientName: 'Ana Ruiz',
  flightNumber: 'BA820',
  originIata: 'LHR',
  destinationIata: 'CPH',
  departure,
  stay: 'Hotel Nimb',
  returnDate: '2027-03-10',
});

const legOf = (one: typeof trip, flight: FlightFacts | null) => ({
  ...one,
  tripId: one.id,
  flight,
});
const wayBack = aTrip({
  clientName: 'Ana Ruiz',
  flightNumber: 'BA813',
  originIata: 'CPH',
  destinationIata: 'LHR',
  departure: '2027-03-10T09:30:00.000Z',
});

const contextOf = (facts: Partial<FlightFacts>) => {
  const flight = aFlightFacts({ gate: 'A13', ...facts });
  return aTripContext({
    trip,
    flight,
    journey: {
      id: trip.journeyId,
      comesInPieces: false,
      legs: [legOf(trip, flight), legOf(wayBack, null)],
    },
    documents: [
      {
        id: '00000000-0000-4000-8000-0000000000d1',
        type: 'boarding_pass',
        fileName: 'pass.pdf',
        path: 'a/b.pdf',
        passengerId: null,
        uploadedAt: now,
        uploadedByType: 'api_integration',
      },
    ],
    stays: aJourneyStays({
      trips: [trip],
      plans: [
        {
          stay: 'CPH',
          revision: 1,
          updatedAt: now,
          plan: {
            hotel: {
              name: 'Hotel Nimb',
              address: 'Bernstorffsgade 5',
              phone: '+45 55 55 0100',
              checkIn: '2027-03-03T21:00',
              checkOut: '2027-03-10T10:00',
              notes: null,
            },
            transfers: [
              {
                start: '2027-03-03T20:00',
                pickUp: 'Kastrup',
                dropOff: 'Hotel Nimb',
                supplier: 'CPH Cars',
                phone: '+45 55 55 0101',
                notes: null,
              },
            ],
            items: [],
          },
        },
      ],
    }),
  });
};

const situations: Readonly<Record<string, { facts: Partial<FlightFacts>; now?: Instant }>> = {
  scheduled: { facts: {} },
  delayed: { facts: { departure: plus(departure, hour), arrival: '2027-03-03T19:15:00.000Z' } },
  cancelled: { facts: { phase: 'cancelled' } },
  flying: { facts: { phase: 'departed', isOff: true }, now: '2027-03-03T17:00:00.000Z' },
  landed: {
    facts: { phase: 'landed', landedAt: '2027-03-03T18:10:00.000Z', belt: '7' },
    now: '2027-03-03T18:20:00.000Z',
  },
  silent: { facts: {}, now: '2027-03-03T16:50:00.000Z' },
};

/** What is known where adversarial answers are judged. */
export const knownIn = (situation: string, language: Language): Known => {
  const given = situations[situation];
  if (!given) throw new Error(`no situation ${situation}`);
  return withFacts(
    knownFrom(contextOf(given.facts), knowledge, language, given.now ?? now),
    placeFacts([
      {
        name: 'Torvehallerne',
        address: 'Frederiksborggade 21',
        openingHours: '10:00–19:00',
      },
    ]),
  );
};

import type { EventFor } from '#shared/events/catalogue.ts';
import { anItineraryRequested } from '#shared/testing/builders.ts';
import type { Agent, Announcement, Decision } from '../agent.ts';
import { announcedEvents } from '../announcements.ts';

const [agencyId, tripId] = [
  '00000000-0000-4000-8000-000000000001',
  '10000000-0000-4000-8000-000000000001',
];
const about = { agencyId, tripId };

/**
 * Checked by `tsc`: a refused line that begins to compile makes its `@ts-expect-error` an error.
 */
describe('the types of an agent', () => {
  it('let it announce what the catalogue says it produces, with the data of that event', () => {
    const ready: Announcement<'itinerary'> = {
      ...about,
      type: 'ItineraryReady',
      data: { version: 1, origin: 'model' },
    };
    expect(
      announcedEvents(
        'itinerary',
        tripId,
        anItineraryRequested({ id: tripId, agencyId, journeyId: tripId }),
        [ready],
        '2027-03-01T12:00:00.000Z',
      ),
    ).toMatchObject([ready]);
  });

  it('refuse another agent’s event, the data of another event, and data of no event', () => {
    const refused: readonly Announcement<'itinerary'>[] = [
      // @ts-expect-error FlightNotFound is the flight tracker's to announce
      { ...about, type: 'FlightNotFound', data: { flightKey: 'BA820', found: null } },
      // @ts-expect-error a reason belongs to ItineraryFailed
      { ...about, type: 'ItineraryReady', data: { reason: 'no_places' } },
      // @ts-expect-error there is no such origin
      { ...about, type: 'ItineraryReady', data: { version: 1, origin: 'guess' } },
      // @ts-expect-error there is no such event
      { ...about, type: 'ItineraryLost', data: {} },
    ];
    expect(refused).toHaveLength(4);
  });

  it('refuse any announcement of an agent that the catalogue names nowhere as a producer', () => {
    const decision: Decision<'notifications', null> = {
      state: null,
      // @ts-expect-error notifications produces nothing
      events: [{ ...about, type: 'ItineraryFailed', data: { reason: 'no_places' } }],
    };
    expect(decision.events).toHaveLength(1);
  });

  it('refuse a timer that is another agent’s', () => {
    const decision: Decision<'notifications', null> = {
      state: null,
      timers: [
        { kind: 'BoardingDue', due: null },
        // @ts-expect-error FlightCheckDue wakes the flight tracker
        { kind: 'FlightCheckDue', due: null },
      ],
    };
    expect(decision.timers).toHaveLength(2);
  });

  it('hand it the events that it hears and no others', () => {
    const actorOf: Agent<'concierge', null, null>['address'] = (event) => {
      // @ts-expect-error the concierge never hears of flights
      if (event.type === 'FlightMatched') return [];
      switch (event.type) {
        case 'PendingQuestionDue':
        case 'HandoffUnanswered':
          return [{ actorId: event.data.actorId }];
        default:
          return [{ actorId: event.data.conversationId }];
      }
    };
    // @ts-expect-error nor does the kernel hand it one
    const heard: EventFor<'concierge'>['type'] = 'FlightMatched';
    expect([actorOf.length, heard]).toEqual([1, 'FlightMatched']);
  });

  it('refuse an agent that is named after nobody in the catalogue', () => {
    // @ts-expect-error there is no such agent
    const agent: Agent<'oracle', null, null> | null = null;
    expect(agent).toBeNull();
  });
});

import type { Address, Agent } from '#shared/actor/agent.ts';
import type { TemplateStates } from '#shared/ports/template-states.ts';
import { decide, type Gathered } from './domain/decide.ts';
import { initialState, NotificationsState } from './domain/state.ts';

/** Tells a traveller what matters, once, at the right moment, and can say why. Actor: a trip. From outside it only learns which templates can be sent: the tracker knows the flights. */
export const createNotifications = ({
  templates,
}: {
  readonly templates: TemplateStates | null;
}): Agent<NotificationsState, Gathered> => ({
  name: 'notifications',
  subscriptions: [
    'TripBooked',
    'TripChanged',
    'TripCancelled',
    'FlightMatched',
    'FlightStatusChanged',
    'FlightNotFound',
    'ItineraryReady',
    'ItineraryFailed',
    'MessageFailed',
    'TravellerOptedOut',
    'TravellerOptedIn',
  ],
  timers: ['ReminderDue', 'BoardingDue', 'QuietHoursEnded', 'HoldEnded'],
  codec: { schemaVersion: 1, schema: NotificationsState, initial: initialState },
  address: ({ tripId }): readonly Address[] =>
    tripId === null ? [] : [{ actorId: tripId, tripId }],
  gather: async ({ trip }) => ({
    unusable: trip && templates ? templates.unusable(trip.trip.language) : [],
  }),
  decide,
});

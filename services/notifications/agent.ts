import { type Address, type Agent, noStep } from '#shared/actor/agent.ts';
import type { TemplateStates } from '#shared/ports/template-states.ts';
import { decide, type Gathered } from './domain/decide.ts';
import { initialState, NotificationsState } from './domain/state.ts';

/**
 * Tells a traveller what matters, once, at the right moment, and can say why. Actor: a trip. From
 * outside it reads only which templates can be sent; `templates` is null where all can.
 */
export const createNotifications = ({
  templates,
}: {
  readonly templates: TemplateStates | null;
}): Agent<'notifications', NotificationsState, Gathered> => ({
  name: 'notifications',
  codec: { schemaVersion: 1, schema: NotificationsState, initial: initialState },
  address: ({ tripId }): readonly Address[] =>
    tripId === null ? [] : [{ actorId: tripId, tripId }],
  gather: async ({ trip }) => ({
    unusable: trip && templates ? templates.unusable(trip.agency.sender) : [],
  }),
  step: noStep,
  decide,
});

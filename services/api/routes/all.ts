import type { ApiDependencies } from '../dependencies.ts';
import type { RequestBudget } from '../limits.ts';
import type { Route } from '../route.ts';
import { agencyRoutes } from './agency.ts';
import { agencyWebhookRoutes } from './agency-webhooks.ts';
import { auditRoutes } from './audit.ts';
import { changeRoutes } from './changes.ts';
import { contactRoutes, groupRoutes } from './contacts.ts';
import { conversationRoutes } from './conversations.ts';
import { documentRoutes } from './documents.ts';
import { dutyRoutes } from './duty.ts';
import { explainRoutes } from './explain.ts';
import { flightRoutes } from './flights.ts';
import { importRoutes } from './imports.ts';
import { incidentRoutes } from './incidents.ts';
import { itineraryRoutes } from './itineraries.ts';
import { journeyMessageRoutes } from './journey-messages.ts';
import { journeyPartRoutes } from './journey-parts.ts';
import { journeyRoutes } from './journeys.ts';
import { knowledgeRoutes } from './knowledge.ts';
import { memberRoutes } from './members.ts';
import { noticeRoutes } from './notices.ts';
import { operatorRoutes } from './operator.ts';
import { operatorSessionRoutes } from './operator-session.ts';
import { operatorStateRoutes } from './operator-state.ts';
import { personalDataRoutes } from './personal-data.ts';
import { placeRoutes } from './places.ts';
import { pushRoutes } from './push.ts';
import { reportRoutes } from './reports.ts';
import { operatorSendingRoutes, sendingRoutes } from './sending.ts';
import { sessionRoutes } from './sessions.ts';
import { settingsRoutes } from './settings.ts';
import { settingsHistoryRoutes } from './settings-history.ts';
import { settingsPreviewRoutes } from './settings-preview.ts';
import { stayLinkRoutes } from './stay-links.ts';
import { stayRoutes } from './stays.ts';
import { taskRoutes } from './tasks.ts';
import { templateRoutes } from './templates.ts';
import { testMessageRoutes } from './test-message.ts';
import { tripPassengerRoutes } from './trip-passengers.ts';
import { tripRoutes } from './trips.ts';
import { uploadRoutes } from './uploads.ts';
import { webhookRoutes } from './webhooks.ts';

/** Whether anybody operates this platform over HTTP. */
const isOperated = ({
  operatorKeyHash,
  operatorUsers,
}: Pick<ApiDependencies, 'operatorKeyHash' | 'operatorUsers'>): boolean =>
  operatorKeyHash !== null || operatorUsers.length > 0;

/** Every route but those that describe the others. */
export const routesOf = (deps: ApiDependencies, budget: RequestBudget): readonly Route[] => {
  return [
    ...tripRoutes(deps),
    ...tripPassengerRoutes(deps),
    ...journeyRoutes(deps),
    ...journeyMessageRoutes(deps),
    ...stayRoutes(deps),
    ...stayLinkRoutes(deps),
    ...journeyPartRoutes(deps),
    ...contactRoutes(deps),
    ...testMessageRoutes(deps),
    ...personalDataRoutes(deps),
    ...groupRoutes(deps),
    ...flightRoutes(deps),
    ...itineraryRoutes(deps),
    ...placeRoutes(deps),
    ...knowledgeRoutes(deps),
    ...documentRoutes(deps),
    ...uploadRoutes(deps),
    ...conversationRoutes(deps),
    ...noticeRoutes(deps),
    ...importRoutes(deps),
    ...incidentRoutes(deps),
    ...changeRoutes(deps),
    ...dutyRoutes(deps),
    ...explainRoutes(deps),
    ...taskRoutes(deps),
    ...reportRoutes(deps),
    ...agencyRoutes(deps),
    ...sendingRoutes(deps),
    // Before the settings, of which `history` is none.
    ...settingsHistoryRoutes(deps),
    ...settingsPreviewRoutes(deps),
    ...settingsRoutes(deps),
    ...templateRoutes(deps),
    ...auditRoutes(deps),
    ...sessionRoutes(deps),
    ...memberRoutes(deps),
    ...agencyWebhookRoutes(deps),
    ...(deps.push === null ? [] : pushRoutes({ ...deps, push: deps.push })),
    ...(deps.moreRoutes ?? []),
    ...(isOperated(deps)
      ? [
          ...operatorRoutes(deps),
          ...operatorSendingRoutes(deps),
          ...operatorSessionRoutes(deps),
          ...operatorStateRoutes(deps),
        ]
      : []),
    ...webhookRoutes(deps, budget),
  ];
};

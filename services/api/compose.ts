import type { Hono } from 'hono';
import { createWebhookPoster } from '#shared/adapters/webhooks/poster.ts';
import { requireConfig } from '#shared/composition/access.ts';
import type { Platform } from '#shared/composition/platform.ts';
import { createApi } from './app.ts';
import type { ApiDependencies, DependencyHealth } from './dependencies.ts';
import { standardLimits } from './limits.ts';
import { webhookDependencies } from './webhook-dependencies.ts';

/** What an engine adds to the API. */
export interface EngineOfApi
  extends Pick<
    ApiDependencies,
    | 'identity'
    | 'addressOf'
    | 'moreRoutes'
    | 'staffMail'
    | 'push'
    | 'replayTrips'
    | 'queues'
    | 'putBack'
    | 'templateStates'
    | 'flights'
  > {
  /** The state of the engine's own dependencies. */
  readonly health?: () => Readonly<Record<string, DependencyHealth>>;
  /** Asks which agency of a shared number is meant; absent: the answer to the webhook asks. */
  readonly ask?: NonNullable<ApiDependencies['twilio']['ask']>;
}

/** Puts the HTTP API of a platform together. */
export const composeApi = (
  platform: Platform,
  { health: engineHealth = () => ({}), ask, ...engine }: EngineOfApi,
): Hono => {
  const { access, store } = platform;
  const databaseHealth = (): Promise<DependencyHealth> =>
    store.ping().then(
      () => ({ state: 'up' }),
      () => ({ state: 'down', detail: 'does not answer' }),
    );
  const webhooks = webhookDependencies(platform);
  return createApi({
    ...webhooks,
    twilio: { ...webhooks.twilio, ...(ask && { ask }) },
    ids: platform.ids,
    journeys: store,
    contacts: store,
    agencyDesk: store,
    reading: store,
    brakes: store,
    notices: store.notices,
    accounts: store.accounts,
    audit: store.audit,
    board: store.board,
    imports: store.imports,
    past: store,
    incidents: store.incidents,
    changes: store.changes,
    duty: store.duty,
    explanations: store.explanations,
    reports: store.reports,
    members: store.members,
    sessions: store.sessions,
    webhooks: store.webhooks,
    webhookTargets: createWebhookPoster({ networks: access.webhookNetworks }),
    operatorKeyHash: access.operatorKeyHash,
    operatorUsers: access.operatorUsers,
    operatorSessions: store.operatorSessions,
    operations: store,
    circuits: () => store.breakers.all(),
    personalData: store,
    places: store.places,
    knowledge: store.knowledge,
    itineraries: store,
    linkSecret: requireConfig(access.links, 'LINK_SECRET').secret,
    consoleUrl: `${requireConfig(access.links, 'PUBLIC_BASE_URL').publicBaseUrl}/console`,
    conversations: store,
    documents: platform.documents,
    documentLinks: platform.documentLinks,
    limits: standardLimits,
    ...engine,
    health: async () => ({ database: await databaseHealth(), ...engineHealth() }),
    breakers: async () => (await platform.breakers.states()).services,
  });
};

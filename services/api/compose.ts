import type { Hono } from 'hono';
import { requireConfig } from '#shared/composition/access.ts';
import type { Platform } from '#shared/composition/platform.ts';
import { createApi } from './app.ts';
import type { ApiDependencies, DependencyHealth } from './dependencies.ts';
import { standardLimits } from './limits.ts';
import { webhookDependencies } from './webhook-dependencies.ts';

/** What an engine adds to the API. */
export interface EngineOfApi
  extends Pick<ApiDependencies, 'identity' | 'addressOf' | 'moreRoutes' | 'replayTrips'> {
  /** The state of the engine's own dependencies. */
  readonly health?: () => Readonly<Record<string, DependencyHealth>>;
}

/** Puts the HTTP API of a platform together. */
export const composeApi = (
  platform: Platform,
  { health: engineHealth = () => ({}), ...engine }: EngineOfApi,
): Hono => {
  const { access, store } = platform;
  const databaseHealth = (): Promise<DependencyHealth> =>
    store.ping().then(
      () => ({ state: 'up' }),
      () => ({ state: 'down', detail: 'does not answer' }),
    );
  return createApi({
    ...webhookDependencies(platform),
    ids: platform.ids,
    journeys: store,
    contacts: store,
    agencyDesk: store,
    reading: store,
    accounts: store.accounts,
    audit: store.audit,
    imports: store.imports,
    past: store,
    incidents: store.incidents,
    members: store.members,
    sessions: store.sessions,
    operatorKeyHash: access.operatorKeyHash,
    personalData: store,
    places: store.places,
    knowledge: store.knowledge,
    itineraries: store,
    linkSecret: requireConfig(access.links, 'LINK_SECRET').secret,
    conversations: store,
    documents: platform.documents,
    documentLinks: platform.documentLinks,
    limits: standardLimits,
    ...engine,
    health: async () => ({ database: await databaseHealth(), ...engineHealth() }),
    breakers: platform.breakers.states,
  });
};

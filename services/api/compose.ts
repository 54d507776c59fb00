import type { Hono } from 'hono';
import { requireConfig } from '#shared/composition/access.ts';
import type { Platform } from '#shared/composition/platform.ts';
import { createApi } from './app.ts';
import type { DependencyHealth } from './dependencies.ts';
import { standardLimits } from './limits.ts';
import type { Route } from './route.ts';
import { webhookDependencies } from './webhook-dependencies.ts';

/**
 * Puts the HTTP API of a platform together; `engineHealth` adds the engine's dependencies,
 * and `moreRoutes` are those that only one engine has.
 */
export const composeApi = (
  platform: Platform,
  engineHealth: () => Readonly<Record<string, DependencyHealth>> = () => ({}),
  moreRoutes: readonly Route[] = [],
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
    reading: store,
    places: store.places,
    itineraries: store,
    linkSecret: requireConfig(access.links, 'LINK_SECRET').secret,
    conversations: store,
    documents: platform.documents,
    documentLinks: platform.documentLinks,
    limits: standardLimits,
    moreRoutes,
    health: async () => ({ database: await databaseHealth(), ...engineHealth() }),
    breakers: platform.breakers.states,
  });
};

import { createWebhookPoster } from '#shared/adapters/webhooks/poster.ts';
import type { Platform } from '#shared/composition/platform.ts';
import { systemClock } from '#shared/composition/system.ts';
import { createDeliver } from './deliver.ts';

/** What delivers events to systems of agencies, on a platform. */
export const composeDeliver = ({
  access,
  store,
  clock,
  ids,
  log,
}: Pick<Platform, 'access' | 'store' | 'clock' | 'ids' | 'log'>) =>
  createDeliver({
    deliveries: store.webhookDeliveries,
    poster: createWebhookPoster({ networks: access.webhookNetworks }),
    clock,
    wallClock: systemClock,
    ids,
    log,
  });

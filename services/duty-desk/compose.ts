import { requireConfig } from '#shared/composition/access.ts';
import type { Platform } from '#shared/composition/platform.ts';
import { createDutyDesk, type DutyDeskDependencies } from './agent.ts';

/** The duty desk on a platform, whichever engine supplies it. */
export const composeDutyDesk = (
  { access }: Pick<Platform, 'access'>,
  ways: Omit<DutyDeskDependencies, 'publicBaseUrl'>,
): ReturnType<typeof createDutyDesk> =>
  createDutyDesk({
    ...ways,
    publicBaseUrl: requireConfig(access.links, 'LINK_SECRET and PUBLIC_BASE_URL').publicBaseUrl,
  });

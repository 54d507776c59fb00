import { requireConfig } from '#shared/composition/access.ts';
import type { Platform } from '#shared/composition/platform.ts';
import type { WhatsApp } from '#shared/composition/whatsapp.ts';
import { createDutyDesk } from './agent.ts';

/** The duty desk on a platform, whichever engine supplies it. */
export const composeDutyDesk = (
  { access, staffMail: mail, staffPush: push }: Platform,
  { templates }: Pick<WhatsApp, 'templates'>,
): ReturnType<typeof createDutyDesk> => {
  const { publicBaseUrl } = requireConfig(access.links, 'LINK_SECRET and PUBLIC_BASE_URL');
  return createDutyDesk({ templates, mail, push, consoleUrl: `${publicBaseUrl}/console` });
};

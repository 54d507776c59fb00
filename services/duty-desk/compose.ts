import { requireConfig } from '#shared/composition/access.ts';
import type { Platform } from '#shared/composition/platform.ts';
import { noStaffMail, noStaffPush } from '#shared/composition/staff.ts';
import type { WhatsApp } from '#shared/composition/whatsapp.ts';
import type { StaffMail } from '#shared/ports/staff-mail.ts';
import type { StaffPush } from '#shared/ports/staff-push.ts';
import { createDutyDesk } from './agent.ts';

/** How an engine reaches staff besides WhatsApp; null: not in this way. */
export interface WaysToStaff {
  readonly mail: StaffMail | null;
  readonly push: StaffPush | null;
}

/** The duty desk on a platform, whichever engine supplies it. */
export const composeDutyDesk = (
  { access }: Pick<Platform, 'access'>,
  { templates }: Pick<WhatsApp, 'templates'>,
  { mail, push }: WaysToStaff,
): ReturnType<typeof createDutyDesk> => {
  const { publicBaseUrl } = requireConfig(access.links, 'LINK_SECRET and PUBLIC_BASE_URL');
  return createDutyDesk({
    templates,
    mail: mail ?? noStaffMail,
    push: push ?? noStaffPush,
    consoleUrl: `${publicBaseUrl}/console`,
  });
};

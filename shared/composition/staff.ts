import type { StaffMail } from '#shared/ports/staff-mail.ts';
import type { StaffPush } from '#shared/ports/staff-push.ts';

/** Where no mail is set up every one is refused, and whoever sends it goes on without. */
export const noStaffMail: StaffMail = { send: async () => 'refused' };
/** Where no push is set up none gets anywhere, and whoever sends it goes on without. */
export const noStaffPush: StaffPush = { push: async () => 'nowhere' };

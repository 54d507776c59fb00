import { createWebPush } from '#shared/adapters/webpush/staff-push.ts';
import { vapidKeysOf } from '#shared/adapters/webpush/vapid.ts';
import type { MailAddress } from '#shared/domain/mail-address.ts';
import type { PushSubscriptions } from '#shared/ports/push-subscriptions.ts';
import type { StaffPush } from '#shared/ports/staff-push.ts';
import { publicReach, type Reach } from '#shared/public-address.ts';
import type { Platform } from './platform.ts';

/** Push messages to members, and what browsers need for them. */
export interface PushToMembers {
  /** With which browsers are subscribed. */
  readonly publicKey: string;
  readonly subscriptions: PushSubscriptions;
  readonly staff: StaffPush;
  /** Where subscriptions may lead. */
  readonly reach: Reach;
}

/** Puts push messages together; null: there is no secret, and none are sent. */
export const composeStaffPush = (
  { store, log, access }: Platform,
  { secret, mailFrom }: { readonly secret: string | null; readonly mailFrom: MailAddress | null },
): PushToMembers | null => {
  if (secret === null) return null;
  const keys = vapidKeysOf(secret);
  const { publicBaseUrl } = access.links ?? { publicBaseUrl: '' };
  const contact = mailFrom
    ? `mailto:${mailFrom.address}`
    : publicBaseUrl.startsWith('https:')
      ? publicBaseUrl
      : 'mailto:desk@bauhaus.localhost';
  const { push: subscriptions } = store;
  return {
    publicKey: keys.publicKey,
    subscriptions,
    staff: createWebPush({ keys, contact, subscriptions, log }),
    reach: publicReach,
  };
};

import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import webpush from 'web-push';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { Log } from '#shared/ports/log.ts';
import type { PushSubscription, PushSubscriptions } from '#shared/ports/push-subscriptions.ts';
import type { StaffPush, StaffPushMessage } from '#shared/ports/staff-push.ts';
import {
  isWithin,
  lookupWithin,
  outOfReach,
  publicReach,
  type Reach,
} from '#shared/public-address.ts';
import type { VapidKeys } from './vapid.ts';

const timeoutMs = 5_000;
/** Who was not reached by then is told by other means. */
const lifeSeconds = 3_600;
/** With its other members a payload stays below the 4,096 bytes that services take. */
const longestTitle = 120;
const longestBody = 600;

/** What a service did with a message. */
type Outcome = 'taken' | 'gone' | 'refused' | 'later';

/**
 * By RFC 8030 §5 and what services answer besides: 404 and 410 end a subscription; 4xx is refused
 * as it is, such as 403 for another key pair than the browser was subscribed with.
 */
const outcomeOf = (status: number): Outcome => {
  if (status >= 200 && status < 300) return 'taken';
  if (status === 404 || status === 410) return 'gone';
  return status === 429 || status >= 500 ? 'later' : 'refused';
};

/** The same key is the same topic: 32 characters of base64url (RFC 8030 §5.4). */
const topicOf = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, 32);

/** `StaffPush` by the push services of browsers, sealed for each browser and signed by our key. */
export const createWebPush = (options: {
  readonly keys: VapidKeys;
  /** Whom a push service writes to: a `mailto:` or an `https:` URL. */
  readonly contact: string;
  readonly subscriptions: PushSubscriptions;
  readonly log: Log;
  /** Where subscriptions may lead; default: the internet. */
  readonly reach?: Reach;
}): StaffPush => {
  const { keys, contact, subscriptions, log, reach = publicReach } = options;

  const post = (url: string, headers: Record<string, string>, body: Buffer): Promise<Outcome> =>
    new Promise((resolve) => {
      const { request } = url.startsWith('https:') ? https : http;
      const sent = request(
        url,
        { method: 'POST', headers, timeout: timeoutMs, lookup: lookupWithin(reach) },
        (response) => {
          // What a stranger answers besides its status is not read.
          response.destroy();
          resolve(outcomeOf(response.statusCode ?? 0));
        },
      );
      sent.on('timeout', () => sent.destroy());
      sent.on('error', (error) =>
        resolve(Reflect.get(error, 'code') === outOfReach ? 'refused' : 'later'),
      );
      sent.end(body);
    });

  const pushTo = async (
    { endpoint, p256dh, auth }: PushSubscription,
    { title, body, url, key }: StaffPushMessage,
  ): Promise<Outcome> => {
    if (!isWithin(reach, endpoint)) return 'refused';
    const topic = topicOf(key);
    const payload = JSON.stringify({
      title: title.slice(0, longestTitle),
      body: body.slice(0, longestBody),
      url,
      tag: topic,
    });
    const { headers, body: sealed } = webpush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      payload,
      {
        vapidDetails: { subject: contact, ...keys },
        TTL: lifeSeconds,
        urgency: 'high',
        topic,
      },
    );
    const written = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    return post(endpoint, Object.fromEntries(written), sealed ?? Buffer.alloc(0));
  };

  return {
    push: async (message) => {
      const { agencyId, memberId } = message;
      const browsers = await subscriptions.of(agencyId, memberId);
      const outcomes = await Promise.all(
        browsers.map(async (browser) => {
          const outcome = await pushTo(browser, message);
          if (outcome === 'gone') await subscriptions.remove(agencyId, memberId, browser.endpoint);
          if (outcome === 'refused') log.warn('a push message was refused', { agencyId });
          return outcome;
        }),
      );
      if (outcomes.includes('taken')) return 'sent';
      if (outcomes.includes('later')) throw new ServiceUnavailable('web push', 'not taken');
      return 'nowhere';
    },
  };
};

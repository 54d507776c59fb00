import { between, day } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { errorMessages, phoneOf, type SimulatedMessage, type SimulatedStatus } from './message.ts';
import type { MessageLog } from './message-log.ts';
import type { Webhooks } from './webhooks.ts';

/** How long after its acceptance a message is sent and delivered, in real milliseconds. */
export interface DeliveryTimes {
  readonly sentMs: number;
  readonly deliveredMs: number;
}

/** What becomes of an accepted message. */
export type Course =
  | {
      readonly kind: 'delivered';
      /** In real milliseconds after its acceptance; null: as the delivery times say. */
      readonly afterMs: number | null;
    }
  /** It fails at once, or after it was sent, with Twilio's error code. */
  | { readonly kind: 'failed' | 'undelivered'; readonly code: number };

/** Moves accepted messages through their statuses and reports each. */
export interface Delivery {
  /** Starts, or after a restart continues, the delivery. */
  start(message: SimulatedMessage, course: Course): void;
  /** Marks everything delivered in a chat as read. */
  markRead(from: string, to: string): void;
  close(): void;
}

/** How long a traveller's message opens the window for free text. */
const windowMs = day;
const callbackAttempts = 2;
/** A message never goes back to a status of a lower rank. */
const rank: Readonly<Record<SimulatedStatus, number>> = {
  queued: 0,
  sent: 1,
  delivered: 2,
  read: 3,
  failed: 4,
  undelivered: 4,
  received: 4,
};

/** Whether free text may be sent from one address to another, which wrote within 24 hours. */
export const isWindowOpen = (log: MessageLog, from: string, to: string, clock: Clock): boolean => {
  const now = clock.now();
  return log
    .all()
    .some(
      (m) =>
        m.direction === 'inbound' &&
        m.from === to &&
        m.to === from &&
        between(m.createdAt, now) < windowMs,
    );
};

/** Creates the delivery; like Twilio, it posts a signed callback for every status but the first. */
export const createDelivery = (options: {
  readonly accountSid: string;
  readonly clock: Clock;
  readonly log: MessageLog;
  readonly webhooks: Webhooks;
  readonly times: DeliveryTimes;
}): Delivery => {
  const { accountSid, clock, log, webhooks, times } = options;
  const timers = new Set<NodeJS.Timeout>();

  const postCallback = (m: SimulatedMessage): void => {
    if (m.statusCallback === null) return;
    const parameters = {
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      ChannelInstallSid: `XE${'0'.repeat(32)}`,
      ChannelPrefix: 'whatsapp',
      From: m.from,
      To: m.to,
      MessageSid: m.sid,
      SmsSid: m.sid,
      MessageStatus: m.status,
      SmsStatus: m.status,
      ...(m.status === 'read' ? { EventType: 'READ' } : {}),
      ...(m.errorCode === null
        ? {}
        : {
            ErrorCode: String(m.errorCode),
            ChannelStatusMessage: errorMessages[m.errorCode] ?? 'failed',
          }),
    };
    // The fragment configures Twilio's connection and is not part of the request.
    void webhooks.post(m.statusCallback.split('#', 1)[0] ?? '', parameters, callbackAttempts);
  };
  const move = (sid: string, status: SimulatedStatus, errorCode: number | null = null): void => {
    const message = log.get(sid);
    if (!message || rank[message.status] >= rank[status]) return;
    const now = clock.now();
    const moved: SimulatedMessage = {
      ...message,
      status,
      errorCode,
      updatedAt: now,
      sentAt: message.sentAt ?? (status === 'failed' ? null : now),
    };
    log.put(moved);
    postCallback(moved);
  };
  const schedule = (delayMs: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, delayMs).unref();
    timers.add(timer);
  };

  return {
    start: ({ sid }, course) => {
      switch (course.kind) {
        case 'delivered':
          schedule(times.sentMs, () => move(sid, 'sent'));
          schedule(course.afterMs ?? times.deliveredMs, () => move(sid, 'delivered'));
          break;
        case 'failed':
          schedule(times.sentMs, () => move(sid, 'failed', course.code));
          break;
        case 'undelivered':
          schedule(times.sentMs, () => move(sid, 'sent'));
          schedule(times.deliveredMs, () => move(sid, 'undelivered', course.code));
          break;
      }
    },
    markRead: (from, to) => {
      const isInChat = (m: SimulatedMessage): boolean =>
        phoneOf(m.from) === phoneOf(from) && phoneOf(m.to) === phoneOf(to);
      for (const m of log.all())
        if (m.direction !== 'inbound' && m.status === 'delivered' && isInChat(m))
          move(m.sid, 'read');
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
};

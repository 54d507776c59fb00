import { between, day } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { errorMessages, phoneOf, type SimulatedMessage, type SimulatedStatus } from './message.ts';
import type { MessageLog } from './message-log.ts';
import type { Webhooks } from './webhooks.ts';

/** How long after its acceptance a message is sent and delivered, in real time. */
export interface DeliveryTimes {
  readonly sentMs: number;
  readonly deliveredMs: number;
}

/** Carries accepted messages to the traveller's phone and reports what becomes of them. */
export interface Delivery {
  /** Begins, or after a restart goes on, with a message. `failsWith`: the error it ends in instead of arriving. */
  carry(message: SimulatedMessage, failsWith: number | null): void;
  /** The traveller has opened the chat: everything delivered there is read. */
  read(from: string, to: string): void;
  close(): void;
}

/** The traveller's last message opens the window for free text this long. */
const windowMs = day;
const callbackTries = 2;
/** States are only ever left forwards. */
const rank: Readonly<Record<SimulatedStatus, number>> = {
  queued: 0,
  sent: 1,
  delivered: 2,
  read: 3,
  failed: 4,
  received: 4,
};

/** Whether free text may be sent from one address to another: the other has written within 24 hours. */
export const windowOpen = (log: MessageLog, from: string, to: string, clock: Clock): boolean => {
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

/** Moves messages on by timers and posts a signed status callback for every step but the first, as Twilio does. */
export const createDelivery = (options: {
  readonly accountSid: string;
  readonly clock: Clock;
  readonly log: MessageLog;
  readonly webhooks: Webhooks;
  readonly times: DeliveryTimes;
}): Delivery => {
  const { accountSid, clock, log, webhooks, times } = options;
  const timers = new Set<NodeJS.Timeout>();

  const callBack = (m: SimulatedMessage): void => {
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
    // The fragment tells Twilio how to connect; it is not part of the request.
    void webhooks.post(m.statusCallback.replace(/#.*$/, ''), parameters, callbackTries);
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
    callBack(moved);
  };
  const later = (ms: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms).unref();
    timers.add(timer);
  };

  return {
    carry: ({ sid }, failsWith) => {
      if (failsWith !== null) {
        later(times.sentMs, () => move(sid, 'failed', failsWith));
        return;
      }
      later(times.sentMs, () => move(sid, 'sent'));
      later(times.deliveredMs, () => move(sid, 'delivered'));
    },
    read: (from, to) => {
      const same = (m: SimulatedMessage): boolean =>
        phoneOf(m.from) === phoneOf(from) && phoneOf(m.to) === phoneOf(to);
      for (const m of log.all())
        if (m.direction === 'outbound-api' && m.status === 'delivered' && same(m))
          move(m.sid, 'read');
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
};

import { instant, minute, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { MessageSender, OutgoingMessage, SendOutcome } from '#shared/ports/message-sender.ts';
import { type Faults, listRates, sendRates } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import {
  isWithin,
  neverSettles,
  type Outage,
  type WorkerProcess,
  type Workers,
} from './workers.ts';

/** A message that the simulated Twilio accepted. */
export interface AcceptedMessage {
  readonly effectId: string;
  readonly providerId: string;
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly isCall: boolean;
  /** From when on the list of sent messages shows it. */
  readonly visibleAtMs: number;
  /** How often the list was read for its phone and did not show it. */
  timesHidden: number;
  /** Whether it has proved undeliverable since. */
  hasFailed: boolean;
  /** When a callback first reported that; infinity before. */
  failureReportedAtMs: number;
}

/** What the simulated Twilio needs. */
export interface ProviderDependencies {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly workers: Workers;
  readonly watch: Watch;
  readonly outages: readonly Outage[];
  /** Windows in which it accepts messages, but its answers are lost and callbacks come late. */
  readonly answerOutages: readonly Outage[];
  /** Names a message in fault keys. */
  readonly nameOf: (effectId: string) => string;
  readonly onAccepted: (message: AcceptedMessage) => void;
  /** Called on every request of a worker, before any fault can strike. */
  readonly onRequest: () => void;
}

/** Twilio, with everything that can go wrong between a request and the knowledge of its outcome. */
export interface Provider {
  readonly accepted: readonly AcceptedMessage[];
  /** The sender as one worker sees it. */
  senderOf(worker: WorkerProcess): MessageSender;
}

/** An ordinary message is listed within this time, well before reconciliation looks. */
const shownWithinMs = 40 * second;
const requestTimeoutMs = 30 * second;

/** Builds the simulated Twilio. */
export const createProvider = (deps: ProviderDependencies): Provider => {
  const { time, faults, workers, watch, outages, answerOutages, nameOf, onAccepted, onRequest } =
    deps;
  const accepted: AcceptedMessage[] = [];
  const isDown = (): boolean => isWithin(outages, time.nowMs);

  const accept = (message: OutgoingMessage, key: string, isHidden = false): string => {
    const record: AcceptedMessage = {
      effectId: message.id,
      providerId: `SM${String(accepted.length + 1).padStart(32, '0')}`,
      atMs: time.nowMs,
      from: message.from,
      to: message.to,
      text: message.content.text,
      isCall: message.content.kind === 'call',
      visibleAtMs:
        time.nowMs +
        (isHidden ? 40 * minute : Math.floor(faults.chance(`${key} shown`) * shownWithinMs)),
      timesHidden: 0,
      hasFailed: false,
      failureReportedAtMs: Number.POSITIVE_INFINITY,
    };
    accepted.push(record);
    watch.count('accepted');
    watch.narrate(
      () => `Twilio accepts ${nameOf(message.id)}: ${message.content.text.slice(0, 90)}`,
    );
    onAccepted(record);
    return record.providerId;
  };

  const send = async (worker: WorkerProcess, message: OutgoingMessage): Promise<SendOutcome> => {
    onRequest();
    const { fault, key } = faults.strike(`send ${nameOf(message.id)}`, sendRates);
    const roundTrip = async (): Promise<void> => {
      await time.sleep(workers.latencyMs(key));
      if (worker.hasCrashed) await neverSettles();
    };
    const unknown = async (code: string, ms: number): Promise<SendOutcome> => {
      await time.sleep(ms);
      return worker.hasCrashed ? neverSettles() : { kind: 'unknown', code };
    };
    await roundTrip();
    if (fault === 'pause, then written') await workers.pause(worker, key);
    if (fault === 'crash, not written') {
      workers.crash(worker);
      return neverSettles();
    }
    // The request is written in this tick: from here on its fate may be unknown.
    if (worker.clock.now() >= message.deadline) {
      watch.count('deadline passed before writing');
      return { kind: 'not-sent', code: 'deadline', retryAfterMs: null };
    }
    watch.count('requests');
    const timeoutMs = Math.min(
      requestTimeoutMs,
      Date.parse(message.deadline) - Date.parse(worker.clock.now()),
    );
    if (isDown()) {
      await roundTrip();
      const answer = faults.chance(`${key} down`);
      if (answer < 0.4) return { kind: 'unknown', code: '503' };
      return {
        kind: 'not-sent',
        code: answer < 0.8 ? 'ECONNREFUSED' : '20429',
        retryAfterMs: null,
      };
    }
    switch (fault ?? (isWithin(answerOutages, time.nowMs) ? 'timeout, accepted' : null)) {
      case 'crash, accepted':
        time.after(workers.latencyMs(key), () => accept(message, key));
        workers.crash(worker);
        return neverSettles();
      case '429':
        await roundTrip();
        return {
          kind: 'not-sent',
          code: '20429',
          retryAfterMs:
            faults.chance(`${key} wait`) < 0.5 ? faults.amount(key, 1, 60) * second : null,
        };
      case 'refused':
        await roundTrip();
        return { kind: 'not-sent', code: 'ECONNREFUSED', retryAfterMs: null };
      case '500, accepted':
        await roundTrip();
        accept(message, key);
        return unknown('500', 20);
      case '500, not accepted':
        return unknown('500', 40);
      case 'timeout, accepted':
        time.after(Math.floor(faults.chance(`${key} taken`) * timeoutMs), () =>
          accept(message, key),
        );
        return unknown('timeout', timeoutMs);
      case 'timeout, not accepted':
        return unknown('timeout', timeoutMs);
      case 'hidden for long':
        time.after(20, () => accept(message, key, true));
        return unknown('timeout', timeoutMs);
      case 'rejected for now':
        await roundTrip();
        return { kind: 'rejected', code: '63018', permanent: false };
      case 'rejected for good':
        await roundTrip();
        return { kind: 'rejected', code: '21211', permanent: true };
      default: {
        await time.sleep(workers.latencyMs(`${key} answer`));
        const providerId = accept(message, key);
        if (fault === 'settled late') await workers.pause(worker, key);
        await roundTrip();
        return { kind: 'accepted', providerId };
      }
    }
  };

  return {
    accepted,
    senderOf: (worker) => ({
      send: (message) => send(worker, message),
      listSent: async ({ from, to, since, isCall = false }) => {
        onRequest();
        const { fault, key } = faults.strike(`list for ${worker.name}`, listRates);
        await time.sleep(workers.latencyMs(key));
        if (worker.hasCrashed) return neverSettles();
        if (fault === 'list unavailable' || isDown())
          throw new ServiceUnavailable('twilio', 'the messages sent could not be listed');
        const earliest = Math.floor(Date.parse(since) / second) * second;
        const matches = accepted.filter(
          (m) =>
            m.from === from &&
            m.to === to &&
            m.isCall === isCall &&
            Math.floor(m.atMs / second) * second >= earliest,
        );
        for (const m of matches) if (m.visibleAtMs > time.nowMs) m.timesHidden += 1;
        watch.count('lists read');
        return matches
          .filter((m) => m.visibleAtMs <= time.nowMs)
          .map((m) => ({
            providerId: m.providerId,
            createdAt: instant(Math.floor(m.atMs / second) * second),
            text: m.isCall ? '' : m.text,
          }))
          .reverse();
      },
    }),
  };
};

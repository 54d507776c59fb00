import { instant, minute, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { MessageSender, OutgoingMessage, SendOutcome } from '#shared/ports/message-sender.ts';
import { type Faults, listRates, sendRates } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import { isWithin, never, type Outage, type WorkerProcess, type Workers } from './workers.ts';

/** A message that Twilio took. */
export interface Accepted {
  readonly effectId: string;
  readonly providerId: string;
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** From when on it stands in the list of sent messages. */
  readonly visibleAtMs: number;
  /** How often the list was read for it and did not show it. */
  hiddenLooks: number;
  /** It turned out later that it could not be delivered. */
  failed: boolean;
  /** When we first heard so. */
  failureHeardMs: number;
}

/** What Twilio is made of. */
export interface ProviderDependencies {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly workers: Workers;
  readonly watch: Watch;
  readonly outages: readonly Outage[];
  /** Windows in which it takes what it is given, each answer is lost on its way, and its reports come minutes late. */
  readonly silences: readonly Outage[];
  /** Names a message in the points at which faults strike. */
  readonly nameOf: (effectId: string) => string;
  readonly onAccepted: (message: Accepted) => void;
  /** Told when a worker turns to Twilio, before anything can go wrong with it. */
  readonly onRequest: () => void;
}

/** Twilio, with everything that can go wrong between the writing of a request and the knowledge of what became of it. */
export interface Provider {
  readonly accepted: readonly Accepted[];
  /** The sender as one worker sees it. */
  senderOf(worker: WorkerProcess): MessageSender;
}

/** An ordinary message is shown this soon after it was taken: well within what reconciliation waits for. */
const shownWithinMs = 40 * second;
const requestTimeoutMs = 30 * second;

export const createProvider = (deps: ProviderDependencies): Provider => {
  const { time, faults, workers, watch, outages, silences, nameOf, onAccepted, onRequest } = deps;
  const accepted: Accepted[] = [];
  const isDown = (): boolean => isWithin(outages, time.nowMs);

  const accept = (message: OutgoingMessage, key: string, hidden = false): string => {
    const taken: Accepted = {
      effectId: message.id,
      providerId: `SM${String(accepted.length + 1).padStart(32, '0')}`,
      atMs: time.nowMs,
      from: message.from,
      to: message.to,
      text: message.content.text,
      visibleAtMs:
        time.nowMs +
        (hidden ? 40 * minute : Math.floor(faults.chance(`${key} shown`) * shownWithinMs)),
      hiddenLooks: 0,
      failed: false,
      failureHeardMs: Number.POSITIVE_INFINITY,
    };
    accepted.push(taken);
    watch.count('accepted');
    watch.tell(() => `Twilio takes ${nameOf(message.id)}: ${message.content.text.slice(0, 90)}`);
    onAccepted(taken);
    return taken.providerId;
  };

  const send = async (worker: WorkerProcess, message: OutgoingMessage): Promise<SendOutcome> => {
    onRequest();
    const { fault, key } = faults.strike(`send ${nameOf(message.id)}`, sendRates);
    const trip = async (): Promise<void> => {
      await time.sleep(workers.latency(key));
      if (worker.over) await never();
    };
    const unknown = async (code: string, ms: number): Promise<SendOutcome> => {
      await time.sleep(ms);
      return worker.over ? never() : { kind: 'unknown', code };
    };
    await trip();
    if (fault === 'pause, then written') await workers.pause(worker, key);
    if (fault === 'crash, not written') {
      workers.crash(worker);
      return never();
    }
    // The tick that writes: from here on nobody knows.
    if (worker.clock.now() >= message.deadline) {
      watch.count('deadline passed before writing');
      return { kind: 'not-sent', code: 'deadline', retryAfterMs: null };
    }
    watch.count('requests');
    const left = Math.min(
      requestTimeoutMs,
      Date.parse(message.deadline) - Date.parse(worker.clock.now()),
    );
    if (isDown()) {
      await trip();
      const answer = faults.chance(`${key} down`);
      if (answer < 0.4) return { kind: 'unknown', code: '503' };
      return {
        kind: 'not-sent',
        code: answer < 0.8 ? 'ECONNREFUSED' : '20429',
        retryAfterMs: null,
      };
    }
    switch (fault ?? (isWithin(silences, time.nowMs) ? 'timeout, accepted' : null)) {
      case 'crash, accepted':
        time.after(workers.latency(key), () => accept(message, key));
        workers.crash(worker);
        return never();
      case '429':
        await trip();
        return {
          kind: 'not-sent',
          code: '20429',
          retryAfterMs:
            faults.chance(`${key} wait`) < 0.5 ? faults.amount(key, 1, 60) * second : null,
        };
      case 'refused':
        await trip();
        return { kind: 'not-sent', code: 'ECONNREFUSED', retryAfterMs: null };
      case '500, accepted':
        await trip();
        accept(message, key);
        return unknown('500', 20);
      case '500, not accepted':
        return unknown('500', 40);
      case 'timeout, accepted':
        time.after(Math.floor(faults.chance(`${key} taken`) * left), () => accept(message, key));
        return unknown('timeout', left);
      case 'timeout, not accepted':
        return unknown('timeout', left);
      case 'hidden for long':
        time.after(20, () => accept(message, key, true));
        return unknown('timeout', left);
      case 'rejected for now':
        await trip();
        return { kind: 'rejected', code: '63018', permanent: false };
      case 'rejected for good':
        await trip();
        return { kind: 'rejected', code: '21211', permanent: true };
      default: {
        await time.sleep(workers.latency(`${key} answer`));
        const providerId = accept(message, key);
        if (fault === 'settled late') await workers.pause(worker, key);
        await trip();
        return { kind: 'accepted', providerId };
      }
    }
  };

  return {
    accepted,
    senderOf: (worker) => ({
      send: (message) => send(worker, message),
      listSent: async ({ from, to, since }) => {
        onRequest();
        const { fault, key } = faults.strike(`list for ${worker.name}`, listRates);
        await time.sleep(workers.latency(key));
        if (worker.over) return never();
        if (fault === 'list unavailable' || isDown())
          throw new ServiceUnavailable('twilio', 'the messages sent could not be listed');
        const earliest = Math.floor(Date.parse(since) / second) * second;
        const asked = accepted.filter(
          (m) => m.from === from && m.to === to && Math.floor(m.atMs / second) * second >= earliest,
        );
        for (const m of asked) if (m.visibleAtMs > time.nowMs) m.hiddenLooks += 1;
        watch.count('lists read');
        return asked
          .filter((m) => m.visibleAtMs <= time.nowMs)
          .map((m) => ({
            providerId: m.providerId,
            createdAt: instant(Math.floor(m.atMs / second) * second),
            text: m.text,
          }))
          .reverse();
      },
    }),
  };
};

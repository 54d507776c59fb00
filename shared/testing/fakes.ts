import { type Breakers, createBreakers } from '#shared/actor/breakers.ts';
import { createMemoryCircuitBreakers } from '#shared/adapters/memory/circuit-breakers.ts';
import { type Instant, plus } from '#shared/domain/instant.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { TimerRow } from '#shared/ports/actor-store.ts';
import type { CircuitBreakers } from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log, LogFields } from '#shared/ports/log.ts';
import type {
  MessageSender,
  OutgoingMessage,
  SendOutcome,
  SentMessage,
} from '#shared/ports/message-sender.ts';
import type { Timers } from '#shared/ports/timers.ts';
import { aMoment } from './builders.ts';

/** A clock that stands still until it is set or advanced. */
export class ManualClock implements Clock {
  #now: Instant;
  constructor(now: Instant = aMoment) {
    this.#now = now;
  }
  now(): Instant {
    return this.#now;
  }
  set(now: Instant): void {
    this.#now = now;
  }
  advance(ms: number): Instant {
    this.#now = plus(this.#now, ms);
    return this.#now;
  }
}

/** Ids that count up, and chance that is always 0.5: the same in every run. */
export const countingIds = (): Ids => {
  let count = 0;
  return {
    random: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    chance: () => 0.5,
  };
};

/** A log that keeps its lines. */
export class RecordingLog implements Log {
  readonly lines: {
    readonly level: 'debug' | 'info' | 'warn' | 'error';
    readonly message: string;
    readonly fields: LogFields;
  }[] = [];
  debug(message: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'debug', message, fields });
  }
  info(message: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'info', message, fields });
  }
  warn(message: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'warn', message, fields });
  }
  error(message: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'error', message, fields });
  }
}

/** A bus that keeps what was published, or fails with `failure`. */
export class RecordingBus implements EventBus {
  readonly published: AnyEvent[] = [];
  failure: Error | null = null;
  async publish(events: readonly AnyEvent[]): Promise<void> {
    if (this.failure) throw this.failure;
    this.published.push(...events);
  }
}

/** Timers that keep what is set, by agent, actor and kind. */
export class RecordingTimers implements Timers {
  readonly rows = new Map<string, TimerRow>();
  async set(timer: TimerRow): Promise<void> {
    this.rows.set(`${timer.agent}|${timer.actorId}|${timer.kind}`, timer);
  }
  async clear(timer: Pick<TimerRow, 'agent' | 'actorId' | 'kind'>): Promise<void> {
    this.rows.delete(`${timer.agent}|${timer.actorId}|${timer.kind}`);
  }
}

/** One step of a scripted sender: an outcome, or a function that makes it. */
export type SendStep =
  | SendOutcome
  | ((message: OutgoingMessage) => SendOutcome | Promise<SendOutcome>);

/**
 * A sender that follows a script and throws on a request that is not in it; `finish` throws where a
 * step was not used.
 */
export class ScriptedSender implements MessageSender {
  readonly requests: OutgoingMessage[] = [];
  readonly searches: { readonly from: string; readonly to: string; readonly since: Instant }[] = [];
  readonly #sends: SendStep[];
  readonly #lists: (readonly SentMessage[] | Error)[];

  constructor(
    sends: readonly SendStep[] = [],
    lists: readonly (readonly SentMessage[] | Error)[] = [],
  ) {
    this.#sends = [...sends];
    this.#lists = [...lists];
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    this.requests.push(message);
    const step = this.#sends.shift();
    if (!step) throw new Error('a message was sent that is not in the script');
    return typeof step === 'function' ? step(message) : step;
  }

  async listSent(query: {
    readonly from: string;
    readonly to: string;
    readonly since: Instant;
  }): Promise<readonly SentMessage[]> {
    this.searches.push(query);
    const list = this.#lists.shift();
    if (!list) throw new Error('a list was read that is not in the script');
    if (list instanceof Error) throw list;
    return list;
  }

  finish(): void {
    if (this.#sends.length + this.#lists.length > 0)
      throw new Error(
        `${this.#sends.length} sends and ${this.#lists.length} lists of the script were not used`,
      );
  }
}

/** A sender that accepts every message, with a new provider id. */
export const acceptingSender = (): MessageSender & {
  readonly requests: readonly OutgoingMessage[];
} => {
  const requests: OutgoingMessage[] = [];
  return {
    requests,
    send: async (message) => {
      requests.push(message);
      return { kind: 'accepted', providerId: `SM${requests.length}` };
    },
    listSent: async () => [],
  };
};

/** The breakers of one worker; workers that share `stored` share the breakers. */
export const someBreakers = (
  clock: Clock,
  stored: CircuitBreakers = createMemoryCircuitBreakers(),
  log: Log = new RecordingLog(),
): Breakers => createBreakers({ stored, clock, log });

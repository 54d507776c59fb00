import { hashToUnitInterval } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A fault or optional input that happened in a run. A replay names it by its key. */
export interface FiredFault {
  readonly key: string;
  readonly at: string;
}

/** The probability of each fault at a point, before the severity of the seed scales it. */
export type Rates<K extends string> = Readonly<Partial<Record<K, number>>>;

/** Faults of a call to the database; a crash ends the whole worker process. */
export type StoreFault =
  | 'crash before'
  | 'crash after'
  | 'no answer, nothing done'
  | 'no answer, done'
  | 'pause before'
  | 'pause after'
  | 'conflict';

/** Rates of the faults at any outside call of a worker. */
export const callRates: Rates<StoreFault> = {
  'crash before': 0.004,
  'crash after': 0.005,
  'no answer, nothing done': 0.005,
  'no answer, done': 0.006,
  'pause before': 0.003,
  'pause after': 0.003,
};

/** A commit can also meet a serialisation conflict that no other turn caused. */
export const commitRates: Rates<StoreFault> = { ...callRates, conflict: 0.02 };

/** Faults of the queues, which deliver at least once and in any order. */
export const deliveryRates = {
  'delivered twice': 0.06,
  'delivery dropped': 0.03,
  'delivered late': 0.06,
  'delivered with the next one': 0.06,
  'delivered often before': 0.006,
} as const;

/** Faults of the scheduler. The sweeper has to find a lost timer. */
export const timerRates = {
  'schedule lost': 0.04,
  'fired twice': 0.04,
  'fired late': 0.05,
  'fired early': 0.03,
} as const;

/** Faults of a request to Twilio to send a message. */
export const sendRates = {
  '429': 0.04,
  refused: 0.02,
  '500, accepted': 0.03,
  '500, not accepted': 0.03,
  'timeout, accepted': 0.04,
  'timeout, not accepted': 0.03,
  'crash, accepted': 0.02,
  'crash, not written': 0.02,
  'pause, then written': 0.02,
  'rejected for now': 0.015,
  'rejected for good': 0.006,
  'hidden for long': 0.006,
  'settled late': 0.02,
} as const;

/** Faults of reading Twilio's list of sent messages. */
export const listRates = { 'list unavailable': 0.1 } as const;

/** Faults of a status callback. */
export const callbackRates = {
  'callback lost': 0.2,
  'callback twice': 0.1,
  'callback late': 0.1,
} as const;

/** Faults of a request to AeroAPI. */
export const lookRates = {
  '429': 0.03,
  '429 with Retry-After': 0.02,
  '500': 0.03,
  timeout: 0.03,
  'stale reading': 0.03,
  'contradictory reading': 0.04,
  'not found for a moment': 0.01,
} as const;

/** Faults of a pushed alert. */
export const pushRates = { 'push lost': 0.08, 'push twice': 0.1, 'push late': 0.1 } as const;

/** Faults of a request to the API or of a webhook, which the other side then repeats. */
export const edgeRates = { 'reply lost': 0.05, 'edge down': 0.05 } as const;

const severities = [0.3, 1, 1, 2, 4] as const;

/**
 * Decides what goes wrong. It draws from the seed and the name of each point alone, so a point
 * meets the same fault whatever else is left out; shrinking a failing run relies on that, and
 * renaming a point changes every seed. `only`: the keys of the faults allowed; without it all are.
 */
export class Faults {
  readonly fired: FiredFault[] = [];
  readonly #seed: string;
  readonly #time: VirtualTime;
  readonly #only: ReadonlySet<string> | null;
  readonly #except: RegExp | null;
  readonly #severity: number;
  readonly #counts = new Map<string, number>();
  readonly #enabled = new Map<string, boolean>();

  constructor(
    seed: string,
    time: VirtualTime,
    options: { readonly only?: ReadonlySet<string>; readonly except?: RegExp },
  ) {
    this.#seed = seed;
    this.#time = time;
    this.#only = options.only ?? null;
    this.#except = options.except ?? null;
    this.#severity =
      severities[Math.floor(hashToUnitInterval(`${seed} severity`) * severities.length)] ?? 1;
  }

  /**
   * Passes a point where at most one of these faults may strike; `key` names the draw. Each seed
   * disables some kinds, so that rare combinations of the others come up.
   */
  strike<K extends string>(
    point: string,
    rates: Rates<K>,
  ): { readonly fault: K | null; readonly key: string } {
    const count = (this.#counts.get(point) ?? 0) + 1;
    this.#counts.set(point, count);
    const name = `${point} #${count}`;
    let remainder = this.chance(name) / this.#severity;
    for (const kind in rates) {
      remainder -= rates[kind] ?? 0;
      if (remainder >= 0) continue;
      const key = `${kind} @ ${name}`;
      if (!this.#isEnabled(kind) || !this.#allow(key)) return { fault: null, key };
      return { fault: kind, key };
    }
    return { fault: null, key: name };
  }

  /** Whether an optional part of the world is in this run, with this probability. */
  happens(key: string, chance: number): boolean {
    return this.chance(key) < chance && this.#allow(key);
  }

  /** A number in [0, 1) for this name, the same in every run of the seed. */
  chance(name: string): number {
    return hashToUnitInterval(`${this.#seed} ${name}`);
  }

  /** A whole number from `low` to `high` for this name. */
  amount(name: string, low: number, high: number): number {
    return low + Math.floor(this.chance(`${name} amount`) * (high - low + 1));
  }

  #isEnabled(kind: string): boolean {
    const cached = this.#enabled.get(kind);
    if (cached !== undefined) return cached;
    const isEnabled = this.chance(`enabled ${kind}`) < 0.75;
    this.#enabled.set(kind, isEnabled);
    return isEnabled;
  }

  #allow(key: string): boolean {
    if (this.#only !== null && !this.#only.has(key)) return false;
    if (this.#except?.test(key)) return false;
    this.fired.push({ key, at: this.#time.now() });
    return true;
  }
}

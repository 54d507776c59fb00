import { draw } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Something that went wrong in a run; its key names it for a replay. */
export interface Fired {
  readonly key: string;
  readonly at: string;
}

/** How likely each fault is at a point, where the seed is an ordinary one. */
export type Rates<K extends string> = Readonly<Partial<Record<K, number>>>;

/** What can befall a call to the database; crashes take the whole worker with them. */
export type StoreFault =
  | 'crash before'
  | 'crash after'
  | 'no answer, nothing done'
  | 'no answer, done'
  | 'pause before'
  | 'pause after'
  | 'conflict';

/** Rates of the faults that strike a worker at any outside call. */
export const callRates: Rates<StoreFault> = {
  'crash before': 0.004,
  'crash after': 0.005,
  'no answer, nothing done': 0.005,
  'no answer, done': 0.006,
  'pause before': 0.003,
  'pause after': 0.003,
};

/** A commit can also meet a serialisation conflict that no other turn of ours caused. */
export const commitRates: Rates<StoreFault> = { ...callRates, conflict: 0.02 };

/** What the queues do to a message: at least once, in any order. */
export const deliveryRates = {
  'delivered twice': 0.06,
  'delivery dropped': 0.03,
  'delivered late': 0.06,
  'delivered with the next one': 0.06,
} as const;

/** What the scheduler does to a timer. A lost one is the sweeper's to find. */
export const timerRates = {
  'schedule lost': 0.04,
  'fired twice': 0.04,
  'fired late': 0.05,
  'fired early': 0.03,
} as const;

/** What Twilio does to a request to send. */
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

/** What becomes of the list of sent messages, when it is read. */
export const listRates = { 'list unavailable': 0.1 } as const;

/** What becomes of a status callback. */
export const callbackRates = {
  'callback lost': 0.2,
  'callback twice': 0.1,
  'callback late': 0.1,
} as const;

/** What AeroAPI answers besides the truth. */
export const lookRates = {
  '429': 0.03,
  '429 with Retry-After': 0.02,
  '500': 0.03,
  timeout: 0.03,
  'stale reading': 0.03,
  'contradictory reading': 0.04,
  'not found for a moment': 0.01,
} as const;

/** What becomes of a pushed alert. */
export const pushRates = { 'push lost': 0.08, 'push twice': 0.1, 'push late': 0.1 } as const;

/** What becomes of a request of an agency, or of a webhook, that the other side repeats until it is answered. */
export const edgeRates = { 'reply lost': 0.05, 'edge down': 0.05 } as const;

const severities = [0.3, 1, 1, 2, 4] as const;

/**
 * Decides what goes wrong, by the name of each point and nothing else: the same point of the same seed meets the same fault whatever
 * else was left out, which is what makes a failing run shrink. `only`: the faults that are allowed to happen; null allows all.
 */
export class Faults {
  readonly fired: Fired[] = [];
  readonly #seed: string;
  readonly #time: VirtualTime;
  readonly #only: ReadonlySet<string> | null;
  readonly #severity: number;
  readonly #counts = new Map<string, number>();
  readonly #enabled = new Map<string, boolean>();

  constructor(seed: string, time: VirtualTime, only: ReadonlySet<string> | null) {
    this.#seed = seed;
    this.#time = time;
    this.#only = only;
    this.#severity = severities[Math.floor(draw(`${seed} severity`) * severities.length)] ?? 1;
  }

  /** Passes a point where one of these faults may strike; every seed leaves some kinds out, so that rare ones meet. */
  strike<K extends string>(
    point: string,
    rates: Rates<K>,
  ): { readonly fault: K | null; readonly key: string } {
    const count = (this.#counts.get(point) ?? 0) + 1;
    this.#counts.set(point, count);
    const name = `${point} #${count}`;
    let left = this.chance(name) / this.#severity;
    for (const kind in rates) {
      left -= rates[kind] ?? 0;
      if (left >= 0) continue;
      const key = `${kind} @ ${name}`;
      if (!this.#isEnabled(kind) || !this.#allow(key)) return { fault: null, key };
      return { fault: kind, key };
    }
    return { fault: null, key: name };
  }

  /** Whether something that the world may or may not contain happens in this one. */
  happens(key: string, chance: number): boolean {
    return this.chance(key) < chance && this.#allow(key);
  }

  /** A number in [0, 1) for this name, the same in every run of the seed. */
  chance(name: string): number {
    return draw(`${this.#seed} ${name}`);
  }

  /** A whole number from `low` to `high` for this name. */
  amount(name: string, low: number, high: number): number {
    return low + Math.floor(this.chance(`${name} amount`) * (high - low + 1));
  }

  #isEnabled(kind: string): boolean {
    const known = this.#enabled.get(kind);
    if (known !== undefined) return known;
    const enabled = this.chance(`enabled ${kind}`) < 0.75;
    this.#enabled.set(kind, enabled);
    return enabled;
  }

  #allow(key: string): boolean {
    if (this.#only !== null && !this.#only.has(key)) return false;
    this.fired.push({ key, at: this.#time.now() });
    return true;
  }
}

import { plus } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Faults, Rates, StoreFault } from './faults.ts';
import { callRates } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A worker process, from its start to its crash. Code under way at the crash never proceeds. */
export interface WorkerProcess {
  readonly name: string;
  readonly clock: Clock;
  hasCrashed: boolean;
  /** Called at the crash; each delivery under way uses one to be delivered again later. */
  readonly crashListeners: Set<() => void>;
}

/** A promise that never settles: the code of a crashed process waits on it. */
export const neverSettles = <T>(): Promise<T> => new Promise<T>(() => {});

/** A serialisation conflict without a cause, as a database may report at any time. */
export class SpuriousConflict extends Error {}

/** A window in which an outside service answers nobody. */
export interface Outage {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Whether the time is within one of the outages. */
export const isWithin = (outages: readonly Outage[], nowMs: number): boolean =>
  outages.some(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);

/** The share of the calls of the database that fail in a brownout. */
const brownoutShare = 0.3;

/** The worker processes. Each has its own clock and may crash or pause at any outside call. */
export class Workers {
  readonly #time: VirtualTime;
  readonly #faults: Faults;
  readonly #outages: readonly Outage[];
  readonly #brownouts: readonly Outage[];
  readonly #started = new Map<string, WorkerProcess>();
  readonly #onStart: (worker: WorkerProcess) => void;
  crashes = 0;
  brownoutFailures = 0;
  pauses = 0;

  constructor(options: {
    readonly time: VirtualTime;
    readonly faults: Faults;
    readonly outages: readonly Outage[];
    /** Windows in which the database answers some of the calls only. */
    readonly brownouts: readonly Outage[];
    /** Called on every start of a worker; builds its kernel. */
    readonly onStart: (worker: WorkerProcess) => void;
  }) {
    this.#time = options.time;
    this.#faults = options.faults;
    this.#outages = options.outages;
    this.#brownouts = options.brownouts;
    this.#onStart = options.onStart;
  }

  /** The workers that are up. */
  running(): readonly WorkerProcess[] {
    return [...this.#started.values()].filter((worker) => !worker.hasCrashed);
  }

  start(name: string, skewMs: number): void {
    const clock: Clock = { now: () => plus(this.#time.now(), skewMs) };
    const worker: WorkerProcess = { name, clock, hasCrashed: false, crashListeners: new Set() };
    this.#started.set(name, worker);
    this.#onStart(worker);
    worker.crashListeners.add(() =>
      this.#time.after(
        this.#faults.amount(`restart of ${name} ${this.crashes}`, 1_000, 40_000),
        () => this.start(name, skewMs),
      ),
    );
  }

  crash(worker: WorkerProcess): void {
    if (worker.hasCrashed) return;
    worker.hasCrashed = true;
    this.crashes += 1;
    for (const onCrash of worker.crashListeners) onCrash();
    worker.crashListeners.clear();
  }

  /** How many milliseconds the call of this name takes. */
  latencyMs(key: string): number {
    return 1 + Math.floor(this.#faults.chance(`${key} takes`) * 40);
  }

  /** A pause long enough for every lease and visibility timeout to end. */
  async pause(worker: WorkerProcess, key: string): Promise<void> {
    this.pauses += 1;
    await this.#time.sleep(this.#faults.amount(key, 20_000, 420_000));
    if (worker.hasCrashed) await neverSettles();
  }

  isDatabaseDown(): boolean {
    return isWithin(this.#outages, this.#time.nowMs);
  }

  /** Whether this call is one of those that fail in a brownout. */
  #failsInBrownout(key: string): boolean {
    const fails =
      isWithin(this.#brownouts, this.#time.nowMs) &&
      this.#faults.chance(`${key} browns out`) < brownoutShare;
    if (fails) this.brownoutFailures += 1;
    return fails;
  }

  /** One call of a worker to the database, with its faults; `operation` must do it in one step. */
  async call<T>(
    worker: WorkerProcess,
    point: string,
    operation: () => Promise<T>,
    rates: Rates<StoreFault> = callRates,
  ): Promise<T> {
    const { fault, key } = this.#faults.strike(point, rates);
    if (fault === 'pause before') await this.pause(worker, key);
    await this.#time.sleep(this.latencyMs(key));
    if (worker.hasCrashed) return neverSettles();
    if (fault === 'crash before') {
      this.crash(worker);
      return neverSettles();
    }
    if (fault === 'no answer, nothing done' || this.isDatabaseDown() || this.#failsInBrownout(key))
      throw new ServiceUnavailable('database', 'did not answer');
    if (fault === 'conflict') throw new SpuriousConflict();
    const result = await operation();
    if (fault === 'crash after') {
      this.crash(worker);
      return neverSettles();
    }
    if (fault === 'no answer, done') throw new ServiceUnavailable('database', 'did not answer');
    if (fault === 'pause after') await this.pause(worker, key);
    if (worker.hasCrashed) return neverSettles();
    return result;
  }
}

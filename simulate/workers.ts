import { plus } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Faults, Rates, StoreFault } from './faults.ts';
import { callRates } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A worker process, from its start to its crash. What it was doing when it ended never goes on. */
export interface WorkerProcess {
  readonly name: string;
  readonly clock: Clock;
  over: boolean;
  /** Told when it crashes: each job under way is delivered again later. */
  readonly crashListeners: Set<() => void>;
}

/** Never settles: where the code of a dead process stands still for ever. */
export const never = <T>(): Promise<T> => new Promise<T>(() => {});

/** A conflict with nothing behind it, as a database may answer at any time. */
export class SpuriousConflict extends Error {}

/** A window in which a part of the outside answers nobody. */
export interface Outage {
  readonly fromMs: number;
  readonly untilMs: number;
}

export const isWithin = (outages: readonly Outage[], nowMs: number): boolean =>
  outages.some(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);

/** The worker processes: each has its clock, and may crash or fall asleep at any outside call. */
export class Workers {
  readonly #time: VirtualTime;
  readonly #faults: Faults;
  readonly #outages: readonly Outage[];
  readonly #started = new Map<string, WorkerProcess>();
  readonly #begin: (worker: WorkerProcess) => void;
  crashes = 0;
  pauses = 0;

  constructor(options: {
    readonly time: VirtualTime;
    readonly faults: Faults;
    readonly outages: readonly Outage[];
    /** Builds what a worker runs, each time it starts. */
    readonly begin: (worker: WorkerProcess) => void;
  }) {
    this.#time = options.time;
    this.#faults = options.faults;
    this.#outages = options.outages;
    this.#begin = options.begin;
  }

  /** Those that are up. */
  running(): readonly WorkerProcess[] {
    return [...this.#started.values()].filter((worker) => !worker.over);
  }

  start(name: string, skewMs: number): void {
    const clock: Clock = { now: () => plus(this.#time.now(), skewMs) };
    const worker: WorkerProcess = { name, clock, over: false, crashListeners: new Set() };
    this.#started.set(name, worker);
    this.#begin(worker);
    worker.crashListeners.add(() =>
      this.#time.after(
        this.#faults.amount(`restart of ${name} ${this.crashes}`, 1_000, 40_000),
        () => this.start(name, skewMs),
      ),
    );
  }

  crash(worker: WorkerProcess): void {
    if (worker.over) return;
    worker.over = true;
    this.crashes += 1;
    for (const onCrash of worker.crashListeners) onCrash();
    worker.crashListeners.clear();
  }

  /** How long a call takes, by its name. */
  latency(key: string): number {
    return 1 + Math.floor(this.#faults.chance(`${key} takes`) * 40);
  }

  /** A pause long enough for every lease and visibility timeout to end. */
  async pause(worker: WorkerProcess, key: string): Promise<void> {
    this.pauses += 1;
    await this.#time.sleep(this.#faults.amount(key, 20_000, 420_000));
    if (worker.over) await never();
  }

  isDown(): boolean {
    return isWithin(this.#outages, this.#time.nowMs);
  }

  /** One call of a worker to the database; `act` does the work in one step. Whatever a caller may meet, it can meet here. */
  async call<T>(
    worker: WorkerProcess,
    point: string,
    act: () => Promise<T>,
    rates: Rates<StoreFault> = callRates,
  ): Promise<T> {
    const { fault, key } = this.#faults.strike(point, rates);
    if (fault === 'pause before') await this.pause(worker, key);
    await this.#time.sleep(this.latency(key));
    if (worker.over) return never();
    if (fault === 'crash before') {
      this.crash(worker);
      return never();
    }
    if (fault === 'no answer, nothing done' || this.isDown())
      throw new ServiceUnavailable('database', 'did not answer');
    if (fault === 'conflict') throw new SpuriousConflict();
    const result = await act();
    if (fault === 'crash after') {
      this.crash(worker);
      return never();
    }
    if (fault === 'no answer, done') throw new ServiceUnavailable('database', 'did not answer');
    if (fault === 'pause after') await this.pause(worker, key);
    if (worker.over) return never();
    return result;
  }
}

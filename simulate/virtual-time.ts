import { epoch, type Instant, instant } from '#shared/domain/instant.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order);

/** Runs everything that can proceed without time passing. */
const drainMicrotasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Time that jumps to the next action that is due. Each step runs one action and all that follows
 * from it without waiting; so concurrent work interleaves at its outside calls alone, in an order
 * that the seed decides. Times are epoch milliseconds.
 */
export class VirtualTime {
  #nowMs: number;
  #order = 0;
  /** A binary heap with the earliest entry first. */
  readonly #heap: Entry[] = [];

  constructor(start: Instant) {
    this.#nowMs = epoch(start);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  now(): Instant {
    return instant(this.#nowMs);
  }

  /** When the next action is due; infinity where none is. */
  nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  at(ms: number, action: () => void): void {
    const entry: Entry = { at: Math.max(ms, this.#nowMs), order: this.#order++, action };
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parentIndex = (i - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isBefore(entry, parent)) break;
      heap[i] = parent;
      i = parentIndex;
    }
    heap[i] = entry;
  }

  after(ms: number, action: () => void): void {
    this.at(this.#nowMs + ms, action);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Moves time forward; an earlier time changes nothing. */
  moveTo(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  /** Runs the next action; false where there is none. */
  async step(): Promise<boolean> {
    const next = this.#pop();
    if (next === undefined) return false;
    this.moveTo(next.at);
    next.action();
    await drainMicrotasks();
    return true;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || first === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      const left = heap[2 * i + 1];
      const right = heap[2 * i + 2];
      const child =
        left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, last)) break;
      heap[i] = child;
      i = child === left ? 2 * i + 1 : 2 * i + 2;
    }
    heap[i] = last;
    return first;
  }
}

import { epoch, type Instant, instant } from '#shared/domain/instant.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Lets everything that can go on without time passing go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Time that jumps to the next thing that is due. One thing happens at a step, and whatever follows from it without waiting follows
 * before the next; so concurrent work interleaves at its outside calls, in an order that the seed decides.
 */
export class VirtualTime {
  #nowMs: number;
  #order = 0;
  /** A binary heap: the earliest entry is the first. */
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

  /** When the next thing is due; infinity where nothing is. */
  nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  at(ms: number, act: () => void): void {
    const entry: Entry = { at: Math.max(ms, this.#nowMs), order: this.#order++, act };
    const heap = this.#heap;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !before(entry, parent)) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = entry;
  }

  after(ms: number, act: () => void): void {
    this.at(this.#nowMs + ms, act);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Time never goes back. */
  moveTo(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  /** Does the next thing; answers false where there is none. */
  async step(): Promise<boolean> {
    const next = this.#pop();
    if (next === undefined) return false;
    this.moveTo(next.at);
    next.act();
    await settle();
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
      const child = left !== undefined && right !== undefined && before(right, left) ? right : left;
      if (child === undefined || !before(child, last)) break;
      heap[i] = child;
      i = child === left ? 2 * i + 1 : 2 * i + 2;
    }
    heap[i] = last;
    return first;
  }
}

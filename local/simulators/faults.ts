/** A fault that is to happen; it is used up after `times` requests, or stays until it is cleared. */
export type Fault<Answer> = { readonly answer: Answer; readonly times?: number };

/** The faults that wait to happen, in the order in which they were set. */
export interface Faults<F extends Fault<unknown>> {
  set(fault: F): void;
  clear(): void;
  /** The first fault that applies to this request; it counts as used. */
  take(applies?: (fault: F) => boolean): F | null;
}

/** Keeps the faults of one simulator. */
export const createFaults = <F extends Fault<unknown>>(): Faults<F> => {
  let waiting: { readonly fault: F; left: number }[] = [];
  return {
    set: (fault) => {
      waiting.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      waiting = [];
    },
    take: (applies = () => true) => {
      const found = waiting.find((w) => applies(w.fault));
      if (!found) return null;
      found.left -= 1;
      if (found.left <= 0) waiting = waiting.filter((w) => w !== found);
      return found.fault;
    },
  };
};

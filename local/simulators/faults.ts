/** A fault to inject: into `times` requests, or into all until it is cleared. */
export type Fault<Answer> = { readonly answer: Answer; readonly times?: number };

/** The faults to inject, in the order in which they were set. */
export interface Faults<F extends Fault<unknown>> {
  set(fault: F): void;
  clear(): void;
  /** The first fault that applies to a request, counted as used; null for none. */
  take(applies?: (fault: F) => boolean): F | null;
}

/** Creates the faults of one simulator. */
export const createFaults = <F extends Fault<unknown>>(): Faults<F> => {
  let pending: { readonly fault: F; remaining: number }[] = [];
  return {
    set: (fault) => {
      pending.push({ fault, remaining: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      pending = [];
    },
    take: (applies = () => true) => {
      const match = pending.find(({ fault }) => applies(fault));
      if (!match) return null;
      match.remaining -= 1;
      if (match.remaining <= 0) pending = pending.filter((other) => other !== match);
      return match.fault;
    },
  };
};

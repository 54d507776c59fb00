/** Lets one turn of an actor run at a time in this process. */
export interface ActorGate {
  /**
   * Runs the work when the actor is free, after those who came before. Where so many wait already that they would keep others from running,
   * nothing is run, and the answer is how long to stay away.
   */
  run<T>(
    actor: string,
    work: () => Promise<T>,
  ): Promise<
    | { readonly kind: 'done'; readonly value: T }
    | { readonly kind: 'crowded'; readonly comeBackInMs: number }
  >;
}

interface Queue {
  last: Promise<unknown>;
  waiting: number;
  /** Until when those who were sent away are expected back, one after the other. */
  expectedUntil: number;
}

/** How many may hold a worker while they wait for one actor. */
const mostWaiting = 4;
/** About as long as a turn takes: whoever is sent away comes back when it is likely to be their turn. */
const turnMs = 10;

/**
 * Three hundred bookings on one flight are three hundred turns of one actor. Side by side they would all but one lose to the version and do
 * their work again and again; one after the other each does it once. The version still decides between processes.
 */
export const createActorGate = (now: () => number = Date.now): ActorGate => {
  const queues = new Map<string, Queue>();
  return {
    run: async (actor, work) => {
      const queue = queues.get(actor) ?? { last: Promise.resolve(), waiting: 0, expectedUntil: 0 };
      if (queue.waiting > mostWaiting) {
        queue.expectedUntil = Math.max(queue.expectedUntil, now()) + turnMs;
        return { kind: 'crowded', comeBackInMs: queue.expectedUntil - now() };
      }
      queues.set(actor, queue);
      queue.waiting += 1;
      const mine = queue.last.then(work);
      queue.last = mine.catch(() => undefined);
      try {
        return { kind: 'done', value: await mine };
      } finally {
        queue.waiting -= 1;
        if (queue.waiting === 0) queues.delete(actor);
      }
    },
  };
};

/** Lets one turn of an actor run at a time in this process. */
export interface ActorGate {
  /**
   * Runs the work when the actor is free, in order of arrival. Where too many wait already, so
   * that they would hold workers which other actors need, nothing runs and the answer is
   * `crowded`: how long to wait before the next attempt.
   */
  run<T>(
    actor: string,
    work: () => Promise<T>,
  ): Promise<
    | { readonly kind: 'done'; readonly value: T }
    | { readonly kind: 'crowded'; readonly retryAfterMs: number }
  >;
}

interface Queue {
  last: Promise<unknown>;
  waiting: number;
  /** When the last of the rejected turns is to come back, in milliseconds since 1970. */
  lastRetryAt: number;
}

/** How many turns may hold a worker while they wait for one actor. */
const maxWaiting = 4;
/** About the duration of a turn: rejected turns are spread out by it. */
const turnMs = 10;

/**
 * Serialises the turns of each actor. Three hundred bookings on one flight are three hundred turns
 * of one actor: run concurrently, all but one would conflict on the version and be decided again.
 * Between processes the version check alone decides.
 */
export const createActorGate = (now: () => number = Date.now): ActorGate => {
  const queues = new Map<string, Queue>();
  return {
    run: async (actor, work) => {
      const queue = queues.get(actor) ?? { last: Promise.resolve(), waiting: 0, lastRetryAt: 0 };
      if (queue.waiting > maxWaiting) {
        queue.lastRetryAt = Math.max(queue.lastRetryAt, now()) + turnMs;
        return { kind: 'crowded', retryAfterMs: queue.lastRetryAt - now() };
      }
      queues.set(actor, queue);
      queue.waiting += 1;
      const result = queue.last.then(work);
      queue.last = result.catch(() => undefined);
      try {
        return { kind: 'done', value: await result };
      } finally {
        queue.waiting -= 1;
        if (queue.waiting === 0) queues.delete(actor);
      }
    },
  };
};

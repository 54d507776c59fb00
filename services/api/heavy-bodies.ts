import { Problem } from './problem.ts';

/** How many large bodies are in memory at once, and how many requests may wait for a place. */
export interface HeavyBodyLimits {
  readonly places: number;
  readonly placesOfOne: number;
  readonly waiting: number;
  readonly waitMs: number;
}

/** Each may be 16 MB, and leaves as much behind until memory is collected. */
export const standardHeavyBodies: HeavyBodyLimits = {
  places: 2,
  placesOfOne: 1,
  waiting: 32,
  waitMs: 20_000,
};

/** The places for large bodies. */
export interface HeavyBodies {
  /**
   * Runs `work` once there is a place; until then the body stays with the client. Agencies take
   * turns, and one alone does not get every place.
   * @throws Problem `unavailable` where too many wait, or one has waited too long.
   */
  run<T>(agencyId: string, work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly agencyId: string;
  readonly start: () => void;
}

const busy = () =>
  new Problem('unavailable', 'Many files are being received at the moment. Please try again.', {
    headers: { 'retry-after': '5', connection: 'close' },
  });

/** Creates the places for large bodies; all are free. */
export const createHeavyBodies = (limits: HeavyBodyLimits): HeavyBodies => {
  const placesTaken = new Map<string, number>();
  /** Agencies by when one of theirs was started last, the longest ago first. */
  const turns = new Map<string, number>();
  let turn = 0;
  let waiting: readonly Waiting[] = [];

  const takenBy = (agencyId: string): number => placesTaken.get(agencyId) ?? 0;
  const isFree = (agencyId: string): boolean =>
    [...placesTaken.values()].reduce((sum, taken) => sum + taken, 0) < limits.places &&
    takenBy(agencyId) < limits.placesOfOne;
  const take = (agencyId: string): void => {
    placesTaken.set(agencyId, takenBy(agencyId) + 1);
    turns.set(agencyId, ++turn);
  };
  const leave = (agencyId: string): void => {
    placesTaken.set(agencyId, takenBy(agencyId) - 1);
    if (takenBy(agencyId) === 0) placesTaken.delete(agencyId);
    const next = waiting
      .filter((candidate) => isFree(candidate.agencyId))
      .reduce<Waiting | null>(
        (first, candidate) =>
          first && (turns.get(first.agencyId) ?? 0) <= (turns.get(candidate.agencyId) ?? 0)
            ? first
            : candidate,
        null,
      );
    if (next) next.start();
    else if (waiting.length === 0 && placesTaken.size === 0) turns.clear();
  };
  const place = (agencyId: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const remove = () => {
        clearTimeout(timer);
        waiting = waiting.filter((other) => other !== entry);
      };
      const timer = setTimeout(() => {
        remove();
        reject(busy());
      }, limits.waitMs).unref();
      const entry: Waiting = {
        agencyId,
        start: () => {
          remove();
          take(agencyId);
          resolve();
        },
      };
      waiting = [...waiting, entry];
    });

  return {
    run: async (agencyId, work) => {
      if (isFree(agencyId)) take(agencyId);
      else if (waiting.length >= limits.waiting) throw busy();
      else await place(agencyId);
      try {
        return await work();
      } finally {
        leave(agencyId);
      }
    },
  };
};

import type { StoryEvent, StoryItem } from '#shared/domain/flight-story.ts';
import { epoch, type Instant } from '#shared/domain/instant.ts';
import { beginLife, type LifeWorld } from './flight-life.ts';
import type { FlightPlan } from './plan.ts';

/** An item of a story with its time, and when it was told. */
export interface ToldItem {
  readonly item: StoryItem;
  readonly at: Instant;
  readonly toldAt: Instant;
}

/** A plan to which a story was told. */
export interface ToldPlan {
  readonly plan: FlightPlan;
  /** Everything from the first telling on, in order. */
  readonly events: readonly StoryEvent[];
  /** What could not be at its time, and why; the rest happens without it. */
  readonly refused: readonly { readonly told: ToldItem; readonly reason: string }[];
}

/**
 * Lives a flight through what was told of it. Until the first telling it did as its plan says; from
 * then on nothing happens to it by chance.
 */
export const tellStory = (
  base: FlightPlan,
  told: readonly ToldItem[],
  world: LifeWorld,
): ToldPlan => {
  const begin = told.map(({ toldAt }) => toldAt).sort()[0];
  if (begin === undefined) return { plan: base, events: [], refused: [] };
  const life = beginLife(base, begin, world);
  const refused = told
    .toSorted((a, b) => epoch(a.at) - epoch(b.at))
    .flatMap((each) => {
      const reason = life.happen(each.item, epoch(each.at));
      return reason === null ? [] : [{ told: each, reason }];
    });
  life.liveUntil(Number.POSITIVE_INFINITY);
  return { plan: life.plan(), events: life.events(), refused };
};

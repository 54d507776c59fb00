import { between, day, type Instant } from '#shared/domain/instant.ts';
import { sameCity } from '#shared/domain/metropolitan-areas.ts';

/** A leg, as far as its direction matters. */
export interface Leg {
  readonly originIata: string;
  readonly destinationIata: string;
  readonly departure: Instant;
}

/** Legs that follow each other closer than this are one way with changes of planes. */
const changesWithinMs = day;

/**
 * The first leg of the way home: of the last legs of a journey that lead, without a stay between
 * them, to the city where it began. Null where none do, and of a single leg.
 */
export const wayHome = <L extends Leg>(legs: readonly L[]): L | null => {
  const inOrder = legs.toSorted((a, b) => (a.departure < b.departure ? -1 : 1));
  const [first] = inOrder;
  const lastIndex = first
    ? inOrder.findLastIndex(
        (leg) => leg !== first && sameCity(leg.destinationIata, first.originIata),
      )
    : -1;
  if (lastIndex < 1) return null;
  let begins = lastIndex;
  for (; begins > 1; begins -= 1) {
    const [before, leg] = [inOrder[begins - 1], inOrder[begins]];
    if (
      !before ||
      !leg ||
      !sameCity(before.destinationIata, leg.originIata) ||
      between(before.departure, leg.departure) > changesWithinMs
    )
      break;
  }
  return inOrder[begins] ?? null;
};

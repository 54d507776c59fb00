/** A leg on the axis: instants in milliseconds. */
export interface AxisLeg {
  readonly scheduled: number;
  readonly departure: number;
  readonly arrival: number;
}
/** Where a leg lies, and how long the stay before it is where its time is not drawn. */
export interface PlacedLeg {
  readonly from: number;
  readonly to: number;
  /** Nights and days between this leg and the one before, drawn as a break. */
  readonly brokenMs: number | null;
}
/** The drawing of a journey’s time: legs to scale, stays as breaks. */
export interface Axis {
  readonly legs: readonly PlacedLeg[];
  readonly width: number;
  /** Where an instant lies; within a break at its middle. */
  readonly at: (instant: number) => number;
}

const hourMs = 3_600_000;
/** A longer time on the ground is a stay: its hours are not drawn. */
const longestDrawnMs = 14 * hourMs;
const breakWidth = 74;
const leastLegWidth = 120;
const leastGapWidth = 56;

/**
 * Legs on one axis. Flights and connections are drawn to the same scale, as far as the least
 * widths let them, so that a tight connection looks tight.
 */
export const axisOf = (legs: readonly AxisLeg[], width: number, side: number): Axis => {
  const gaps = legs.slice(1).map((leg, place) => leg.departure - (legs[place]?.arrival ?? 0));
  const isBreak = (gap: number): boolean => gap > longestDrawnMs;
  const drawnMs =
    legs.reduce((sum, { departure, arrival }) => sum + arrival - departure, 0) +
    gaps.reduce((sum, gap) => sum + (isBreak(gap) ? 0 : Math.max(gap, 0)), 0);
  const room = width - 2 * side - gaps.filter(isBreak).length * breakWidth;
  const scale = Math.max(room, 0) / Math.max(drawnMs, 1);
  let x = side;
  const placed = legs.map(({ departure, arrival }, place): PlacedLeg => {
    const gap = place === 0 ? null : (gaps[place - 1] ?? 0);
    if (gap !== null)
      x += isBreak(gap) ? breakWidth : Math.max(Math.max(gap, 0) * scale, leastGapWidth);
    const from = x;
    x += Math.max((arrival - departure) * scale, leastLegWidth);
    return { from, to: x, brokenMs: gap !== null && isBreak(gap) ? gap : null };
  });
  const points = placed.flatMap(({ from, to }, place) => {
    const leg = legs[place];
    return leg
      ? [
          { at: leg.departure, x: from },
          { at: leg.arrival, x: to },
        ]
      : [];
  });
  return {
    legs: placed,
    width: x + side,
    at: (instant) => {
      const next = points.findIndex((point) => point.at >= instant);
      const [before, after] = [points[next - 1], points[next]];
      if (next === -1) return (points.at(-1)?.x ?? side) + side / 2;
      if (!before || !after) return (after?.x ?? side) - side / 2;
      const share = (instant - before.at) / Math.max(after.at - before.at, 1);
      return before.x + share * (after.x - before.x);
    },
  };
};

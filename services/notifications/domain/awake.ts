import { between, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { isQuiet, type QuietHours } from '#shared/domain/quiet-hours.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';

/** Who has written this lately is awake (RULES §4). */
const awakeMs = 15 * minute;

/** No hour of the day is quiet. */
export const neverQuiet: QuietHours = { start: '00:00', end: '00:00' };

/** Until when who wrote last is awake. */
export const awakeUntil = ({ lastInboundAt }: TripContext): Instant | null =>
  lastInboundAt && plus(lastInboundAt, awakeMs);

/** Whether a traveller is awake in quiet hours, where the traveller is or will be. */
export const isAwakeAtNight = (
  { trip, optedOut, lastInboundAt }: TripContext,
  quiet: QuietHours,
  now: Instant,
): boolean =>
  !optedOut &&
  lastInboundAt !== null &&
  between(lastInboundAt, now) <= awakeMs &&
  [trip.originZone, trip.destinationZone].some((zone) => isQuiet(now, zone, quiet));
